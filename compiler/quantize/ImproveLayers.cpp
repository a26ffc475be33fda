// ImproveLayers.cpp: walks a network once with all examples side by side, exact
// and rounded.

#include "compiler/quantize/ImproveLayers.h"

#include "compiler/ProgressBar.h"
#include "compiler/quantize/FlatNetwork.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using quant::RoundedValues;
using reference::Tensor;

static constexpr size_t mostExamples = 256;
static constexpr int64_t mostBytes = int64_t(1) << 30;

namespace {
class Walk {
public:
  Walk(const FlatNetwork &network, const RoundedValues &values,
       ArrayRef<q8::Quantization> parameters, const ImprovementSteps &wanted)
      : exactNetwork(network), network(network), values(values),
        parameters(parameters), wanted(wanted), exact(network.valueCount()),
        rounded(network.valueCount()), lastUse(network.valueCount()) {}

  size_t countExamples(size_t available);
  void addExample(const Tensor &example);
  LogicalResult run(size_t step);

private:
  using Tensors = std::vector<Tensor>; // one for each example

  std::optional<q8::Quantization> parametersOf(unsigned number) const;
  void compute(const FlatNetwork &of, size_t step,
               std::vector<Tensors> &tensors);
  void roundWeights(size_t step);
  void correctBias(Operation *op, unsigned result);
  void roundValues(unsigned number);

  const FlatNetwork &exactNetwork;
  FlatNetwork network;
  const RoundedValues &values;
  ArrayRef<q8::Quantization> parameters;
  const ImprovementSteps &wanted;
  size_t exampleCount = 0;
  std::vector<Tensors> exact, rounded; // of values that are read later
  std::vector<size_t> lastUse;         // the step that reads it last
};
} // namespace

/// Those whose tensors, as many as live at a time, fit into the memory; also
/// finds where they are used last.
size_t Walk::countExamples(size_t available) {
  ArrayRef<FlatNetwork::Step> steps = network.steps();
  for (auto [index, step] : llvm::enumerate(steps)) {
    lastUse[step.result] = index;
    for (unsigned operand : step.operands)
      lastUse[operand] = index;
  }
  auto bytesOf = [&](unsigned number) {
    return network.typeOf(number).getNumElements() * 4;
  };
  int64_t live = bytesOf(0), most = live;
  for (auto [index, step] : llvm::enumerate(steps)) {
    live += bytesOf(step.result);
    most = std::max(most, live);
    for (unsigned number = 0; number < lastUse.size(); ++number)
      if (lastUse[number] == index && !network.isConstant(number))
        live -= bytesOf(number);
  }
  size_t affordable = std::max<int64_t>(mostBytes / (2 * most), 1);
  return std::min({available, mostExamples, affordable});
}

std::optional<q8::Quantization> Walk::parametersOf(unsigned number) const {
  std::optional<unsigned> of = values.classOf(network.valueOf(number));
  return of ? std::optional(parameters[*of]) : std::nullopt;
}

void Walk::roundValues(unsigned number) {
  if (std::optional<q8::Quantization> chosen = parametersOf(number))
    for (Tensor &tensor : rounded[number])
      roundTensor(tensor, *chosen);
}

void Walk::addExample(const Tensor &example) {
  ++exampleCount;
  exact[0].push_back(example);
  rounded[0].push_back(example);
  if (std::optional<q8::Quantization> chosen = parametersOf(0))
    roundTensor(rounded[0].back(), *chosen);
}

void Walk::compute(const FlatNetwork &of, size_t index,
                   std::vector<Tensors> &tensors) {
  const FlatNetwork::Step &step = of.steps()[index];
  tensors[step.result].resize(exampleCount);
  for (size_t i = 0; i < exampleCount; ++i)
    of.run(
        step,
        [&](unsigned number) -> const Tensor & { return tensors[number][i]; },
        tensors[step.result][i]);
}

