// Functions.cpp: attend's functions of one element, some with parameters for
// each channel.

#include "passes/lower/Broadcast.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"

#include <cmath>
#include <limits>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;
using attend::UnaryKind;

/// A bound of clip; integers take the nearest integer inside their type.
static Value bound(const Numbers &numbers, float value, bool isLower) {
  if (numbers.isFloat())
    return numbers.constant(value);
  unsigned width = numbers.element.getIntOrFloatBitWidth();
  double low = numbers.isUnsigned() ? 0.0 : -std::ldexp(1.0, int(width) - 1);
  double high = std::ldexp(1.0, int(width) - (numbers.isUnsigned() ? 0 : 1));
  if (!(value > low))
    return numbers.least();
  if (!(value < high))
    return numbers.greatest();
  return numbers.constant(isLower ? std::ceil(value) : std::floor(value));
}

// 1 / (1 + exp(-x)): exp may overflow to infinity, which gives 0.
static Value sigmoid(const Numbers &numbers, Value x) {
  Value one = numbers.constant(1.0);
  Value exponential = numbers.call<math::ExpOp>(numbers.negate(x));
  return numbers.div(one, numbers.add(one, exponential));
}

// log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)), whose exp is at most 1.
static Value softplus(const Numbers &numbers, Value x) {
  Value magnitude = numbers.call<math::AbsFOp>(x);
  Value exponential = numbers.call<math::ExpOp>(numbers.negate(magnitude));
  return numbers.add(numbers.max(x, numbers.constant(0.0)),
                     numbers.call<math::Log1pOp>(exponential));
}

/// The function of AttendNumberOps.td.
static Value evaluate(const Numbers &numbers, attend::UnaryOp op, Value x) {
  float alpha = op.getAlpha().convertToFloat();
  float beta = op.getBeta().convertToFloat();
  Value zero = numbers.constant(0.0), one = numbers.constant(1.0);
  auto affine = [&](double factor, double offset) {
    Value product = numbers.mul(numbers.constant(factor), x);
    return offset == 0 ? product
                       : numbers.add(product, numbers.constant(offset));
  };
  auto clamped = [&](Value value, Value low, Value high) {
    return numbers.min(numbers.max(value, low), high);
  };
  switch (op.getKind()) {
  case UnaryKind::Relu:
    return numbers.max(x, zero);
  case UnaryKind::Clip:
    if (alpha != -std::numeric_limits<float>::infinity())
      x = numbers.max(x, bound(numbers, alpha, /*isLower=*/true));
    if (beta != std::numeric_limits<float>::infinity())
      x = numbers.min(x, bound(numbers, beta, /*isLower=*/false));
    return x;
  case UnaryKind::LeakyRelu:
    return numbers.select(numbers.less(x, zero), affine(alpha, 0), x);
  case UnaryKind::Sigmoid:
    return sigmoid(numbers, x);
  case UnaryKind::HardSigmoid:
    return clamped(affine(alpha, beta), zero, one);
  case UnaryKind::HardSwish:
    return numbers.mul(x, clamped(affine(1.0 / 6.0, 0.5), zero, one));
  case UnaryKind::Silu:
    return numbers.mul(x, sigmoid(numbers, x));
  case UnaryKind::Tanh:
    return numbers.call<math::TanhOp>(x);
  case UnaryKind::Scale:
    return affine(alpha, beta);
  case UnaryKind::Elu:
    return numbers.select(
        numbers.less(x, zero),
        numbers.mul(numbers.constant(alpha), numbers.call<math::ExpM1Op>(x)),
        x);
  case UnaryKind::Softplus:
    return softplus(numbers, x);
  case UnaryKind::Reciprocal:
    return numbers.div(one, x);
  case UnaryKind::Abs:
    if (numbers.isFloat())
      return numbers.call<math::AbsFOp>(x);
    return numbers.isUnsigned()
               ? x
               : numbers.select(numbers.less(x, zero), numbers.negate(x), x);
  case UnaryKind::Neg:
    return numbers.negate(x);
  case UnaryKind::Exp:
    return numbers.call<math::ExpOp>(x);
  case UnaryKind::Log:
    return numbers.call<math::LogOp>(x);
  case UnaryKind::Sqrt:
    return numbers.call<math::SqrtOp>(x);
  case UnaryKind::Erf:
    return numbers.call<math::ErfOp>(x);
  case UnaryKind::Floor:
    return numbers.call<math::FloorOp>(x);
  case UnaryKind::Ceil:
    return numbers.call<math::CeilOp>(x);
  case UnaryKind::RoundEven:
    return numbers.call<math::RoundEvenOp>(x);
  }
  llvm_unreachable("every kind has its case");
}

static void lowerUnary(LoopWriter &writer, attend::UnaryOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  writer.loop("i", 0, writer.outputCount(), [&](Value i) {
    Value x = numbers.load(writer.inputs[0], i, "value");
    numbers.store(evaluate(numbers, op, x), writer.output, i);
  });
}

