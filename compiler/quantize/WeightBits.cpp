// WeightBits.cpp: tries each layer with 4 bits, and lets the most sensitive
// ones have 8.

#include "compiler/quantize/WeightBits.h"

#include "compiler/ProgressBar.h"
#include "compiler/quantize/ImproveLayers.h"
#include "compiler/quantize/OutputError.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;

static constexpr double workLimit = 1e11; // multiply-adds
static constexpr size_t mostExamples = 32;

namespace {
/// A step that may get 4 bits, and the squared error of the outputs if it does.
struct Candidate {
  size_t step;
  double weights;
  double error = 0.0;
};
} // namespace

static bool isRounded(Operation *op) {
  return Weights::of(op) && !quant::staysFloat(op);
}

static bool isDepthwise(const Weights &weights) {
  return weights.groups > 1 && weights.channelsPerGroup == 1;
}

/// `network` with every candidate rounded, whose attributes and weights
/// `function` then has no longer.
static FailureOr<FlatNetwork> roundCandidates(func::FuncOp function,
                                              const Examples &examples,
                                              ImprovementSteps steps,
                                              bool isSigned, bool showProgress,
                                              std::string &error) {
  llvm::MapVector<Operation *, Weights> former;
  for (Operation &op : function.getBody().front().without_terminator())
    if (isRounded(&op))
      former.insert({&op, *Weights::of(&op)});
  // A bias would make up for the errors of other layers.
  steps.correctsBias = false;
  if (failed(improveLayers(function, examples, steps, isSigned, showProgress,
                           error)))
    return failure();
  FailureOr<FlatNetwork> rounded = FlatNetwork::create(function);
  for (auto &[op, weights] : former) {
    weights.writeTo(op);
    op->removeDiscardableAttr(quant::kWeightScalesName);
  }
  return rounded;
}

/// Fills in what each candidate alone costs.
static LogicalResult measure(MutableArrayRef<Candidate> candidates,
                             const FlatNetwork &exact,
                             const FlatNetwork &rounded,
                             const Examples &examples, bool showProgress,
                             std::string &error) {
  std::vector<reference::Compute> all = weightedSteps(rounded);
  double work = 0.0;
  for (const FlatNetwork::Step &step : exact.steps())
    work += static_cast<double>(exact.workOf(step));
  double affordable = workLimit / (work * (1.0 + 0.5 * candidates.size()));
  size_t count = std::min({examples.count, mostExamples,
                           static_cast<size_t>(std::max(affordable, 4.0))});
  ProgressBar progress("trying 4 bits", count, showProgress);
  OutputError trial(exact);
  llvm::BitVector none(exact.valueCount());
  return examples.forEach(count, error, [&](const reference::Tensor &example) {
    trial.setInput(example);
    for (Candidate &candidate : candidates) {
      std::vector<reference::Compute> one(all.size());
      one[candidate.step] = all[candidate.step];
      trial.run(none, [](unsigned, reference::Tensor &) {}, one);
      candidate.error += trial.squaredError();
    }
    progress.advance();
    return success();
  });
}

LogicalResult attendc::chooseWeightBits(func::FuncOp function,
                                        const Examples &examples,
                                        double mostBits,
                                        const ImprovementSteps &steps,
                                        bool isSigned, bool showProgress,
                                        std::string &error) {
  FailureOr<FlatNetwork> exact = FlatNetwork::create(function);
  if (failed(exact))
    return failure();
  std::vector<Candidate> candidates;
  double spare = 0.0; // bits that could be more than are
  for (auto [index, step] : llvm::enumerate(exact->steps())) {
    if (!isRounded(step.op))
      continue;
    Weights weights = *Weights::of(step.op);
    double count = static_cast<double>(weights.values.size());
    spare += mostBits * count - (isDepthwise(weights) ? 8.0 : 4.0) * count;
    if (isDepthwise(weights))
      continue;
    candidates.push_back({index, count});
    step.op->setDiscardableAttr(quant::kFourBitsName,
                                UnitAttr::get(step.op->getContext()));
  }
  if (spare <= 0.0 || candidates.empty())
    return success();
  FailureOr<FlatNetwork> rounded =
      roundCandidates(function, examples, steps, isSigned, showProgress, error);
  if (failed(rounded) || failed(measure(candidates, *exact, *rounded, examples,
                                        showProgress, error)))
    return failure();
  llvm::sort(candidates, [](const Candidate &a, const Candidate &b) {
    double ofA = a.error * b.weights, ofB = b.error * a.weights;
    return ofA != ofB ? ofA > ofB : a.step < b.step;
  });
  for (const Candidate &candidate : candidates)
    if (double more = 4.0 * candidate.weights; more <= spare) {
      spare -= more;
      exact->steps()[candidate.step].op->removeDiscardableAttr(
          quant::kFourBitsName);
    }
  return success();
}
