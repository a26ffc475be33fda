// MatrixProduct.cpp: Gemm and MatMul with constant matrices on the right become
// attend.fully_connected, others attend.matmul.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include <cmath>

using namespace mlir;

namespace attendc::importer {

/// `constant` with every element times `factor`.
static FailureOr<Constant> scaled(Node &node, const Constant &constant,
                                  float factor, StringRef attribute) {
  if (factor == 1.0f)
    return constant;
  if (constant.quantization)
    return node.unsupported("'" + attribute +
                            "' is not 1 and its operand is "
                            "quantized");
  auto result = std::make_shared<Tensor>(*constant.tensor);
  for (int64_t i = 0; i < result->size(); ++i)
    result->setNumber(i, static_cast<float>(result->number(i)) * factor);
  return Constant{result, nullptr};
}

/// The summand C of Gemm as a bias of [OC], a null value if it is absent;
/// sets `isBias` to false if C is a matrix that needs an addition of its own.
static FailureOr<Value> readSummand(Node &node, ArrayRef<int64_t> result,
                                    float beta, bool &isBias) {
  isBias = true;
  if (!node.has(2))
    return Value();
  FailureOr<Constant> summand = node.weights(2, "the bias");
  if (failed(summand))
    return failure();
  summand = scaled(node, *summand, beta, "beta");
  if (failed(summand))
    return failure();
  ArrayRef<int64_t> shape = summand->shape();
  if (shape.size() > 2)
    return node.badInput("the bias has shape " + shapeText(shape) +
                         ", expected at most 2 dimensions");
  Shape full = withLeadingOnes(shape, 2);
  for (int d : {0, 1})
    if (full[d] != 1 && full[d] != result[d])
      return node.badInput("the bias has shape " + shapeText(shape) +
                           ", which does not broadcast to " +
                           shapeText(result));
  if (full[0] == 1 && full[1] == result[1])
    return node.constant(summand->reshaped({result[1]}));
  if (full[0] == 1) {
    TensorRef one = summand->plain();
    std::vector<int64_t> zeros(result[1], 0);
    Tensor spread = one->selected({result[1]}, zeros);
    return node.constant(Constant{std::make_shared<Tensor>(spread), nullptr});
  }
  isBias = false;
  return node.constant(summand->reshaped(full));
}

/// attend.unary of one operand, alpha * x + beta.
static Value emitScale(Node &node, Value input, float alpha) {
  return attend::UnaryOp::create(node.builder(), node.loc(), input.getType(),
                                 attend::UnaryKind::Scale, input,
                                 llvm::APFloat(alpha), llvm::APFloat(0.0f));
}

/// alpha * A' * B' + beta * C of operands that the graph computes.
static LogicalResult importGeneralGemm(Node &node) {
  float alpha = node.real("alpha", 1.0f), beta = node.real("beta", 1.0f);
  Value matrices[2];
  Shape shapes[2];
  for (size_t i : {0, 1}) {
    FailureOr<Value> matrix = node.activation(i, "a matrix");
    if (failed(matrix))
      return failure();
    Operand operand = node.operand(i);
    if (operand.rank() != 2)
      return node.badInput("an operand has shape " + shapeText(operand.shape) +
                           ", expected 2 dimensions");
    operand.value = *matrix;
    if (node.integer(i == 0 ? "transA" : "transB", 0)) {
      matrix = transpose(node, operand, {1, 0});
      std::swap(operand.shape[0], operand.shape[1]);
    }
    if (failed(matrix))
      return failure();
    matrices[i] = *matrix;
    shapes[i] = operand.shape;
  }
  if (shapes[0][1] != shapes[1][0])
    return node.badInput("the operands have shapes " + shapeText(shapes[0]) +
                         " and " + shapeText(shapes[1]) +
                         " after transposition, which do not multiply");
  Shape shape = {shapes[0][0], shapes[1][1]};
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  Value result = attend::MatMulOp::create(node.builder(), node.loc(), *type,
                                          matrices[0], matrices[1]);
  if (alpha != 1.0f)
    result = emitScale(node, result, alpha);
  if (!node.has(2))
    return node.result(result, shape);
  FailureOr<Shape> checked = broadcastShape(node, node.operand(2).shape, shape);
  if (failed(checked))
    return failure();
  if (*checked != shape || node.operand(2).type != ElementType::F32)
    return node.badInput("the bias has shape " +
                         shapeText(node.operand(2).shape) +
                         ", which does not broadcast to " + shapeText(shape));
  FailureOr<Value> summand =
      alignedOperand(node, 2, withLeadingOnes(node.operand(2).shape, 2));
  if (failed(summand))
    return failure();
  if (beta != 1.0f)
    summand = emitScale(node, *summand, beta);
  return node.result(attend::AddOp::create(node.builder(), node.loc(), *type,
                                           result, *summand),
                     shape);
}

static LogicalResult importGemm(Node &node) {
  node.ignore({"broadcast"}); // of C, before opset 7; its shape says it
  if (!node.isConstant(1) || (node.has(2) && !node.isConstant(2)))
    return importGeneralGemm(node);
  float alpha = node.real("alpha", 1.0f), beta = node.real("beta", 1.0f);
  bool transA = node.integer("transA", 0), transB = node.integer("transB", 0);
  FailureOr<Value> input = node.activation(0, "the input");
  FailureOr<Constant> weights = node.weights(1, "the weight matrix");
  if (failed(input) || failed(weights))
    return failure();
  const Operand &a = node.operand(0);
  if (a.rank() != 2 || weights->shape().size() != 2)
    return node.badInput("the operands have shapes " + shapeText(a.shape) +
                         " and " + shapeText(weights->shape()) +
                         ", expected 2 dimensions each");
  if (transA) {
    Operand operand = a;
    operand.value = *input;
    input = transpose(node, operand, {1, 0});
    if (failed(input))
      return failure();
  }
  Constant w = transB ? *weights : weights->transposed({1, 0}); // [OC, IC]
  int64_t rows = a.shape[transA ? 1 : 0], depth = a.shape[transA ? 0 : 1];
  if (w.shape()[1] != depth)
    return node.badInput("the input has " + Twine(depth) +
                         " features, the weights " + Twine(w.shape()[1]));
  Shape shape = {rows, w.shape()[0]};
  FailureOr<RankedTensorType> type = node.type(shape);
  FailureOr<Constant> factor = scaled(node, w, alpha, "alpha");
  if (failed(type) || failed(factor))
    return failure();
  bool isBias = true;
  FailureOr<Value> summand = readSummand(node, shape, beta, isBias);
  if (failed(summand))
    return failure();
  Value product = attend::FullyConnectedOp::create(
      node.builder(), node.loc(), *type, *input, node.constant(*factor),
      isBias ? *summand : Value());
  if (!isBias)
    product = attend::AddOp::create(node.builder(), node.loc(), *type, product,
                                    *summand);
  return node.result(product, shape);
}

/// A product whose right-hand side is no constant matrix, as NumPy defines it:
/// one dimension counts as a row on the left and as a column on the right.
static LogicalResult importProduct(Node &node) {
  Shape a = node.operand(0).shape, b = node.operand(1).shape;
  bool isRow = a.size() == 1, isColumn = b.size() == 1;
  if (a.empty() || b.empty())
    return node.badInput("an operand has no dimensions, expected a matrix");
  if (isRow)
    a.insert(a.begin(), 1);
  if (isColumn)
    b.push_back(1);
  size_t rank = std::max(a.size(), b.size());
  a = withLeadingOnes(a, rank);
  b = withLeadingOnes(b, rank);
  if (a[rank - 1] != b[rank - 2])
    return node.badInput(
        "the operands have shapes " + shapeText(node.operand(0).shape) +
        " and " + shapeText(node.operand(1).shape) + ", which do not multiply");
  FailureOr<Shape> batch =
      broadcastShape(node, ArrayRef<int64_t>(a).drop_back(2),
                     ArrayRef<int64_t>(b).drop_back(2));
  if (failed(batch))
    return failure();
  Shape shape = *batch, product = *batch;
  product.append({a[rank - 2], b[rank - 1]});
  if (!isRow)
    shape.push_back(a[rank - 2]);
  if (!isColumn)
    shape.push_back(b[rank - 1]);
  ElementType elements = node.operand(0).type;
  FailureOr<RankedTensorType> checked = node.type(product, elements);
  FailureOr<Value> lhs = plainOperand(node, 0, a);
  FailureOr<Value> rhs = plainOperand(node, 1, b);
  if (failed(checked) || failed(lhs) || failed(rhs))
    return failure();
  auto type = RankedTensorType::get(product, checked->getElementType());
  Value value =
      attend::MatMulOp::create(node.builder(), node.loc(), type, *lhs, *rhs);
  FailureOr<Value> result = fromPlain(node, value, elements, shape);
  if (failed(result))
    return failure();
  return node.result(*result, shape, elements);
}

static LogicalResult importMatMul(Node &node) {
  if (node.operand(0).type == ElementType::I32 &&
      node.operand(1).type == ElementType::I32)
    return importProduct(node);
  FailureOr<Value> input = node.activation(0, "the input");
  if (failed(input))
    return failure();
  if (node.operand(1).type != ElementType::F32)
    return node.unsupported("the operand on the right is " +
                            elementTypeName(node.operand(1).type) +
                            ", expected float32");
  Operand a = node.operand(0);
  a.value = *input;
  a.constant.reset();
  if (!node.isConstant(1) || node.operand(1).rank() != 2 || a.rank() < 1)
    return importProduct(node);
  FailureOr<Constant> weights = node.weights(1, "the weight matrix");
  if (failed(weights))
    return failure();
  int64_t depth = a.shape.back(), rows = 1;
  if (depth != weights->shape()[0])
    return node.badInput("the input has " + Twine(depth) +
                         " features, the weights " +
                         Twine(weights->shape()[0]));
  for (int64_t dim : ArrayRef<int64_t>(a.shape).drop_back())
    rows *= dim;
  // [.., IC] -> [rows, IC] -> [rows, OC] -> [.., OC]
  FailureOr<Value> matrix = reshape(node, a, {rows, depth});
  Operand product;
  product.shape = {rows, weights->shape()[1]};
  FailureOr<RankedTensorType> type = node.type(product.shape);
  if (failed(matrix) || failed(type))
    return failure();
  product.value = attend::FullyConnectedOp::create(
      node.builder(), node.loc(), *type, *matrix,
      node.constant(weights->transposed({1, 0})), Value());
  Shape shape = a.shape;
  shape.back() = product.shape[1];
  FailureOr<Value> result = reshape(node, product, shape);
  if (failed(result))
    return failure();
  return node.result(*result, shape);
}

ArrayRef<Operator> matrixProductOperators() {
  static const Operator table[] = {
      {"Gemm", 1, 10, 3, 3, importGemm},
      {"Gemm", 11, newestOpset, 2, 3, importGemm},
      {"MatMul", 1, newestOpset, 2, 2, importMatMul},
  };
  return table;
}

} // namespace attendc::importer
