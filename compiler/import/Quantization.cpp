// Quantization.cpp: QuantizeLinear and DequantizeLinear; on constants they
// decide which integers the weights are.

#include "compiler/import/Quantization.h"
#include "compiler/import/Layout.h"

#include <cmath>

using namespace mlir;

namespace attendc::importer {

/// The least and the most that an integer type holds, as far as int32 goes.
static std::pair<double, double> rangeOf(ElementType integers) {
  bool isUnsigned = integers == ElementType::U8 || integers == ElementType::U16;
  double count = std::ldexp(1.0, 8 * byteWidth(integers));
  double low = isUnsigned ? 0 : -count / 2;
  return {low, low + count - 1};
}

FailureOr<Quantization> readQuantization(Node &node, ArrayRef<int64_t> shape,
                                         ElementType integers,
                                         const QuantizationOperands &at) {
  FailureOr<Constant> scale = node.weights(at.scale, at.name);
  if (failed(scale))
    return failure();
  TensorRef scales = scale->plain();
  Quantization q;
  q.scales = scales->floats();
  for (float value : q.scales)
    if (!(value > 0))
      return node.badInput("a scale is " + numberText(value) +
                           "; expected a positive finite number");
  int64_t count = q.scales.size();
  // Along an axis of matrices in a batch, [1, N] and [N, 1] are lists as well.
  if (scales->rank() > 1 &&
      llvm::count_if(scales->shape(), [](int64_t d) { return d != 1; }) > 1)
    return node.badInput(at.name + " has shape " + shapeText(scales->shape()) +
                         ", expected one number or one per channel");
  if (count != 1) {
    FailureOr<int64_t> normal = normalizeAxis(node, at.axis, shape.size());
    if (failed(normal))
      return failure();
    q.axis = *normal;
    if (shape[q.axis] != count)
      return node.badInput(at.name + " has " + Twine(count) +
                           " numbers, dimension " + Twine(q.axis) + " of " +
                           shapeText(shape) + " has " + Twine(shape[q.axis]));
  }
  q.zeroPoints.assign(count, 0);
  if (!node.has(at.zeroPoint))
    return q;
  if (!node.isConstant(at.zeroPoint))
    return node.unsupported("the zero point is computed by the graph; "
                            "expected a constant");
  const Tensor &zeroPoints = *node.operand(at.zeroPoint).constant->tensor;
  // One zero point for all channels says the same as one for each.
  if (zeroPoints.type() != integers ||
      (zeroPoints.size() != count && zeroPoints.size() != 1))
    return node.badInput(
        "the zero point is " + elementTypeName(zeroPoints.type()) +
        " of shape " + shapeText(zeroPoints.shape()) + ", expected " +
        elementTypeName(integers) + " of shape " + shapeText(scales->shape()));
  for (int64_t i = 0; i < count; ++i)
    q.zeroPoints[i] = static_cast<int32_t>(
        zeroPoints.integer(zeroPoints.size() == 1 ? 0 : i));
  if (integers == ElementType::I32 &&
      llvm::any_of(q.zeroPoints, [](int32_t zero) { return zero != 0; }))
    return node.badInput("a zero point of int32 data is not 0");
  return q;
}

/// The quantization's axis in attend's layout.
static int64_t attendAxis(const Operand &operand, const Quantization &q) {
  return q.axis < 0 ? -1 : attendDim(operand.rank(), q.axis);
}

FailureOr<Operand> dequantize(Node &node, const Operand &operand,
                              const Quantization &q) {
  FailureOr<RankedTensorType> type = node.type(operand.shape);
  if (failed(type))
    return failure();
  if (operand.constant)
    return Operand(
        Constant{operand.constant->tensor, std::make_shared<Quantization>(q)});
  Operand real;
  real.shape = operand.shape;
  real.value = attend::DequantizeOp::create(
      node.builder(), node.loc(), *type, operand.value, q.scales, q.zeroPoints,
      attendAxis(operand, q));
  return real;
}

/// sat(rint_even(x / scale) + zero_point), as attend.quantize defines it.
static Tensor quantized(const Tensor &tensor, const Quantization &q,
                        ElementType integers) {
  int64_t inner = 1, count = 1;
  if (q.axis >= 0) {
    count = tensor.shape()[q.axis];
    for (int64_t dim : tensor.shape().drop_front(q.axis + 1))
      inner *= dim;
  }
  auto [low, high] = rangeOf(integers);
  Tensor result(integers, tensor.shape());
  for (int64_t i = 0; i < tensor.size(); ++i) {
    int64_t c = q.axis >= 0 ? i / inner % count : 0;
    float steps = static_cast<float>(tensor.number(i)) / q.scales[c];
    double value = double(std::nearbyint(steps)) + q.zeroPoints[c];
    result.setInteger(
        i, static_cast<int64_t>(std::min(std::max(value, low), high)));
  }
  return result;
}

FailureOr<Operand> quantize(Node &node, const Operand &operand,
                            const Quantization &q, ElementType integers) {
  FailureOr<RankedTensorType> type = node.type(operand.shape, integers);
  if (failed(type))
    return failure();
  if (operand.constant) {
    TensorRef numbers = operand.constant->plain();
    if (!numbers->allFinite())
      return node.badInput("the input holds values that are not finite");
    return Operand(Constant{
        std::make_shared<Tensor>(quantized(*numbers, q, integers)), nullptr});
  }
  Operand result;
  result.shape = operand.shape;
  result.type = integers;
  result.value = attend::QuantizeOp::create(
      node.builder(), node.loc(), *type, operand.value, q.scales, q.zeroPoints,
      attendAxis(operand, q));
  return result;
}

FailureOr<Operand> importAs(Node &node, ArrayRef<Operator> family,
                            StringRef type, int64_t opset,
                            ArrayRef<Operand> operands) {
  SmallVector<const Operand *> inputs;
  for (const Operand &operand : operands)
    inputs.push_back(&operand);
  Node other = node.withOperands(inputs, opset);
  for (const Operator &row : family) {
    if (type != row.type || opset < row.since || opset > row.until)
      continue;
    if (failed(row.import(other)))
      return failure();
    node.adoptRead(other);
    return *other.results()[0];
  }
  llvm_unreachable("every op that is another on real numbers names that one");
}

//===----------------------------------------------------------------------===//
// QuantizeLinear and DequantizeLinear
//===----------------------------------------------------------------------===//

/// The quantization of a QuantizeLinear or DequantizeLinear.
static FailureOr<Quantization> readLinear(Node &node, ElementType integers) {
  if (node.integer("block_size", 0) != 0)
    return node.unsupported("'block_size' is not 0");
  int64_t axis = node.integer("axis", 1);
  FailureOr<Quantization> q =
      readQuantization(node, node.operand(0).shape, integers, {1, 2, axis});
  // ONNX Runtime's own QuantizeLinear, of opset 1 in its domain, has an axis.
  if (succeeded(q) && q->axis >= 0 && node.opset() >= 10 && node.opset() < 13)
    return node.badInput("the scale has " + Twine(q->scales.size()) +
                         " numbers; expected one before opset 13");
  return q;
}

/// Operand i, a scale or zero point that the graph computes, as float32 that
/// broadcasts along the axis of operand 0.
static FailureOr<Operand> alongAxis(Node &node, size_t i) {
  const Operand &data = node.operand(0), &given = node.operand(i);
  if (node.integer("block_size", 0) != 0)
    return node.unsupported("'block_size' is not 0");
  FailureOr<Value> value = failure();
  Shape shape(data.rank(), 1);
  std::optional<int64_t> count = elementCount(given.shape);
  if (given.rank() > 1 || !count)
    return node.badInput("a scale or zero point has shape " +
                         shapeText(given.shape) +
                         ", expected one number or one per channel");
  if (*count != 1) {
    FailureOr<int64_t> axis =
        normalizeAxis(node, node.integer("axis", 1), data.rank());
    if (failed(axis))
      return failure();
    if (data.shape[*axis] != *count)
      return node.badInput("a scale or zero point has " + Twine(*count) +
                           " numbers, dimension " + Twine(*axis) + " of " +
                           shapeText(data.shape) + " has " +
                           Twine(data.shape[*axis]));
    shape[*axis] = *count;
  }
  value = alignedOperand(node, i, shape);
  if (failed(value))
    return failure();
  Operand result;
  result.shape = shape;
  auto type = cast<RankedTensorType>(value->getType());
  Type real = node.builder().getF32Type();
  result.value = type.getElementType() == real
                     ? *value
                     : attend::CastOp::create(node.builder(), node.loc(),
                                              type.clone(real), *value);
  return result;
}

/// a op b in the shape of a.
template <typename OpTy> static Value emitBinary(Node &node, Value a, Value b) {
  return OpTy::create(node.builder(), node.loc(), a.getType(), a, b);
}

static Value emitCast(Node &node, Value value, Type elements) {
  auto type = cast<RankedTensorType>(value.getType());
  return attend::CastOp::create(node.builder(), node.loc(),
                                type.clone(elements), value);
}

/// (x - zero_point) * scale with a scale that the graph computes.
static LogicalResult importComputedDequantize(Node &node) {
  FailureOr<Value> integers = node.numbers(0, "the input");
  FailureOr<Operand> scale = alongAxis(node, 1);
  if (failed(integers) || failed(scale))
    return failure();
  Value value = emitCast(node, *integers, node.builder().getF32Type());
  if (node.has(2)) {
    if (node.operand(2).type != node.operand(0).type)
      return node.badInput(
          "the zero point is " + elementTypeName(node.operand(2).type) +
          ", expected " + elementTypeName(node.operand(0).type));
    FailureOr<Operand> zeroPoint = alongAxis(node, 2);
    if (failed(zeroPoint))
      return failure();
    value = emitBinary<attend::SubOp>(node, value, zeroPoint->value);
  }
  return node.result(emitBinary<attend::MulOp>(node, value, scale->value),
                     node.operand(0).shape);
}

/// sat(rint_even(x / scale) + zero_point) with a scale that the graph computes.
static LogicalResult importComputedQuantize(Node &node, ElementType integers) {
  FailureOr<Value> real = node.activation(0, "the input");
  FailureOr<Operand> scale = alongAxis(node, 1);
  FailureOr<RankedTensorType> type = node.type(node.operand(0).shape, integers);
  if (failed(real) || failed(scale) || failed(type))
    return failure();
  auto unary = [&](attend::UnaryKind kind, Value value, float alpha,
                   float beta) -> Value {
    return attend::UnaryOp::create(node.builder(), node.loc(), value.getType(),
                                   kind, value, llvm::APFloat(alpha),
                                   llvm::APFloat(beta));
  };
  Value value = emitBinary<attend::DivOp>(node, *real, scale->value);
  value = unary(attend::UnaryKind::RoundEven, value, 0, 0);
  if (node.has(2)) {
    FailureOr<Operand> zeroPoint = alongAxis(node, 2);
    if (failed(zeroPoint))
      return failure();
    value = emitBinary<attend::AddOp>(node, value, zeroPoint->value);
  }
  auto [low, high] = rangeOf(integers);
  value = unary(attend::UnaryKind::Clip, value, low, high);
  return node.result(emitCast(node, value, type->getElementType()),
                     node.operand(0).shape, integers);
}

static LogicalResult importDequantizeLinear(Node &node) {
  const Operand &operand = node.operand(0);
  if (!llvm::is_contained({ElementType::I8, ElementType::U8, ElementType::I16,
                           ElementType::U16, ElementType::I32},
                          operand.type))
    return node.unsupported("the input is " + elementTypeName(operand.type) +
                            "; expected int8, uint8, int16, uint16 or int32");
  if (node.integer("output_dtype", 0) > 1)
    return node.unsupported("'output_dtype' is not float32");
  if (!node.isConstant(1) || (node.has(2) && !node.isConstant(2)))
    return importComputedDequantize(node);
  FailureOr<Quantization> q = readLinear(node, operand.type);
  if (failed(q))
    return failure();
  FailureOr<Operand> real = dequantize(node, operand, *q);
  return failed(real) ? failure() : node.forward(*real);
}

static LogicalResult importQuantizeLinear(Node &node) {
  node.ignore({"saturate"}); // float8 only
  const Operand &operand = node.operand(0);
  if (operand.type != ElementType::F32)
    return node.unsupported("the input is " + elementTypeName(operand.type) +
                            "; expected float32");
  int64_t wanted = node.integer("output_dtype", 0);
  std::optional<ElementType> output =
      wanted ? elementTypeOf(static_cast<int32_t>(wanted), false)
             : ElementType::U8;
  // Without a zero point and output_dtype the integers are uint8.
  ElementType integers = node.has(2) ? node.operand(2).type
                         : output    ? *output
                                     : ElementType::F32;
  if (!llvm::is_contained({ElementType::I8, ElementType::U8, ElementType::I16,
                           ElementType::U16},
                          integers))
    return node.unsupported("the integers are " + elementTypeName(integers) +
                            "; expected int8, uint8, int16 or uint16");
  if (wanted && output != integers)
    return node.badInput("'output_dtype' differs from the type of the zero "
                         "point");
  if (!node.isConstant(1) || (node.has(2) && !node.isConstant(2)))
    return importComputedQuantize(node, integers);
  FailureOr<Quantization> q = readLinear(node, integers);
  if (failed(q))
    return failure();
  FailureOr<Operand> result = quantize(node, operand, *q, integers);
  return failed(result) ? failure() : node.forward(*result);
}

ArrayRef<Operator> quantizationOperators() {
  static const Operator table[] = {
      {"QuantizeLinear", 10, newestOpset, 2, 3, importQuantizeLinear},
      {"DequantizeLinear", 10, newestOpset, 2, 3, importDequantizeLinear},
      {"com.microsoft.QuantizeLinear", 1, 1, 2, 3, importQuantizeLinear},
      {"com.microsoft.DequantizeLinear", 1, 1, 2, 3, importDequantizeLinear},
  };
  return table;
}

} // namespace attendc::importer
