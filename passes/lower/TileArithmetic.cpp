// TileArithmetic.cpp: which constants weighted ops pack, and what is computed
// from them.

#include "passes/lower/TileArithmetic.h"
#include "passes/lower/Numbers.h"
#include "passes/lower/WeightedOp.h"
#include "passes/schedule/Placement.h"

#include "dialects/q8/Weights.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

/// values[order[i]], 0 where order[i] is -1.
template <typename T>
static std::vector<T> permuted(ArrayRef<T> values, ArrayRef<int64_t> order) {
  std::vector<T> result;
  result.reserve(order.size());
  for (int64_t at : order)
    result.push_back(at < 0 ? T(0) : values[at]);
  return result;
}

namespace {
class QuantizedArithmetic : public TileArithmetic {
public:
  QuantizedArithmetic(LoopWriter &writer, WeightedOp weighted)
      : writer(writer), weighted(std::move(weighted)) {
    channels = this->weighted.channels;
    perChannel = this->weighted.perChannel;
    sumType = this->weighted.sumType;
    hasNibbles = writer.op->hasAttr(schedule::kNibbles);
  }

  void pack(ArrayRef<int64_t> weightOrder, ArrayRef<int64_t> channelOrder,
            int64_t nibbleSpan) override {
    auto packed = permuted<int32_t>(weighted.weights, weightOrder);
    weights = hasNibbles
                  ? nibbleConstant(writer, packed, nibbleSpan, kNibbleBias)
                  : weightConstant(writer, packed);
    bias =
        writer.constant("bias", permuted<int32_t>(weighted.bias, channelOrder));
    multipliers = writer.constant(
        "multipliers", permuted<float>(weighted.multipliers, channelOrder));
  }

  Value start(Value lane) override { return summand(writer.load(bias, lane)); }

  Value input(Value at) override {
    Value stored = writer.loadStored(writer.inputs[0], at,
                                     isUnsigned(writer.op->getOperand(0)));
    return writer.sub(stored, weighted.inputZeroPoint, "value");
  }

  Value addProduct(Value sum, Value value, Value weightAt,
                   WeightPart part) override {
    Value weight = part == WeightPart::Byte
                       ? loadWeight(writer, weights, weightAt)
                       : loadNibble(weightAt, part);
    return writer.add(sum, summand(writer.mul(value, weight)));
  }

  void finish(Value sum, Value lane, Value at) override {
    Value multiplier = writer.load(multipliers, lane);
    writer.storeStored(requantize(writer, weighted, sum, multiplier),
                       writer.output, at);
  }

private:
  /// Half a byte holds a weight plus 8, so that C99 defines how to take it out.
  static constexpr int32_t kNibbleBias = 8;

  /// A product, of at most 25 bits, or a bias in the type of sums.
  Value summand(Value value) { return writer.toWide(value, sumType); }

  Value loadNibble(Value at, WeightPart part) {
    Value pair = writer.loadStored(weights, at, /*isUnsigned=*/true);
    Value half;
    if (part == WeightPart::Low)
      half = arith::AndIOp::create(writer.builder, writer.loc(), pair,
                                   writer.i32(15));
    else
      half = arith::ShRSIOp::create(writer.builder, writer.loc(), pair,
                                    writer.i32(4));
    return writer.sub(half, kNibbleBias);
  }

  LoopWriter &writer;
  WeightedOp weighted;
  Value weights, bias, multipliers;
};

class PlainArithmetic : public TileArithmetic {
public:
  PlainArithmetic(LoopWriter &writer, Value weight, bool hasBias)
      : writer(writer), numbers(writer, getElementTypeOrSelf(weight.getType())),
        weights(writer.inputs[1]), hasBias(hasBias) {
    channels = shapeOf(weight)[0];
    perChannel = cast<ShapedType>(weight.getType()).getNumElements() / channels;
    sumType = numbers.type;
    isPacked = !weights;
    if (hasBias)
      bias = writer.inputs[2];
  }

