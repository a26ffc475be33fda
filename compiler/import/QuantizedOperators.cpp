// QuantizedOperators.cpp: ops with scales and zero points of their own (ONNX's
// QLinear ops and ONNX Runtime's) become dequantize, the op on real numbers,
// quantize: the form that is lowered to integers.

#include "compiler/import/Layout.h"
#include "compiler/import/Quantization.h"

#include <limits>

using namespace mlir;

namespace attendc::importer {

/// Opset at which the ops on real numbers are read: the newest whose meaning
/// ONNX Runtime's quantized ops share.
static constexpr int64_t realOpset = 13;

namespace {
/// An operand of 8-bit integers with its quantization.
struct Quantized {
  Operand integers;
  Quantization quantization;
};
} // namespace

/// Operand `data` with scale and zero point behind it; several scales run along
/// `axis`, which is the rank if there must be one.
static FailureOr<Quantized> readQuantized(Node &node, size_t data,
                                          StringRef what, int64_t axis) {
  for (size_t i : {data, data + 1})
    if (!node.has(i))
      return node.badInput("input " + Twine(i) + " is missing");
  Operand operand = node.operand(data);
  if (operand.type != ElementType::I8 && operand.type != ElementType::U8)
    return node.badInput(what + " is " + elementTypeName(operand.type) +
                         ", expected int8 or uint8");
  std::string name = ("the scale of " + what).str();
  bool isOne = axis == operand.rank();
  if (isOne && node.isConstant(data + 1) &&
      node.operand(data + 1).constant->tensor->size() != 1)
    return node.unsupported(name + " has shape " +
                            shapeText(node.operand(data + 1).shape) +
                            ", expected one number");
  FailureOr<Quantization> q =
      readQuantization(node, operand.shape, operand.type,
                       {data + 1, data + 2, isOne ? 0 : axis, name});
  if (failed(q))
    return failure();
  return Quantized{std::move(operand), std::move(*q)};
}

/// The real numbers of operand `data`, which has one scale.
static FailureOr<Operand> readReal(Node &node, size_t data, StringRef what) {
  FailureOr<Quantized> operand =
      readQuantized(node, data, what, node.operand(data).rank());
  if (failed(operand))
    return failure();
  return dequantize(node, operand->integers, operand->quantization);
}

/// The quantization of the result: the scale in operand `scale` and the zero
/// point behind it, of whose type the integers are; without one, of operand
/// `like`'s.
static FailureOr<Quantization> readResult(Node &node, size_t scale, size_t like,
                                          ElementType &integers) {
  if (!node.has(scale))
    return node.badInput("input " + Twine(scale) + " is missing");
  integers = node.operand(node.has(scale + 1) ? scale + 1 : like).type;
  if (integers != ElementType::I8 && integers != ElementType::U8)
    return node.badInput("the zero point of the result is " +
                         elementTypeName(integers) +
                         ", expected int8 or uint8");
  if (node.isConstant(scale) &&
      node.operand(scale).constant->tensor->size() != 1)
    return node.unsupported("the scale of the result has shape " +
                            shapeText(node.operand(scale).shape) +
                            ", expected one number");
  return readQuantization(node, {1}, integers,
                          {scale, scale + 1, 0, "the scale of the result"});
}

/// Gives `real` out as integers.
static LogicalResult finish(Node &node, FailureOr<Operand> real, size_t scale,
                            size_t like) {
  if (failed(real))
    return failure();
  ElementType integers;
  FailureOr<Quantization> q = readResult(node, scale, like, integers);
  if (failed(q))
    return failure();
  FailureOr<Operand> result = quantize(node, *real, *q, integers);
  return failed(result) ? failure() : node.forward(*result);
}

/// Operand i, an int32 bias, as real numbers: its unit is the product of the
/// scales of input and weights, channel by channel along its last dimension.
static FailureOr<Operand> readBias(Node &node, size_t i,
                                   const Quantization &input,
                                   const Quantization &weights) {
  const Operand &bias = node.operand(i);
  if (bias.type != ElementType::I32)
    return node.badInput("the bias is " + elementTypeName(bias.type) +
                         ", expected int32");
  if (!bias.constant)
    return node.unsupported("the bias is computed by the graph; expected an "
                            "initializer or constant");
  Quantization q;
  for (float scale : weights.scales) {
    q.scales.push_back(input.scales[0] * scale);
    if (!(q.scales.back() > 0) ||
        q.scales.back() > std::numeric_limits<float>::max())
      return node.unsupported("the scales of input and weights multiply to " +
                              numberText(q.scales.back()) +
                              ", expected a positive finite number");
    q.zeroPoints.push_back(0);
  }
  if (q.scales.size() > 1) {
    q.axis = bias.rank() - 1;
    if (bias.rank() < 1 ||
        bias.shape.back() != static_cast<int64_t>(q.scales.size()))
      return node.badInput("the bias has shape " + shapeText(bias.shape) +
                           ", expected " + Twine(q.scales.size()));
  }
  return dequantize(node, bias, q);
}

/// The reals of a layer: input (operands 0 to 2), weights (3 to 5) with scales
/// along `weightAxis`, and the bias in operand `bias`, if it is there.
static FailureOr<SmallVector<Operand>>
readLayer(Node &node, StringRef weightName, int64_t weightAxis, size_t bias) {
  FailureOr<Quantized> input =
      readQuantized(node, 0, "the input", node.operand(0).rank());
  FailureOr<Quantized> weights = readQuantized(node, 3, weightName, weightAxis);
  if (failed(input) || failed(weights))
    return failure();
  FailureOr<Operand> real =
      dequantize(node, input->integers, input->quantization);
  FailureOr<Operand> realWeights =
      dequantize(node, weights->integers, weights->quantization);
  if (failed(real) || failed(realWeights))
    return failure();
  SmallVector<Operand> operands = {*real, *realWeights};
  if (!node.has(bias))
    return operands;
  FailureOr<Operand> realBias =
      readBias(node, bias, input->quantization, weights->quantization);
  if (failed(realBias))
    return failure();
  operands.push_back(*realBias);
  return operands;
}

/// x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, B
static LogicalResult importQLinearConv(Node &node) {
  if (node.integer("channels_last", 0))
    return node.unsupported("'channels_last' is 1");
  FailureOr<SmallVector<Operand>> operands =
      readLayer(node, "the weights", 0, 8);
  if (failed(operands))
    return failure();
  return finish(
      node,
      importAs(node, convolutionOperators(), "Conv", realOpset, *operands), 6,
      0);
}

/// a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point
static LogicalResult importQLinearMatMul(Node &node) {
  const Operand &a = node.operand(0);
  FailureOr<Quantized> left =
      readQuantized(node, 0, "the left matrix", a.rank());
  if (failed(left) || !node.has(3))
    return failed(left) ? failure() : node.badInput("input 3 is missing");
  // Each column has a scale, if there are several.
  const Operand &b = node.operand(3);
  FailureOr<Quantized> right =
      readQuantized(node, 3, "the right matrix", b.rank() < 2 ? b.rank() : -1);
  if (failed(right))
    return failure();
  if (!b.constant || b.rank() != 2) {
    ElementType integers;
    FailureOr<Quantization> output = readResult(node, 6, 0, integers);
    if (failed(output))
      return failure();
    FailureOr<Operand> result =
        importRequantizedProduct(node, left->quantization.scales[0],
                                 right->quantization.scales, *output, integers);
    return failed(result) ? failure() : node.forward(*result);
  }
  FailureOr<Operand> lhs = dequantize(node, a, left->quantization);
  FailureOr<Operand> rhs = dequantize(node, b, right->quantization);
  if (failed(lhs) || failed(rhs))
    return failure();
  return finish(node,
                importAs(node, matrixProductOperators(), "MatMul", realOpset,
                         {*lhs, *rhs}),
                6, 0);
}

/// A, a_scale, a_zero_point, B, b_scale, b_zero_point, C, y_scale, y_zero_point
static LogicalResult importQGemm(Node &node) {
  bool isTransposed = node.integer("transB", 0);
  // The bias's unit has alpha in it, which is then 1.
  FailureOr<SmallVector<Operand>> operands =
      readLayer(node, "the weight matrix", isTransposed ? 0 : 1, 6);
  if (failed(operands))
    return failure();
  FailureOr<Operand> product =
      importAs(node, matrixProductOperators(), "Gemm", realOpset, *operands);
  if (failed(product))
    return failure();
  return node.has(7) ? finish(node, product, 7, 0) : node.forward(*product);
}

/// A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point
static LogicalResult importBinary(Node &node, StringRef type) {
  FailureOr<Operand> lhs = readReal(node, 0, "the first operand");
  FailureOr<Operand> rhs = readReal(node, 3, "the second operand");
  if (failed(lhs) || failed(rhs))
    return failure();
  return finish(
      node,
      importAs(node, arithmeticOperators(), type, realOpset, {*lhs, *rhs}), 6,
      0);
}

static LogicalResult importQLinearAdd(Node &node) {
  return importBinary(node, "Add");
}

static LogicalResult importQLinearMul(Node &node) {
  return importBinary(node, "Mul");
}

/// X, X_scale, X_zero_point, Y_scale, Y_zero_point
static LogicalResult importUnary(Node &node, ArrayRef<Operator> family,
                                 StringRef type, int64_t opset = realOpset) {
  FailureOr<Operand> real = readReal(node, 0, "the input");
  if (failed(real))
    return failure();
  return finish(node, importAs(node, family, type, opset, {*real}), 3, 0);
}

static LogicalResult importQLinearSigmoid(Node &node) {
  return importUnary(node, elementwiseOperators(), "Sigmoid");
}

static LogicalResult importQLinearLeakyRelu(Node &node) {
  return importUnary(node, elementwiseOperators(), "LeakyRelu");
}

/// `opset` is that of the Softmax that it was made from.
static LogicalResult importQLinearSoftmax(Node &node) {
  if (!node.hasAttribute("opset"))
    return node.badInput("attribute 'opset' is missing");
  int64_t opset = node.integer("opset", 0);
  if (opset < 1 || opset > newestOpset)
    return node.badInput("'opset' is " + Twine(opset) + ", expected 1 to " +
                         Twine(newestOpset));
  return importUnary(node, normalizationOperators(), "Softmax", opset);
}

/// A pool; with channels_last, of [N, spatial dimensions, C].
static LogicalResult importPool(Node &node, StringRef type) {
  if (!node.integer("channels_last", 0))
    return importUnary(node, poolingOperators(), type);
  FailureOr<Quantized> input =
      readQuantized(node, 0, "the input", node.operand(0).rank());
  if (failed(input))
    return failure();
  Operand &operand = input->integers;
  int64_t rank = operand.rank();
  if (rank < 3)
    return node.badInput("the input has shape " + shapeText(operand.shape) +
                         ", expected at least 3 dimensions");
  SmallVector<int64_t> toFront = {0, rank - 1}, toBack = {0};
  for (int64_t d = 1; d < rank - 1; ++d) {
    toFront.push_back(d);
    toBack.push_back(d + 1);
  }
  toBack.push_back(1);
  auto moved = [&](const Operand &from,
                   ArrayRef<int64_t> permutation) -> FailureOr<Operand> {
    Operand to = from;
    for (int64_t d = 0; d < rank; ++d)
      to.shape[d] = from.shape[permutation[d]];
    if (from.constant) {
      to.constant = from.constant->transposed(permutation);
      return to;
    }
    FailureOr<Value> value = transpose(node, from, permutation);
    if (failed(value))
      return failure();
    to.value = *value;
    return to;
  };
  FailureOr<Operand> front = moved(operand, toFront);
  if (failed(front))
    return failure();
  FailureOr<Operand> real = dequantize(node, *front, input->quantization);
  if (failed(real) ||
      failed(finish(
          node, importAs(node, poolingOperators(), type, realOpset, {*real}), 3,
          0)))
    return failure();
  FailureOr<Operand> back = moved(*node.results()[0], toBack);
  return failed(back) ? failure() : node.forward(*back);
}

static LogicalResult importQLinearAveragePool(Node &node) {
  return importPool(node, "AveragePool");
}

static LogicalResult importQLinearGlobalAveragePool(Node &node) {
  return importPool(node, "GlobalAveragePool");
}

/// Y_scale, Y_zero_point, then tensor, scale and zero point of each operand.
static LogicalResult importQLinearConcat(Node &node) {
  // The last zero point may be left out.
  if (node.operandCount() < 4 || node.operandCount() % 3 == 0)
    return node.badInput("found " + Twine(node.operandCount()) +
                         " inputs, expected 2 and 3 for each operand");
  SmallVector<Operand> operands;
  for (size_t i = 2; i < node.operandCount(); i += 3) {
    if (!node.has(i) || !node.has(i + 1))
      return node.badInput("input " + Twine(node.has(i) ? i + 1 : i) +
                           " is missing");
    FailureOr<Operand> real =
        readReal(node, i, "operand " + std::to_string((i - 2) / 3));
    if (failed(real))
      return failure();
    operands.push_back(*real);
  }
  return finish(
      node, importAs(node, movementOperators(), "Concat", realOpset, operands),
      0, 2);
}

ArrayRef<Operator> quantizedOperators() {
  static const Operator table[] = {
      {"QLinearConv", 10, newestOpset, 2, 9, importQLinearConv},
      {"QLinearMatMul", 10, newestOpset, 2, 8, importQLinearMatMul},
      {"com.microsoft.QLinearConv", 1, 1, 2, 9, importQLinearConv},
      {"com.microsoft.QGemm", 1, 1, 2, 9, importQGemm},
      {"com.microsoft.QLinearAdd", 1, 1, 2, 8, importQLinearAdd},
      {"com.microsoft.QLinearMul", 1, 1, 2, 8, importQLinearMul},
      {"com.microsoft.QLinearSigmoid", 1, 1, 2, 5, importQLinearSigmoid},
      {"com.microsoft.QLinearLeakyRelu", 1, 1, 2, 5, importQLinearLeakyRelu},
      {"com.microsoft.QLinearSoftmax", 1, 1, 2, 5, importQLinearSoftmax},
      {"com.microsoft.QLinearAveragePool", 1, 1, 2, 5,
       importQLinearAveragePool},
      {"com.microsoft.QLinearGlobalAveragePool", 1, 1, 2, 5,
       importQLinearGlobalAveragePool},
      {"com.microsoft.QLinearConcat", 1, 1, 2,
       std::numeric_limits<size_t>::max(), importQLinearConcat},
  };
  return table;
}

} // namespace attendc::importer
