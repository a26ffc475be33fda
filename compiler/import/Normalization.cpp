// Normalization.cpp: batch normalization with fixed statistics and softmax.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;

namespace attendc::importer {

/// x * scale / sqrt(variance + epsilon) + .. with one factor and one summand
/// for each channel of an input that is no picture.
static LogicalResult emitAffine(Node &node, Value input,
                                ArrayRef<Constant> parameters, float epsilon) {
  const Shape &in = node.operand(0).shape;
  Shape perChannel(in.size(), 1);
  perChannel[1] = in[1];
  auto factor = std::make_shared<Tensor>(ElementType::F32, perChannel);
  auto summand = std::make_shared<Tensor>(ElementType::F32, perChannel);
  TensorRef scale = parameters[0].plain(), offset = parameters[1].plain();
  TensorRef mean = parameters[2].plain(), variance = parameters[3].plain();
  for (int64_t c = 0; c < in[1]; ++c) {
    double f = scale->number(c) / std::sqrt(variance->number(c) + epsilon);
    factor->setNumber(c, f);
    summand->setNumber(c, offset->number(c) - mean->number(c) * f);
  }
  Type type = input.getType();
  Value product =
      attend::MulOp::create(node.builder(), node.loc(), type, input,
                            materialize(node, Constant{factor, nullptr}));
  return node.result(
      attend::AddOp::create(node.builder(), node.loc(), type, product,
                            materialize(node, Constant{summand, nullptr})),
      in);
}

static LogicalResult importBatchNormalization(Node &node) {
  // For training only; is_test says that this is none.
  node.ignore({"momentum", "is_test", "consumed_inputs"});
  float epsilon = node.real("epsilon", 1e-5f);
  if (node.integer("spatial", 1) != 1)
    return node.unsupported("'spatial' is 0; expected statistics per channel");
  if (node.integer("training_mode", 0) != 0)
    return node.unsupported("'training_mode' is 1: the result depends on the "
                            "batch; export the model in evaluation mode");
  FailureOr<Value> input = node.activation(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  if (in.size() < 2)
    return node.badInput("the input has shape " + shapeText(in) +
                         "; expected at least 2 dimensions");
  static constexpr const char *names[] = {"the scale", "the offset", "the mean",
                                          "the variance"};
  SmallVector<Constant, 4> parameters;
  for (auto [i, name] : llvm::enumerate(names)) {
    FailureOr<Constant> parameter = node.weights(i + 1, name);
    if (failed(parameter))
      return failure();
    if (parameter->shape() != ArrayRef<int64_t>(in[1]))
      return node.badInput(name + Twine(" has shape ") +
                           shapeText(parameter->shape()) + ", expected " +
                           Twine(in[1]));
    if (i == 3)
      for (float variance : parameter->plain()->floats())
        if (!(variance + epsilon > 0))
          return node.badInput("a variance is " + numberText(variance) +
                               "; expected a positive number");
    parameters.push_back(*parameter);
  }
  if (in.size() != 2 && in.size() != 4)
    return emitAffine(node, *input, parameters, epsilon);
  SmallVector<Value, 4> values;
  for (const Constant &parameter : parameters)
    values.push_back(node.constant(parameter));
  return node.result(
      attend::BatchNormOp::create(node.builder(), node.loc(), input->getType(),
                                  *input, values[0], values[1], values[2],
                                  values[3], llvm::APFloat(epsilon)),
      in);
}

static Value emitSoftmax(Node &node, Value input, int64_t axis) {
  bool isLog = node.opType() == "LogSoftmax";
  return attend::SoftmaxOp::create(node.builder(), node.loc(), input.getType(),
                                   input, axis, isLog);
}

/// From opset 13 on: along one dimension.
static LogicalResult importSoftmax(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  const Shape &in = node.operand(0).shape;
  FailureOr<int64_t> axis =
      normalizeAxis(node, node.integer("axis", -1), in.size());
  if (failed(input) || failed(axis))
    return failure();
  return node.result(emitSoftmax(node, *input, attendDim(in.size(), *axis)),
                     in);
}

/// Before opset 13: along all dimensions from `axis` on, taken as one.
static LogicalResult importFlatSoftmax(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  Operand operand = node.operand(0);
  int64_t rank = operand.rank();
  FailureOr<int64_t> axis = normalizeAxis(node, node.integer("axis", 1), rank);
  if (failed(input) || failed(axis))
    return failure();
  operand.value = *input;
  int64_t rows = 1, columns = 1, longAxes = 0, longAxis = *axis;
  for (auto [d, dim] : llvm::enumerate(operand.shape)) {
    bool inside = static_cast<int64_t>(d) >= *axis;
    (inside ? columns : rows) *= dim;
    if (inside && dim != 1) {
      ++longAxes;
      longAxis = d;
    }
  }
  // One dimension longer than 1 is the same as softmax along that dimension.
  if (longAxes <= 1)
    return node.result(emitSoftmax(node, *input, attendDim(rank, longAxis)),
                       operand.shape);
  Operand flat;
  flat.shape = {rows, columns};
  FailureOr<Value> matrix = reshape(node, operand, flat.shape);
  if (failed(matrix))
    return failure();
  flat.value = emitSoftmax(node, *matrix, 1);
  FailureOr<Value> result = reshape(node, flat, operand.shape);
  if (failed(result))
    return failure();
  return node.result(*result, operand.shape);
}

ArrayRef<Operator> normalizationOperators() {
  static const Operator table[] = {
      {"BatchNormalization", 6, newestOpset, 5, 5, importBatchNormalization},
      {"Softmax", 1, 12, 1, 1, importFlatSoftmax},
      {"Softmax", 13, newestOpset, 1, 1, importSoftmax},
      {"LogSoftmax", 1, 12, 1, 1, importFlatSoftmax},
      {"LogSoftmax", 13, newestOpset, 1, 1, importSoftmax},
  };
  return table;
}

} // namespace attendc::importer
