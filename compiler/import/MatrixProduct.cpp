// MatrixProduct.cpp: Gemm and MatMul with constant right-hand sides become
// attend.fully_connected.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

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

static LogicalResult importGemm(Node &node) {
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

static LogicalResult importMatMul(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  FailureOr<Constant> weights = node.weights(1, "the weight matrix");
  if (failed(input) || failed(weights))
    return failure();
  Operand a = node.operand(0);
  a.value = *input;
  if (a.rank() < 1 || weights->shape().size() != 2)
    return node.unsupported("the operands have shapes " + shapeText(a.shape) +
                            " and " + shapeText(weights->shape()) +
                            ", expected a matrix on the right");
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
      {"Gemm", 7, 10, 3, 3, importGemm},
      {"Gemm", 11, newestOpset, 2, 3, importGemm},
      {"MatMul", 1, newestOpset, 2, 2, importMatMul},
  };
  return table;
}

} // namespace attendc::importer
