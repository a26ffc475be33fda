// WeightedOp.cpp: reads weights, bias and multipliers, and proves that sums
// fit.

#include "passes/lower/WeightedOp.h"

#include "dialects/kernel/KernelDialect.h"
#include "dialects/q8/Weights.h"
#include "passes/quant/AccumulatorBounds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

template <typename OpT> static FailureOr<WeightedOp> readParameters(OpT op) {
  DenseElementsAttr weights = q8::constantBehind(op.getWeight()),
                    bias = q8::constantBehind(op.getBias());
  if (!weights || !bias)
    return op->emitError("unsupported: weights, bias and tables must be "
                         "constants, found a computed value");
  WeightedOp result;
  result.weights = q8::centredWeights(weights, op.getWeightZeroPoints());
  result.bias = q8::integersOf(bias);
  result.multipliers = op.getMultipliers().vec();
  result.channels = result.bias.size();
  result.perChannel = result.weights.size() / result.channels;
  result.inputZeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  result.outputZeroPoint = static_cast<int32_t>(op.getOutputZeroPoint());
  result.low = static_cast<int32_t>(op.getLow());
  result.high = static_cast<int32_t>(op.getHigh());

  bool mayWiden = q8::mayNeedInt64(op);
  int64_t largest = 0;
  for (int64_t channel = 0; channel < result.channels; ++channel) {
    ArrayRef<int32_t> row =
        ArrayRef<int32_t>(result.weights)
            .slice(channel * result.perChannel, result.perChannel);
    int64_t reach = q8::accumulatorReach(result.bias[channel], row,
                                         /*inputBits=*/mayWiden ? 16 : 8);
    largest = std::max(largest, reach);
    if (reach > INT32_MAX && !mayWiden)
      return op.emitError("unsupported: the sum of output channel ")
             << channel << " can leave the range of int32";
  }
  result.sumType = sumTypeOf(op, largest);
  return result;
}

FailureOr<WeightedOp> WeightedOp::read(q8::Conv2dOp op) {
  return readParameters(op);
}

FailureOr<WeightedOp> WeightedOp::read(q8::FullyConnectedOp op) {
  return readParameters(op);
}

bool WeightedOp::weightsFitInt8() const { return q8::fitInt8(weights); }

bool WeightedOp::weightsFitNibbles() const { return q8::fitNibbles(weights); }

Type lower::sumTypeOf(Operation *op, int64_t reach) {
  bool isWide = q8::mayNeedInt64(op) && reach > INT32_MAX &&
                !op->hasAttr(quant::kAccumulatorLow);
  return IntegerType::get(op->getContext(), isWide ? 64 : 32);
}

Value lower::roundedSum(LoopWriter &writer, Operation *op, Value acc) {
  if (acc.getType().isInteger(32) &&
      getElementTypeOrSelf(op->getResult(0).getType()).isInteger(8))
    return acc;
  return arith::SIToFPOp::create(writer.builder, writer.loc(),
                                 writer.builder.getF32Type(), acc);
}

Value lower::requantize(LoopWriter &writer, const WeightedOp &op, Value acc,
                        Value multiplier) {
  return kernel::RequantizeOp::create(
      writer.builder, writer.loc(), writer.builder.getI32Type(),
      roundedSum(writer, writer.op, acc), multiplier, op.outputZeroPoint,
      op.low, op.high);
}

Value lower::weightConstant(LoopWriter &writer,
                            const std::vector<int32_t> &packed) {
  if (q8::fitInt8(packed))
    return writer.constant("weights",
                           std::vector<int8_t>(packed.begin(), packed.end()));
  return writer.constant("weights",
                         std::vector<int16_t>(packed.begin(), packed.end()));
}

Value lower::nibbleConstant(LoopWriter &writer,
                            const std::vector<int32_t> &packed, int64_t span,
                            int32_t bias) {
  std::vector<int8_t> bytes;
  bytes.reserve(packed.size() / 2);
  for (size_t pairs = 0; pairs < packed.size(); pairs += 2 * span)
    for (int64_t i = 0; i < span; ++i) {
      uint32_t low = packed[pairs + i] + bias;
      uint32_t high = packed[pairs + span + i] + bias;
      bytes.push_back(static_cast<int8_t>((low & 15) | (high & 15) << 4));
    }
  return writer.constant("nibbles", bytes);
}

Value lower::loadWeight(LoopWriter &writer, Value weights, Value at) {
  Value weight = writer.load(weights, at);
  return arith::ExtSIOp::create(writer.builder, writer.loc(),
                                writer.builder.getI32Type(), weight);
}
