// ChooseRanges.cpp: tries the methods of calibration on each class of values.

#include "compiler/quantize/ChooseRanges.h"

#include "compiler/ProgressBar.h"
#include "compiler/quantize/OutputError.h"
#include "dialects/attend/AttendDialect.h"
#include "passes/quant/RoundedValues.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using quant::Range;
using quant::RoundedValues;

static constexpr double workLimit = 1e11; // multiply-adds
/// What an error must be of that of the first candidate to replace it: less is
/// chance on so few examples.
static constexpr double convincing = 0.5;
static constexpr CalibrationMethod methods[] = {
    CalibrationMethod::MinMax, CalibrationMethod::Mse,
    CalibrationMethod::Percentile, CalibrationMethod::Entropy};

namespace {
/// What the values of a class may be rounded to.
struct Candidate {
  SmallVector<std::pair<Value, std::optional<Range>>> ranges;
  q8::Quantization parameters;
  double error = 0.0;
};

struct ValueClass {
  llvm::BitVector members; // numbers of values that are no constants
  SmallVector<Candidate> candidates;
};
} // namespace

/// The candidates of every class; their ranges are those of its members that
/// calibration saw.
static SmallVector<ValueClass>
listClasses(const RoundedValues &rounded, const FlatNetwork &network,
            const llvm::MapVector<Value, ValueStatistics> &statistics,
            double percentile, bool isSigned) {
  SmallVector<ValueClass> classes(rounded.classCount());
  for (ValueClass &of : classes)
    of.members.resize(network.valueCount());
  auto tryRanges = [&](auto rangeOf) {
    SmallVector<q8::Quantization> parameters =
        rounded.parameters(rangeOf, isSigned);
    for (auto [index, of] : llvm::enumerate(classes)) {
      q8::Quantization chosen = parameters[index];
      if (llvm::none_of(of.candidates, [&](const Candidate &known) {
            return known.parameters == chosen;
          }))
        of.candidates.push_back({{}, chosen});
    }
    SmallVector<bool> isNew(classes.size());
    for (auto [index, of] : llvm::enumerate(classes))
      isNew[index] = of.candidates.back().ranges.empty();
    for (Value value : rounded.values())
      if (unsigned of = *rounded.classOf(value); isNew[of])
        classes[of].candidates.back().ranges.push_back({value, rangeOf(value)});
  };
  for (Value value : rounded.values())
    if (statistics.contains(value))
      classes[*rounded.classOf(value)].members.set(network.numberOf(value));

  auto rangeBySome = [&](CalibrationMethod method,
                         Value value) -> std::optional<Range> {
    auto found = statistics.find(value);
    if (found == statistics.end() || value.getDefiningOp<attend::SoftmaxOp>()) {
      FailureOr<std::optional<Range>> fixed = quant::recordedRange(value);
      return succeeded(fixed) ? *fixed : std::nullopt;
    }
    return rangeBy(method, found->second, percentile,
                   rounded.bitsOf(*rounded.classOf(value)));
  };
  // Steps of 1/256 first, where they are usual.
  tryRanges([&](Value value) -> std::optional<Range> {
    Operation *op = value.getDefiningOp();
    if (op && quant::isUnitInterval(op))
      return std::nullopt;
    return rangeBySome(CalibrationMethod::MinMax, value);
  });
  for (CalibrationMethod method : methods)
    tryRanges([&](Value value) { return rangeBySome(method, value); });
  return classes;
}

/// Multiply-adds of all trials on one example, at half a run each.
static double workOfTrials(const FlatNetwork &network,
                           ArrayRef<ValueClass> classes) {
  double work = 0.0, trials = 0.0;
  for (const FlatNetwork::Step &step : network.steps())
    work += static_cast<double>(network.workOf(step));
  for (const ValueClass &of : classes)
    if (of.candidates.size() > 1)
      trials += static_cast<double>(of.candidates.size());
  return work * (1.0 + trials / 2.0);
}

LogicalResult
attendc::chooseRanges(func::FuncOp function, const Examples &examples,
                      const llvm::MapVector<Value, ValueStatistics> &statistics,
                      const CalibrationOptions &options, bool isSigned,
                      std::string &error) {
  FailureOr<RoundedValues> rounded = RoundedValues::find(function);
  FailureOr<FlatNetwork> network = FlatNetwork::create(function);
  if (failed(rounded) || failed(network))
    return failure();
  SmallVector<ValueClass> classes =
      listClasses(*rounded, *network, statistics, options.percentile, isSigned);

  double affordable = workLimit / workOfTrials(*network, classes);
  size_t count = std::min(
      examples.count, static_cast<size_t>(std::clamp(affordable, 4.0, 32.0)));
  ProgressBar progress("choosing ranges", count, options.showProgress);
  OutputError trial(*network);
  auto tryCandidates = [&](const reference::Tensor &example) {
    trial.setInput(example);
    for (ValueClass &of : classes) {
      if (of.candidates.size() == 1)
        continue;
      for (Candidate &candidate : of.candidates) {
        trial.run(of.members, [&](unsigned, reference::Tensor &value) {
          roundTensor(value, candidate.parameters);
        });
        candidate.error += trial.squaredError();
      }
    }
    progress.advance();
    return success();
  };
  if (failed(examples.forEach(count, error, tryCandidates)))
    return failure();
  for (ValueClass &of : classes) {
    const Candidate *best =
        std::min_element(of.candidates.begin(), of.candidates.end(),
                         [](const Candidate &a, const Candidate &b) {
                           return a.error < b.error;
                         });
    if (best->error > convincing * of.candidates[0].error)
      best = &of.candidates[0];
    for (auto &[value, range] : best->ranges)
      if (range && statistics.contains(value))
        quant::recordRange(value, *range);
  }
  return success();
}
