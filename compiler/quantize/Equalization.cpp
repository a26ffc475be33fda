// Equalization.cpp: finds the values whose channels can be scaled, and scales
// them.

#include "compiler/quantize/Equalization.h"

#include "compiler/quantize/Weights.h"
#include "compiler/reference/FloatReference.h"
#include "dialects/attend/AttendDialect.h"
#include "passes/quant/RoundedValues.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using reference::Tensor;

static constexpr size_t mostExamples = 32;

namespace {
/// What one channel of a value holds over examples.
struct ChannelStatistics {
  std::vector<double> largest, squares; // magnitude; sum over pixels
  double pixels = 0.0;

  void include(const Tensor &tensor);
};

/// An op, and those that alone read what it makes.
struct Stretch {
  Operation *producer;
  SmallVector<Operation *> readers;
};
} // namespace

void ChannelStatistics::include(const Tensor &tensor) {
  int64_t channels = tensor.shape.back();
  largest.resize(channels);
  squares.resize(channels);
  const float *values = tensor.data<float>();
  for (int64_t i = 0, end = tensor.count(); i < end; ++i) {
    double value = values[i];
    double &most = largest[i % channels];
    most = std::max(most, std::fabs(value));
    squares[i % channels] += value * value;
  }
  pixels += static_cast<double>(tensor.count() / channels);
}

/// f(x / s) = f(x) / s for every channel of operand 0.
static bool commutesWithScale(Operation *op) {
  if (auto unary = dyn_cast<UnaryOp>(op))
    return unary.getKind() == UnaryKind::Relu ||
           unary.getKind() == UnaryKind::LeakyRelu;
  if (auto reshape = dyn_cast<ReshapeOp>(op))
    return reshape.getType().getRank() > 0 &&
           reshape.getType().getShape().back() ==
               cast<RankedTensorType>(reshape->getOperand(0).getType())
                   .getShape()
                   .back();
  return isa<PReluOp, MaxPool2dOp, AvgPool2dOp, GlobalAvgPoolOp, ResizeOp>(op);
}

/// Adds the ops with weights that read `value`; false if anything else does.
static bool collectReaders(Value value, SmallVectorImpl<Operation *> &readers) {
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    if (use.getOperandNumber() != 0 || user->getNumResults() != 1 ||
        quant::staysFloat(user))
      return false;
    if (commutesWithScale(user)) {
      if (!collectReaders(user->getResult(0), readers))
        return false;
    } else if (Weights::of(user)) {
      readers.push_back(user);
    } else {
      return false;
    }
  }
  return true;
}

static SmallVector<Stretch> findStretches(func::FuncOp function) {
  SmallVector<Stretch> stretches;
  for (Operation &op : function.getBody().front().without_terminator()) {
    Stretch stretch{&op, {}};
    if (!quant::staysFloat(&op) && Weights::of(&op) &&
        collectReaders(op.getResult(0), stretch.readers) &&
        !stretch.readers.empty())
      stretches.push_back(stretch);
  }
  return stretches;
}

/// x^(quarters / 4), by square roots alone.
static double powerOfQuarters(double x, int quarters) {
  double root = std::sqrt(x), result = 1.0;
  if (quarters & 1)
    result *= std::sqrt(root);
  if (quarters & 2)
    result *= root;
  return quarters & 4 ? result * x : result;
}

/// The noise of `weights`' op over the power of its output, in units of its own
/// at will, when it reads x / s.
static double predictedNoise(const Weights &weights,
                             const ChannelStatistics &input,
                             ArrayRef<double> scales) {
  double inputStep = 0.0, noise = 0.0, power = 0.0;
  for (auto [largest, scale] : llvm::zip_equal(input.largest, scales))
    inputStep = std::max(inputStep, largest / scale / 255.0);
  for (int64_t row = 0; row < weights.rows(); ++row) {
    double weightStep = 0.0, weightSquares = 0.0, inputSquares = 0.0;
    for (int64_t k = 0; k < weights.depth(); ++k) {
      int64_t channel = weights.channelOf(row, k);
      double weight = weights.values[row * weights.depth() + k];
      double square = input.squares[channel] / input.pixels;
      double scaled = std::fabs(weight * scales[channel]);
      weightStep = std::max(weightStep, scaled / 127.0);
      weightSquares += scaled * scaled;
      inputSquares += square / (scales[channel] * scales[channel]);
      power += weight * weight * square;
    }
    noise += inputStep * inputStep * weightSquares +
             weightStep * weightStep * inputSquares;
  }
  return noise / std::max(power, 1e-30);
}