void Walk::roundWeights(size_t index) {
  const FlatNetwork::Step &step = exactNetwork.steps()[index];
  Operation *op = step.op;
  unsigned input = step.operands[0], result = step.result;
  Tensors drifts;
  if (wanted.roundsJointly) {
    // What the weights as they are make of rounded inputs.
    compute(network, index, rounded);
    drifts = std::move(rounded[result]);
    for (auto [real, drift] : llvm::zip_equal(exact[result], drifts))
      for (int64_t i = 0, end = real.count(); i < end; ++i)
        drift.data<float>()[i] = real.data<float>()[i] - drift.data<float>()[i];
  }
  Weights weights = *Weights::of(op);
  std::vector<float> scales = roundLayer(
      weights, op, rounded[input], drifts, parametersOf(input)->scale,
      op->hasAttr(quant::kFourBitsName) ? 4 : 8, wanted);
  weights.writeTo(op);
  op->setDiscardableAttr(
      quant::kWeightScalesName,
      Builder(op->getContext()).getDenseF32ArrayAttr(scales));
}

void Walk::correctBias(Operation *op, unsigned result) {
  Weights weights = *Weights::of(op);
  int64_t channels = weights.rows();
  double examples = static_cast<double>(exampleCount);
  std::vector<double> sums(channels), squares(channels), means(channels);
  for (auto [real, found] : llvm::zip_equal(exact[result], rounded[result])) {
    std::fill(means.begin(), means.end(), 0.0);
    int64_t count = real.count();
    for (int64_t i = 0; i < count; ++i)
      means[i % channels] +=
          static_cast<double>(real.data<float>()[i]) - found.data<float>()[i];
    for (int64_t c = 0; c < channels; ++c) {
      double mean = means[c] / static_cast<double>(count / channels);
      sums[c] += mean;
      squares[c] += mean * mean;
    }
  }
  for (int64_t c = 0; c < channels; ++c) {
    double mean = sums[c] / examples;
    double variance = (squares[c] - sums[c] * mean) / (examples - 1) / examples;
    double share = examples > 1 ? 1.0 - variance / (mean * mean) : 0.0;
    means[c] = share > 0 ? share * mean : 0.0;
    weights.bias[c] += static_cast<float>(means[c]);
  }
  weights.writeTo(op);
  for (Tensor &tensor : rounded[result])
    for (int64_t i = 0, end = tensor.count(); i < end; ++i)
      tensor.data<float>()[i] += static_cast<float>(means[i % channels]);
}

LogicalResult Walk::run(size_t index) {
  const FlatNetwork::Step &step = exactNetwork.steps()[index];
  unsigned result = step.result;
  compute(exactNetwork, index, exact);
  bool improves = Weights::of(step.op) && !quant::staysFloat(step.op) &&
                  parametersOf(step.operands[0]);
  if (improves) {
    roundWeights(index);
    if (failed(network.renew(index)))
      return failure();
  }
  compute(network, index, rounded);
  if (improves && wanted.correctsBias)
    correctBias(step.op, result);
  roundValues(result);
  for (unsigned number : step.operands)
    if (lastUse[number] == index) {
      exact[number] = Tensors();
      rounded[number] = Tensors();
    }
  return success();
}

LogicalResult attendc::improveLayers(func::FuncOp function,
                                     const Examples &examples,
                                     const ImprovementSteps &wanted,
                                     bool isSigned, bool showProgress,
                                     std::string &error) {
  FailureOr<FlatNetwork> network = FlatNetwork::create(function);
  FailureOr<RoundedValues> values = RoundedValues::find(function);
  if (failed(network) || failed(values))
    return failure();
  auto parameters = values->recordedParameters(isSigned);
  if (failed(parameters))
    return failure();
  Walk walk(*network, *values, *parameters, wanted);
  size_t count = wanted.learns() ? walk.countExamples(examples.count) : 0;
  if (failed(examples.forEach(count, error, [&](const Tensor &example) {
        walk.addExample(example);
        return success();
      })))
    return failure();
  size_t steps = network->steps().size();
  ProgressBar progress("rounding layers", steps, showProgress);
  for (size_t i = 0; i < steps; ++i) {
    if (failed(walk.run(i)))
      return failure();
    progress.advance();
  }
  return success();
}
