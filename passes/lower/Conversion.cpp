// Conversion.cpp: numbers of one type as numbers of another: attend.quantize,
// dequantize and cast.

#include "passes/lower/Broadcast.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

namespace {
/// Scale and zero point of each position: numbers if there is one of each.
struct Parameters {
  LoopWriter &writer;
  SmallVector<int64_t> shape; // that scales and zero points have
  bool isSymmetric;           // all zero points are 0
  Value scale, zeroPoint;     // or null
  Value scales, zeroPoints;   // buffers, or null

  template <typename OpT> Parameters(LoopWriter &writer, OpT op);

  Value scaleAt(Value at) const {
    return scale ? scale : writer.load(scales, at, "scale");
  }
  Value zeroPointAt(Value at) const {
    return zeroPoint ? zeroPoint : writer.load(zeroPoints, at, "zero_point");
  }
};
} // namespace

template <typename OpT>
Parameters::Parameters(LoopWriter &writer, OpT op)
    : writer(writer), shape(shapeOf(op.getInput()).size(), 1),
      isSymmetric(llvm::all_of(op.getZeroPoints(),
                               [](int32_t value) { return value == 0; })) {
  int64_t count = op.getScales().size();
  if (isSymmetric || count == 1)
    zeroPoint = writer.i32(op.getZeroPoints()[0]);
  else
    zeroPoints = writer.constant("zero_points", op.getZeroPoints());
  if (count == 1) {
    scale = writer.number(writer.builder.getF32FloatAttr(op.getScales()[0]));
    return;
  }
  shape[op.getAxis()] = count;
  scales = writer.constant("scales", op.getScales());
}

static LogicalResult lowerQuantize(LoopWriter &writer, attend::QuantizeOp op) {
  Numbers from(writer, elementOf(op.getInput()));
  Numbers to(writer, elementOf(op.getResult()));
  unsigned width = to.element.getIntOrFloatBitWidth();
  if (width > 16)
    return op.emitError("unsupported: quantization to ")
           << to.element << "; integers have 8 or 16 bits";
  int32_t low = to.isUnsigned() ? 0 : -(1 << (width - 1));
  int32_t high = (1 << (to.isUnsigned() ? width : width - 1)) - 1;
  Parameters parameters(writer, op);
  ArrayRef<int64_t> shape = writer.outputShape();
  forEachElement(writer, {llvm::to_vector(shape), parameters.shape}, shape,
                 [&](ArrayRef<Value> indices, Value at) {
                   Value x = from.load(writer.inputs[0], indices[0]);
                   Value scale = parameters.scaleAt(indices[1]);
                   Value zeroPoint = parameters.zeroPointAt(indices[1]);
                   Value y = kernel::QuantizeOp::create(
                       writer.builder, writer.loc(), to.type, x, scale,
                       zeroPoint, low, high);
                   to.store(y, writer.output, at);
                 });
  return success();
}

static void lowerDequantize(LoopWriter &writer, attend::DequantizeOp op) {
  Numbers from(writer, elementOf(op.getInput()));
  Numbers to(writer, elementOf(op.getResult()));
  Parameters parameters(writer, op);
  // x - zero point of 32 bits can take 33.
  Numbers wide(writer, writer.builder.getI64Type());
  bool widens = from.element.isInteger(32) && !parameters.isSymmetric;
  auto widened = [&](Value value) -> Value {
    if (!widens)
      return value;
    return arith::ExtSIOp::create(writer.builder, writer.loc(), wide.type,
                                  value);
  };
  ArrayRef<int64_t> shape = writer.outputShape();
  forEachElement(
      writer, {llvm::to_vector(shape), parameters.shape}, shape,
      [&](ArrayRef<Value> indices, Value at) {
        Value x = widened(from.load(writer.inputs[0], indices[0]));
        if (!parameters.isSymmetric) {
          Value zeroPoint = widened(parameters.zeroPointAt(indices[1]));
          x = arith::SubIOp::create(writer.builder, writer.loc(), x, zeroPoint,
                                    arith::IntegerOverflowFlags::nsw);
        }
        Value real = to.fromInteger(x, widens ? wide : from);
        Value y = to.mul(real, parameters.scaleAt(indices[1]));
        to.store(y, writer.output, at);
      });
}

