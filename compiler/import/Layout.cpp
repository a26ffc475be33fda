// Layout.cpp: decides where a transpose is needed between ONNX's order of
// elements and attend's, and where a reshape is enough.

#include "compiler/import/Layout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace attendc::importer {

SmallVector<int64_t> attendOrder(int64_t rank) {
  if (rank == 4)
    return {0, 2, 3, 1};
  return llvm::to_vector(llvm::seq<int64_t>(0, rank));
}

int64_t attendDim(int64_t rank, int64_t dim) {
  SmallVector<int64_t> order = attendOrder(rank);
  return llvm::find(order, dim) - order.begin();
}

FailureOr<int64_t> normalizeAxis(Node &node, int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return node.badInput("expected an axis in [" + Twine(-rank) + ", " +
                         Twine(rank) + "), found " + Twine(axis));
  return axis < 0 ? axis + rank : axis;
}

FailureOr<std::vector<int64_t>>
normalizeAxes(Node &node, ArrayRef<int64_t> axes, int64_t rank) {
  std::vector<int64_t> normal;
  for (int64_t given : axes) {
    FailureOr<int64_t> axis = normalizeAxis(node, given, rank);
    if (failed(axis))
      return failure();
    if (llvm::is_contained(normal, *axis))
      return node.badInput("'axes' names dimension " + Twine(*axis) + " twice");
    normal.push_back(*axis);
  }
  return normal;
}

Value materialize(Node &node, const Constant &constant) {
  if (constant.shape().size() == 4)
    return node.constant(constant.transposed(attendOrder(4)));
  return node.constant(constant);
}

/// Whether permuting changes the order of elements in memory: it does not if
/// the dimensions longer than 1 keep their order.
static bool movesElements(ArrayRef<int64_t> shape,
                          ArrayRef<int64_t> permutation) {
  int64_t last = -1;
  for (int64_t source : permutation) {
    if (shape[source] == 1)
      continue;
    if (source < last)
      return true;
    last = source;
  }
  return false;
}

static Value permute(Node &node, Value value, ArrayRef<int64_t> permutation) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape;
  for (int64_t source : permutation)
    shape.push_back(type.getDimSize(source));
  if (!movesElements(type.getShape(), permutation))
    return ArrayRef<int64_t>(shape) == type.getShape()
               ? value
               : attend::ReshapeOp::create(node.builder(), node.loc(),
                                           type.clone(shape), value);
  return attend::TransposeOp::create(node.builder(), node.loc(),
                                     type.clone(shape), value, permutation);
}

FailureOr<Value> reshape(Node &node, const Operand &operand,
                         ArrayRef<int64_t> shape) {
  FailureOr<RankedTensorType> resultType = node.type(shape, operand.type);
  if (failed(resultType))
    return failure();
  if (ArrayRef<int64_t>(operand.shape) == shape)
    return operand.value;
  SmallVector<int64_t> toAttend = attendOrder(4), toOnnx = {0, 3, 1, 2};
  Value value = operand.value;
  bool leavesNhwc =
      operand.rank() == 4 && movesElements(operand.shape, toAttend);
  bool entersNhwc = shape.size() == 4 && movesElements(shape, toAttend);
  if (leavesNhwc)
    value = permute(node, value, toOnnx);
  Type elements = resultType->getElementType();
  auto flat = entersNhwc ? RankedTensorType::get(shape, elements) : *resultType;
  if (value.getType() != flat)
    value = attend::ReshapeOp::create(node.builder(), node.loc(), flat, value);
  return entersNhwc ? permute(node, value, toAttend) : value;
}

FailureOr<Value> transpose(Node &node, const Operand &operand,
                           ArrayRef<int64_t> permutation) {
  // attend dimension i of the result is ONNX dimension order[i] of the result,
  // which is ONNX dimension permutation[order[i]] of the operand.
  int64_t rank = operand.rank();
  SmallVector<int64_t> composed;
  for (int64_t dim : attendOrder(rank))
    composed.push_back(attendDim(rank, permutation[dim]));
  return permute(node, operand.value, composed);
}

FailureOr<Value> alignedOperand(Node &node, size_t i, ArrayRef<int64_t> shape) {
  const Operand &operand = node.operand(i);
  if (!operand.constant)
    return reshape(node, operand, shape);
  if (failed(node.type(shape, operand.type)))
    return failure();
  return materialize(node, operand.constant->reshaped(shape));
}

/// A fifth dimension keeps four from being taken for a picture.
static Shape unlikePicture(ArrayRef<int64_t> shape) {
  return withLeadingOnes(shape, shape.size() == 4 ? 5 : shape.size());
}

/// The same elements in the same order under another shape.
static Value renamed(Node &node, Value value, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == shape)
    return value;
  return attend::ReshapeOp::create(node.builder(), node.loc(),
                                   type.clone(shape), value);
}

FailureOr<Value> plainOperand(Node &node, size_t i, ArrayRef<int64_t> shape) {
  FailureOr<Value> value = alignedOperand(node, i, unlikePicture(shape));
  return failed(value) ? value : renamed(node, *value, shape);
}

FailureOr<Value> fromPlain(Node &node, Value value, ElementType type,
                           ArrayRef<int64_t> shape) {
  Operand operand;
  operand.type = type;
  operand.shape =
      unlikePicture(cast<RankedTensorType>(value.getType()).getShape());
  operand.value = renamed(node, value, operand.shape);
  return reshape(node, operand, shape);
}

Shape withLeadingOnes(ArrayRef<int64_t> shape, size_t rank) {
  Shape result(rank - shape.size(), 1);
  result.append(shape.begin(), shape.end());
  return result;
}

} // namespace attendc::importer