/// [1, .., 1, C], or [1, .., 1] for a parameter that all channels share.
static SmallVector<int64_t> channelShape(ArrayRef<int64_t> shape,
                                         int64_t parameters) {
  SmallVector<int64_t> result(shape.size(), 1);
  if (!result.empty())
    result.back() = parameters;
  return result;
}

// y[.., c] = x[.., c] < 0 ? slope[c] * x[.., c] : x[.., c]
static void lowerPRelu(LoopWriter &writer, attend::PReluOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  ArrayRef<int64_t> shape = writer.outputShape();
  SmallVector<int64_t> slopes = channelShape(shape, shapeOf(op.getSlope())[0]);
  forEachElement(writer, {llvm::to_vector(shape), slopes}, shape,
                 [&](ArrayRef<Value> indices, Value at) {
                   Value x =
                       numbers.load(writer.inputs[0], indices[0], "value");
                   Value slope = numbers.load(writer.inputs[1], indices[1]);
                   Value isNegative = numbers.less(x, numbers.constant(0.0));
                   Value y =
                       numbers.select(isNegative, numbers.mul(slope, x), x);
                   numbers.store(y, writer.output, at);
                 });
}

static FailureOr<std::vector<double>> parameter(attend::BatchNormOp op,
                                                Value value) {
  FailureOr<DenseElementsAttr> elements = storedElements(op, value);
  if (failed(elements))
    return failure();
  std::vector<double> values;
  for (float element : elements->getValues<float>())
    values.push_back(element);
  return values;
}

// y[.., c] = x[.., c] * factors[c] + offsets[c]; factors = scale /
// sqrt(variance + epsilon), offsets = offset - mean * factors
static LogicalResult lowerFixedBatchNorm(LoopWriter &writer,
                                         attend::BatchNormOp op) {
  auto scale = parameter(op, op.getScale()),
       offset = parameter(op, op.getOffset());
  auto mean = parameter(op, op.getMean()),
       variance = parameter(op, op.getVariance());
  if (failed(scale) || failed(offset) || failed(mean) || failed(variance))
    return failure();
  double epsilon = op.getEpsilon().convertToFloat();
  std::vector<float> factors, offsets;
  for (size_t c = 0; c < scale->size(); ++c) {
    double factor = (*scale)[c] / std::sqrt((*variance)[c] + epsilon);
    factors.push_back(static_cast<float>(factor));
    offsets.push_back(static_cast<float>((*offset)[c] - (*mean)[c] * factor));
  }
  Value factorBuffer = writer.constant("factors", factors);
  Value offsetBuffer = writer.constant("offsets", offsets);
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  ArrayRef<int64_t> shape = writer.outputShape();
  SmallVector<int64_t> channels = channelShape(shape, factors.size());
  forEachElement(writer, {llvm::to_vector(shape), channels}, shape,
                 [&](ArrayRef<Value> indices, Value at) {
                   Value x = numbers.load(writer.inputs[0], indices[0]);
                   Value factor = numbers.load(factorBuffer, indices[1]);
                   Value offset = numbers.load(offsetBuffer, indices[1]);
                   numbers.store(numbers.add(numbers.mul(x, factor), offset),
                                 writer.output, at);
                 });
  return success();
}

// y[.., c] = (x[.., c] - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] +
// offset[c]
static LogicalResult lowerBatchNorm(LoopWriter &writer,
                                    attend::BatchNormOp op) {
  if (!writer.inputs[1])
    return lowerFixedBatchNorm(writer, op);
  Numbers numbers(writer, getElementTypeOrSelf(op.getType()));
  ArrayRef<int64_t> shape = writer.outputShape();
  SmallVector<int64_t> channels =
      channelShape(shape, shapeOf(op.getScale())[0]);
  Value epsilon = numbers.constant(op.getEpsilon().convertToFloat());
  forEachElement(writer, {llvm::to_vector(shape), channels}, shape,
                 [&](ArrayRef<Value> indices, Value at) {
                   auto read = [&](unsigned operand, StringRef name) {
                     return numbers.load(writer.inputs[operand], indices[1],
                                         name);
                   };
                   Value x = numbers.load(writer.inputs[0], indices[0]);
                   Value centred = numbers.sub(x, read(3, "mean"));
                   Value deviation = numbers.call<math::SqrtOp>(
                       numbers.add(read(4, "variance"), epsilon));
                   Value normal = numbers.div(centred, deviation);
                   Value scaled = numbers.mul(normal, read(1, "scale"));
                   numbers.store(numbers.add(scaled, read(2, "offset")),
                                 writer.output, at);
                 });
  return success();
}

LogicalResult lower::lowerFunction(LoopWriter &writer, Operation *op) {
  writer.takeRows();
  if (auto norm = dyn_cast<attend::BatchNormOp>(op))
    return lowerBatchNorm(writer, norm);
  if (auto prelu = dyn_cast<attend::PReluOp>(op))
    lowerPRelu(writer, prelu);
  else
    lowerUnary(writer, cast<attend::UnaryOp>(op));
  return success();
}