/// A float as an integer, towards zero: numbers outside the type become its
/// ends, and what is not a number 0. C leaves these open.
static Value toInteger(const Numbers &from, const Numbers &to, Value x) {
  LoopWriter &writer = from.writer;
  OpBuilder &b = writer.builder;
  unsigned width = to.element.getIntOrFloatBitWidth();
  double low = to.isUnsigned() ? 0.0 : -std::ldexp(1.0, int(width) - 1);
  double end = std::ldexp(1.0, int(width) - (to.isUnsigned() ? 0 : 1));
  Value least = from.constant(low), beyond = from.constant(end);
  Value isBelow = from.less(x, least);
  Value isAbove = arith::CmpFOp::create(b, writer.loc(),
                                        arith::CmpFPredicate::OGE, x, beyond);
  // What is not a number is not less than anything.
  Value zero = from.constant(0.0);
  Value inside = from.select(from.less(x, beyond), x, zero);
  inside = from.select(isBelow, zero, inside, "inside");
  bool needsAllBits =
      to.isUnsigned() && width == to.type.getIntOrFloatBitWidth();
  Value integer =
      needsAllBits
          ? Value(arith::FPToUIOp::create(b, writer.loc(), to.type, inside))
          : Value(arith::FPToSIOp::create(b, writer.loc(), to.type, inside));
  integer = to.select(isBelow, to.least(), integer);
  return to.select(isAbove, to.greatest(), integer);
}

static Value convert(const Numbers &from, const Numbers &to, Value x) {
  LoopWriter &writer = from.writer;
  OpBuilder &b = writer.builder;
  Location loc = writer.loc();
  unsigned fromWidth = from.type.getIntOrFloatBitWidth();
  unsigned toWidth = to.type.getIntOrFloatBitWidth();
  if (to.element.isInteger(1)) {
    Value isZero = from.equal(x, from.constant(0.0));
    return to.select(isZero, to.constant(0.0), to.constant(1.0));
  }
  if (from.isFloat() && to.isFloat()) {
    if (fromWidth == toWidth)
      return x;
    return fromWidth < toWidth
               ? Value(arith::ExtFOp::create(b, loc, to.type, x))
               : Value(arith::TruncFOp::create(b, loc, to.type, x));
  }
  if (from.isFloat())
    return toInteger(from, to, x);
  if (to.isFloat())
    return to.fromInteger(x, from);
  if (fromWidth == toWidth)
    return x;
  if (fromWidth > toWidth)
    return arith::TruncIOp::create(b, loc, to.type, x);
  return from.isUnsigned() ? Value(arith::ExtUIOp::create(b, loc, to.type, x))
                           : Value(arith::ExtSIOp::create(b, loc, to.type, x));
}

static void lowerCast(LoopWriter &writer, attend::CastOp op) {
  Numbers from(writer, elementOf(op.getInput()));
  Numbers to(writer, elementOf(op.getResult()));
  writer.loop("i", 0, writer.outputCount(), [&](Value i) {
    Value x = from.load(writer.inputs[0], i, "value");
    to.store(convert(from, to, x), writer.output, i);
  });
}

LogicalResult lower::lowerConversion(LoopWriter &writer, Operation *op) {
  writer.takeRows();
  if (auto quantize = dyn_cast<attend::QuantizeOp>(op))
    return lowerQuantize(writer, quantize);
  if (auto dequantize = dyn_cast<attend::DequantizeOp>(op))
    lowerDequantize(writer, dequantize);
  else
    lowerCast(writer, cast<attend::CastOp>(op));
  return success();
}
