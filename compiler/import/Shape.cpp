// Shape.cpp: ops that give the same elements another shape or order; on
// constants they are carried out here, in ONNX's layout.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace attendc::importer {

/// The result of giving operand 0 another shape of equal size.
static LogicalResult emitReshape(Node &node, ArrayRef<int64_t> shape) {
  const Operand &operand = node.operand(0);
  if (elementCount(shape) != elementCount(operand.shape))
    return node.badInput("cannot reshape " + shapeText(operand.shape) + " to " +
                         shapeText(shape));
  if (operand.constant)
    return node.result(operand.constant->reshaped(shape));
  FailureOr<Value> value = reshape(node, operand, shape);
  if (failed(value))
    return failure();
  return node.result(*value, shape, operand.type);
}

/// 0 copies the input's dimension unless `allowzero`, -1 is what is left.
static LogicalResult importReshape(Node &node) {
  bool allowZero = node.integer("allowzero", 0);
  FailureOr<std::vector<int64_t>> wanted = node.integerList(1, "the shape");
  if (failed(wanted))
    return failure();
  const Shape &in = node.operand(0).shape;
  if (wanted->size() > maxRank)
    return node.unsupported("the shape has " + Twine(wanted->size()) +
                            " dimensions; expected at most " + Twine(maxRank));
  Shape shape(wanted->begin(), wanted->end()), known;
  std::optional<size_t> open;
  for (auto [d, dim] : llvm::enumerate(shape)) {
    if (dim == 0 && !allowZero) {
      if (d >= in.size())
        return node.badInput("the shape copies dimension " + Twine(d) +
                             " of an input with " + Twine(in.size()));
      dim = in[d];
    }
    if (dim < -1 || (dim == -1 && open))
      return node.badInput("the shape is " + shapeText(*wanted) +
                           "; expected positive numbers and one -1 at most");
    if (dim == -1)
      open = d;
    else
      known.push_back(dim);
  }
  if (open) {
    int64_t rest = elementCount(known).value_or(0);
    int64_t all = elementCount(in).value_or(0);
    if (rest == 0 || all % rest)
      return node.badInput("cannot reshape " + shapeText(in) + " to " +
                           shapeText(*wanted));
    shape[*open] = all / rest;
  }
  return emitReshape(node, shape);
}

static LogicalResult importFlatten(Node &node) {
  const Shape &in = node.operand(0).shape;
  int64_t rank = in.size(), axis = node.integer("axis", 1);
  if (axis < -rank || axis > rank)
    return node.badInput("'axis' is " + Twine(axis) + ", the input has " +
                         Twine(rank) + " dimensions");
  axis = axis < 0 ? axis + rank : axis;
  Shape shape = {1, 1};
  for (auto [d, dim] : llvm::enumerate(in))
    shape[static_cast<int64_t>(d) >= axis] *= dim;
  return emitReshape(node, shape);
}

/// Axes in [0, rank), each at most once, as flags.
static FailureOr<SmallVector<bool>> markAxes(Node &node, ArrayRef<int64_t> axes,
                                             int64_t rank) {
  FailureOr<std::vector<int64_t>> normal = normalizeAxes(node, axes, rank);
  if (failed(normal))
    return failure();
  SmallVector<bool> marked(rank, false);
  for (int64_t axis : *normal)
    marked[axis] = true;
  return marked;
}

/// Without axes every dimension of 1 goes.
static LogicalResult squeeze(Node &node, bool given, ArrayRef<int64_t> axes) {
  const Shape &in = node.operand(0).shape;
  FailureOr<SmallVector<bool>> marked = markAxes(node, axes, in.size());
  if (failed(marked))
    return failure();
  Shape shape;
  for (auto [d, dim] : llvm::enumerate(in)) {
    bool goes = given ? (*marked)[d] : dim == 1;
    if (goes && dim != 1)
      return node.badInput("squeezes dimension " + Twine(d) + " of " +
                           shapeText(in) + "; expected a dimension of 1");
    if (!goes)
      shape.push_back(dim);
  }
  return emitReshape(node, shape);
}

static LogicalResult unsqueeze(Node &node, ArrayRef<int64_t> axes) {
  const Shape &in = node.operand(0).shape;
  if (in.size() + axes.size() > maxRank)
    return node.unsupported("the result has " + Twine(in.size() + axes.size()) +
                            " dimensions; expected at most " + Twine(maxRank));
  FailureOr<SmallVector<bool>> marked =
      markAxes(node, axes, in.size() + axes.size());
  if (failed(marked))
    return failure();
  Shape shape;
  const int64_t *next = in.begin();
  for (bool isNew : *marked)
    shape.push_back(isNew ? 1 : *next++);
  return emitReshape(node, shape);
}

