// Normalization.cpp: batch normalization with fixed statistics and softmax.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace attendc::importer {

static LogicalResult importBatchNormalization(Node &node) {
  node.ignore({"momentum"}); // training only
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
  if (in.size() != 2 && in.size() != 4)
    return node.unsupported("the input has shape " + shapeText(in) +
                            "; expected 2 or 4 dimensions");
  static constexpr const char *names[] = {"the scale", "the offset", "the mean",
                                          "the variance"};
  SmallVector<Value, 4> parameters;
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
    parameters.push_back(node.constant(*parameter));
  }
  return node.result(attend::BatchNormOp::create(
                         node.builder(), node.loc(), input->getType(), *input,
                         parameters[0], parameters[1], parameters[2],
                         parameters[3], llvm::APFloat(epsilon)),
                     in);
}

static Value emitSoftmax(Node &node, Value input, int64_t axis) {
  return attend::SoftmaxOp::create(node.builder(), node.loc(), input.getType(),
                                   input, axis);
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
      {"BatchNormalization", 7, newestOpset, 5, 5, importBatchNormalization},
      {"Softmax", 1, 12, 1, 1, importFlatSoftmax},
      {"Softmax", 13, newestOpset, 1, 1, importSoftmax},
  };
  return table;
}

} // namespace attendc::importer