  /// Reads weights and bias that are constants.
  LogicalResult read() {
    if (!isPacked)
      return success();
    auto weight = storedElements(writer.op, writer.op->getOperand(1));
    if (failed(weight))
      return failure();
    weightValues = *weight;
    if (!hasBias)
      return success();
    auto value = storedElements(writer.op, writer.op->getOperand(2));
    if (failed(value))
      return failure();
    biasValues = *value;
    return success();
  }

  void pack(ArrayRef<int64_t> weightOrder, ArrayRef<int64_t> channelOrder,
            int64_t) override {
    weights = packed("weights", weightValues, weightOrder);
    if (hasBias)
      bias = packed("bias", biasValues, channelOrder);
  }

  Value start(Value lane) override {
    return hasBias ? numbers.load(bias, lane) : numbers.constant(0.0);
  }

  Value input(Value at) override {
    return numbers.load(writer.inputs[0], at, "value");
  }

  Value addProduct(Value sum, Value value, Value weightAt,
                   WeightPart) override {
    Value weight = numbers.load(weights, weightAt);
    return numbers.add(sum, numbers.mul(value, weight));
  }

  void finish(Value sum, Value, Value at) override {
    numbers.store(sum, writer.output, at);
  }

private:
  Value packed(StringRef what, DenseElementsAttr values,
               ArrayRef<int64_t> order) {
    auto pack = [&](auto zero) {
      using T = decltype(zero);
      return writer.constant(
          what, permuted<T>(llvm::to_vector(values.getValues<T>()), order));
    };
    return numbers.isFloat() ? pack(float(0)) : pack(int32_t(0));
  }

  LoopWriter &writer;
  Numbers numbers;
  Value weights, bias;
  bool hasBias;
  DenseElementsAttr weightValues, biasValues;
};
} // namespace

template <typename OpT>
static FailureOr<std::unique_ptr<TileArithmetic>> readQuantized(LoopWriter &w,
                                                                OpT op) {
  FailureOr<WeightedOp> weighted = WeightedOp::read(op);
  if (failed(weighted))
    return failure();
  if (op->hasAttr(schedule::kNibbles) && !weighted->weightsFitNibbles())
    return op.emitError("has weights of more than 4 bits; run "
                        "attend-choose-kernels");
  return std::unique_ptr<TileArithmetic>(
      std::make_unique<QuantizedArithmetic>(w, std::move(*weighted)));
}

template <typename OpT>
static FailureOr<std::unique_ptr<TileArithmetic>> readPlain(LoopWriter &w,
                                                            OpT op) {
  auto plain =
      std::make_unique<PlainArithmetic>(w, op.getWeight(), bool(op.getBias()));
  if (failed(plain->read()))
    return failure();
  return std::unique_ptr<TileArithmetic>(std::move(plain));
}

FailureOr<std::unique_ptr<TileArithmetic>>
lower::quantizedArithmetic(LoopWriter &writer, q8::Conv2dOp op) {
  if (op->hasAttr(schedule::kNibbles) &&
      q8::isDepthwise(op.getWeight(), op.getGroups()))
    return op.emitError("is depthwise, whose weights are bytes; run "
                        "attend-choose-kernels");
  return readQuantized(writer, op);
}
FailureOr<std::unique_ptr<TileArithmetic>>
lower::quantizedArithmetic(LoopWriter &writer, q8::FullyConnectedOp op) {
  return readQuantized(writer, op);
}
FailureOr<std::unique_ptr<TileArithmetic>>
lower::plainArithmetic(LoopWriter &writer, attend::Conv2dOp op) {
  return readPlain(writer, op);
}
FailureOr<std::unique_ptr<TileArithmetic>>
lower::plainArithmetic(LoopWriter &writer, attend::FullyConnectedOp op) {
  return readPlain(writer, op);
}