/// The best s[c] of the forms, all 1 if none is better.
static std::vector<double>
chooseScales(const Stretch &stretch,
             const llvm::DenseMap<Value, ChannelStatistics> &statistics) {
  size_t channels =
      statistics.find(stretch.readers[0]->getOperand(0))->second.largest.size();
  std::vector<double> inputs(channels), weightsOf(channels);
  std::vector<Weights> read;
  for (Operation *reader : stretch.readers) {
    const Weights &weights = read.emplace_back(*Weights::of(reader));
    const auto &input = statistics.find(reader->getOperand(0))->second;
    for (size_t c = 0; c < channels; ++c)
      inputs[c] = std::max(inputs[c], input.largest[c]);
    for (int64_t i = 0, end = weights.values.size(); i < end; ++i) {
      double &most = weightsOf[weights.channelOf(i / weights.depth(),
                                                 i % weights.depth())];
      most = std::max(most, std::fabs(double(weights.values[i])));
    }
  }
  // Relative to the largest, so that the largest of the forms is about 1.
  for (std::vector<double> *each : {&inputs, &weightsOf}) {
    double most = *std::max_element(each->begin(), each->end());
    for (double &value : *each)
      value = most > 0 ? std::max(value / most, 1.0 / 64.0) : 1.0;
  }
  auto noiseOf = [&](ArrayRef<double> scales) {
    double noise = 0.0;
    for (auto [reader, weights] : llvm::zip_equal(stretch.readers, read))
      noise += predictedNoise(
          weights, statistics.find(reader->getOperand(0))->second, scales);
    return noise;
  };
  std::vector<double> best(channels, 1.0), scales(channels);
  double least = noiseOf(best);
  for (bool hasWeights : {false, true})
    for (int quarters = 1; quarters <= 4; ++quarters) {
      for (size_t c = 0; c < channels; ++c)
        scales[c] =
            powerOfQuarters(inputs[c], quarters) /
            (hasWeights ? powerOfQuarters(weightsOf[c], 4 - quarters) : 1.0);
      double noise = noiseOf(scales);
      if (noise < least) {
        least = noise;
        best = scales;
      }
    }
  return best;
}

static void scaleStretch(const Stretch &stretch, ArrayRef<double> scales) {
  Weights weights = *Weights::of(stretch.producer);
  for (int64_t i = 0, end = weights.values.size(); i < end; ++i)
    weights.values[i] =
        static_cast<float>(weights.values[i] / scales[i / weights.depth()]);
  for (int64_t row = 0; row < weights.rows(); ++row)
    weights.bias[row] = static_cast<float>(weights.bias[row] / scales[row]);
  weights.writeTo(stretch.producer);
  for (Operation *reader : stretch.readers) {
    weights = *Weights::of(reader);
    for (int64_t i = 0, end = weights.values.size(); i < end; ++i)
      weights.values[i] = static_cast<float>(
          weights.values[i] *
          scales[weights.channelOf(i / weights.depth(), i % weights.depth())]);
    weights.writeTo(reader);
  }
}

LogicalResult attendc::equalizeChannels(func::FuncOp function,
                                        const Examples &examples,
                                        std::string &error) {
  SmallVector<Stretch> stretches = findStretches(function);
  if (stretches.empty())
    return success();
  auto network = reference::FloatReference::create(function);
  if (failed(network))
    return failure();
  llvm::DenseMap<Value, ChannelStatistics> statistics;
  for (const Stretch &stretch : stretches)
    for (Operation *reader : stretch.readers)
      statistics.try_emplace(reader->getOperand(0));
  size_t count = std::min(examples.count, mostExamples);
  auto include = [&](Value value, const Tensor &tensor) {
    auto found = statistics.find(value);
    if (found != statistics.end())
      found->second.include(tensor);
  };
  if (failed(examples.forEach(count, error, [&](const Tensor &example) {
        return (*network)->run(example, include);
      })))
    return failure();
  for (const Stretch &stretch : stretches)
    scaleStretch(stretch, chooseScales(stretch, statistics));
  return success();
}
