// Quantization.cpp: QuantizeLinear and DequantizeLinear; on constants they
// decide which integers the weights are.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

#include <cmath>

using namespace mlir;

namespace attendc::importer {

/// Scales and zero points (operands 1 and 2) for operand 0, whose integers are
/// of type `integers`. The axis is ONNX's, -1 for one scale.
static FailureOr<Quantization> readQuantization(Node &node,
                                                ElementType integers) {
  int64_t axis = node.integer("axis", 1);
  if (node.integer("block_size", 0) != 0)
    return node.unsupported("'block_size' is not 0");
  FailureOr<Constant> scale = node.weights(1, "the scale");
  if (failed(scale))
    return failure();
  TensorRef scales = scale->plain();
  Quantization q;
  q.scales = scales->floats();
  for (float value : q.scales)
    if (!(value > 0))
      return node.badInput("a scale is " + numberText(value) +
                           "; expected a positive finite number");
  if (scales->rank() > 1)
    return node.badInput("the scale has shape " + shapeText(scales->shape()) +
                         ", expected one number or one per channel");
  const Shape &in = node.operand(0).shape;
  if (q.scales.size() != 1) {
    if (node.opset() < 13)
      return node.badInput("the scale has " + Twine(q.scales.size()) +
                           " numbers; expected one before opset 13");
    FailureOr<int64_t> normal = normalizeAxis(node, axis, in.size());
    if (failed(normal))
      return failure();
    q.axis = *normal;
    if (in[q.axis] != static_cast<int64_t>(q.scales.size()))
      return node.badInput("the scale has " + Twine(q.scales.size()) +
                           " numbers, dimension " + Twine(q.axis) + " of " +
                           shapeText(in) + " has " + Twine(in[q.axis]));
  }
  q.zeroPoints.assign(q.scales.size(), 0);
  if (!node.has(2))
    return q;
  if (!node.isConstant(2))
    return node.unsupported("the zero point is computed by the graph; "
                            "expected a constant");
  const Tensor &zeroPoints = *node.operand(2).constant->tensor;
  if (zeroPoints.type() != integers ||
      zeroPoints.size() != static_cast<int64_t>(q.scales.size()))
    return node.badInput(
        "the zero point is " + elementTypeName(zeroPoints.type()) +
        " of shape " + shapeText(zeroPoints.shape()) + ", expected " +
        elementTypeName(integers) + " of shape " + shapeText(scales->shape()));
  for (int64_t i = 0; i < zeroPoints.size(); ++i)
    q.zeroPoints[i] = static_cast<int32_t>(zeroPoints.integer(i));
  if (integers == ElementType::I32 &&
      llvm::any_of(q.zeroPoints, [](int32_t zero) { return zero != 0; }))
    return node.badInput("a zero point of int32 data is not 0");
  return q;
}

/// The quantization's axis in attend's layout.
static int64_t attendAxis(const Node &node, const Quantization &q) {
  return q.axis < 0 ? -1 : attendDim(node.operand(0).rank(), q.axis);
}

static LogicalResult importDequantizeLinear(Node &node) {
  const Operand &operand = node.operand(0);
  if (operand.type != ElementType::I8 && operand.type != ElementType::U8 &&
      operand.type != ElementType::I32)
    return node.unsupported("the input is " + elementTypeName(operand.type) +
                            "; expected int8, uint8 or int32");
  if (node.integer("output_dtype", 0) > 1)
    return node.unsupported("'output_dtype' is not float32");
  FailureOr<Quantization> q = readQuantization(node, operand.type);
  FailureOr<RankedTensorType> type = node.type(operand.shape);
  if (failed(q) || failed(type))
    return failure();
  if (operand.constant)
    return node.result(
        Constant{operand.constant->tensor, std::make_shared<Quantization>(*q)});
  return node.result(attend::DequantizeOp::create(
                         node.builder(), node.loc(), *type, operand.value,
                         q->scales, q->zeroPoints, attendAxis(node, *q)),
                     operand.shape);
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
  double low = integers == ElementType::I8 ? -128 : 0, high = low + 255;
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

static LogicalResult importQuantizeLinear(Node &node) {
  node.ignore({"saturate"}); // float8 only
  const Operand &operand = node.operand(0);
  if (operand.type != ElementType::F32)
    return node.unsupported("the input is " + elementTypeName(operand.type) +
                            "; expected float32");
  // Without a zero point the integers are uint8.
  ElementType integers = node.has(2) ? node.operand(2).type : ElementType::U8;
  if (integers != ElementType::I8 && integers != ElementType::U8)
    return node.unsupported("the zero point is " + elementTypeName(integers) +
                            "; expected int8 or uint8");
  int64_t wanted = node.integer("output_dtype", 0);
  if (wanted && elementTypeOf(static_cast<int32_t>(wanted), false) != integers)
    return node.unsupported("'output_dtype' differs from the type of the zero "
                            "point");
  FailureOr<Quantization> q = readQuantization(node, integers);
  FailureOr<RankedTensorType> type = node.type(operand.shape, integers);
  if (failed(q) || failed(type))
    return failure();
  if (operand.constant) {
    TensorRef numbers = operand.constant->plain();
    if (!numbers->allFinite())
      return node.badInput("the input holds values that are not finite");
    return node.result(quantized(*numbers, *q, integers));
  }
  return node.result(attend::QuantizeOp::create(
                         node.builder(), node.loc(), *type, operand.value,
                         q->scales, q->zeroPoints, attendAxis(node, *q)),
                     operand.shape, integers);
}

ArrayRef<Operator> quantizationOperators() {
  static const Operator table[] = {
      {"QuantizeLinear", 10, newestOpset, 2, 3, importQuantizeLinear},
      {"DequantizeLinear", 10, newestOpset, 2, 3, importDequantizeLinear},
  };
  return table;
}

} // namespace attendc::importer