static LogicalResult importSqueezeAttribute(Node &node) {
  return squeeze(node, node.hasAttribute("axes"), node.integers("axes"));
}

static LogicalResult importSqueezeInput(Node &node) {
  if (!node.has(1))
    return squeeze(node, false, {});
  FailureOr<std::vector<int64_t>> axes = node.integerList(1, "'axes'");
  return failed(axes) ? failure() : squeeze(node, true, *axes);
}

static LogicalResult importUnsqueezeAttribute(Node &node) {
  return unsqueeze(node, node.integers("axes"));
}

static LogicalResult importUnsqueezeInput(Node &node) {
  FailureOr<std::vector<int64_t>> axes = node.integerList(1, "'axes'");
  return failed(axes) ? failure() : unsqueeze(node, *axes);
}

static LogicalResult importTranspose(Node &node) {
  const Operand &operand = node.operand(0);
  int64_t rank = operand.rank();
  std::vector<int64_t> permutation = node.integers("perm");
  if (!node.hasAttribute("perm"))
    for (int64_t d = rank - 1; d >= 0; --d)
      permutation.push_back(d);
  std::vector<int64_t> sorted = permutation;
  llvm::sort(sorted);
  bool complete = static_cast<int64_t>(sorted.size()) == rank;
  for (int64_t d = 0; complete && d < rank; ++d)
    complete = sorted[d] == d;
  if (!complete)
    return node.badInput("'perm' is " + shapeText(permutation) +
                         ", expected each of 0 to " + Twine(rank - 1) +
                         " once");
  if (operand.constant)
    return node.result(operand.constant->transposed(permutation));
  Shape shape;
  for (int64_t source : permutation)
    shape.push_back(operand.shape[source]);
  FailureOr<Value> value = transpose(node, operand, permutation);
  if (failed(value))
    return failure();
  return node.result(*value, shape, operand.type);
}

static LogicalResult importIdentity(Node &node) {
  return node.forward(node.operand(0));
}

/// Dropout passes its input on in inference, and its mask keeps all: bool, and
/// before opset 10 of the input's type.
static LogicalResult importDropout(Node &node) {
  node.ignore({"ratio", "seed"});
  if (node.opset() < 7 && node.integer("is_test", 0) == 0)
    return node.unsupported("'is_test' is 0; export the model in evaluation "
                            "mode");
  if (node.has(2)) {
    if (!node.isConstant(2) || node.operand(2).constant->tensor->size() != 1 ||
        node.operand(2).constant->tensor->integer(0) != 0)
      return node.unsupported("'training_mode' is set; export the model in "
                              "evaluation mode");
  }
  if (node.results().size() > 1) {
    const Shape &shape = node.operand(0).shape;
    ElementType type = node.opset() < 10 ? ElementType::F32 : ElementType::Bool;
    if (failed(checkComputedSize(node, shape)))
      return failure();
    auto mask = std::make_shared<Tensor>(type, shape);
    for (int64_t i = 0; i < mask->size(); ++i)
      mask->setInteger(i, 1);
    if (failed(node.result(materialize(node, Constant{mask, nullptr}), shape,
                           type, 1)))
      return failure();
  }
  return node.forward(node.operand(0));
}

ArrayRef<Operator> shapeOperators() {
  static const Operator table[] = {
      {"Reshape", 5, newestOpset, 2, 2, importReshape},
      {"Flatten", 1, newestOpset, 1, 1, importFlatten},
      {"Squeeze", 1, 12, 1, 1, importSqueezeAttribute},
      {"Squeeze", 13, newestOpset, 1, 2, importSqueezeInput},
      {"Unsqueeze", 1, 12, 1, 1, importUnsqueezeAttribute},
      {"Unsqueeze", 13, newestOpset, 2, 2, importUnsqueezeInput},
      {"Transpose", 1, newestOpset, 1, 1, importTranspose},
      {"Identity", 1, newestOpset, 1, 1, importIdentity},
      {"Dropout", 6, 11, 1, 1, importDropout},
      {"Dropout", 12, newestOpset, 1, 3, importDropout},
  };
  return table;
}

} // namespace attendc::importer
