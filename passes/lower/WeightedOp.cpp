// WeightedOp.cpp: reads weights, bias and multipliers, and proves that sums
// fit.

#include "passes/lower/WeightedOp.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

template <typename OpT> static FailureOr<WeightedOp> readParameters(OpT op) {
  WeightedOp result;
  auto weights = constantElements(op, op.getWeight());
  if (failed(weights))
    return failure();
  auto bias = constantElements(op, op.getBias());
  if (failed(bias))
    return failure();
  result.weights = std::move(*weights);
  result.bias = std::move(*bias);
  result.multipliers = op.getMultipliers().vec();
  result.channels = result.bias.size();
  result.perChannel = result.weights.size() / result.channels;
  result.inputZeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  result.outputZeroPoint = static_cast<int32_t>(op.getOutputZeroPoint());
  result.low = static_cast<int32_t>(op.getLow());
  result.high = static_cast<int32_t>(op.getHigh());

  // |input - zero point| <= 255.
  ArrayRef<int32_t> zeroPoints = op.getWeightZeroPoints();
  for (int64_t channel = 0; channel < result.channels; ++channel) {
    int32_t zeroPoint = zeroPoints[zeroPoints.size() == 1 ? 0 : channel];
    int64_t most = std::abs(int64_t(result.bias[channel]));
    for (int64_t i = 0; i < result.perChannel; ++i) {
      int32_t &weight = result.weights[channel * result.perChannel + i];
      weight -= zeroPoint;
      most += 255 * std::abs(int64_t(weight));
    }
    if (most > INT32_MAX)
      return op.emitError("unsupported: the sum of output channel ")
             << channel << " can leave the range of int32";
  }
  return result;
}

FailureOr<WeightedOp> WeightedOp::read(q8::Conv2dOp op) {
  return readParameters(op);
}

FailureOr<WeightedOp> WeightedOp::read(q8::FullyConnectedOp op) {
  return readParameters(op);
}

static bool fitInt8(const std::vector<int32_t> &weights) {
  return llvm::all_of(
      weights, [](int32_t weight) { return weight >= -128 && weight <= 127; });
}

bool WeightedOp::weightsFitInt8() const { return fitInt8(weights); }

int64_t lower::channelTile(int64_t channels, int64_t ocTile) {
  constexpr int64_t kLanes = 16, kFew = 24;
  if (ocTile < kLanes)
    return std::min<int64_t>(ocTile, llvm::alignTo(channels, 4));
  if (channels <= kFew)
    return llvm::alignTo(channels, 4);
  // Of ocTile and half as much again, the one that pads less.
  int64_t wide = llvm::alignTo(ocTile + ocTile / 2, kLanes);
  return llvm::alignTo(channels, wide) <= llvm::alignTo(channels, ocTile)
             ? wide
             : ocTile;
}

Value lower::requantize(LoopWriter &writer, const WeightedOp &op, Value acc,
                        Value multiplier) {
  return kernel::RequantizeOp::create(
      writer.builder, writer.loc(), writer.builder.getI32Type(), acc,
      multiplier, op.outputZeroPoint, op.low, op.high);
}

Value lower::weightConstant(LoopWriter &writer,
                            const std::vector<int32_t> &packed) {
  if (fitInt8(packed))
    return writer.constant("weights",
                           std::vector<int8_t>(packed.begin(), packed.end()));
  return writer.constant("weights",
                         std::vector<int16_t>(packed.begin(), packed.end()));
}

Value lower::loadWeight(LoopWriter &writer, Value weights, Value at) {
  Value weight = writer.load(weights, at);
  return arith::ExtSIOp::create(writer.builder, writer.loc(),
                                writer.builder.getI32Type(), weight);
}
