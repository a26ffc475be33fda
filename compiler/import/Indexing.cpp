// Indexing.cpp: ops that choose or repeat positions: Gather, Expand, and the
// exchange of blocks of positions with channels.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace attendc::importer {

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// The result's shape: the indices' in place of dimension `axis`.
static Shape gatheredShape(ArrayRef<int64_t> dims, ArrayRef<int64_t> indices,
                           int64_t axis) {
  Shape shape(dims.begin(), dims.begin() + axis);
  shape.append(indices.begin(), indices.end());
  shape.append(dims.begin() + axis + 1, dims.end());
  return shape;
}

static LogicalResult gatherConstants(Node &node, int64_t axis) {
  TensorRef data = node.operand(0).constant->plain();
  TensorRef indices = node.operand(1).constant->plain();
  ArrayRef<int64_t> dims = data->shape();
  Shape shape = gatheredShape(dims, indices->shape(), axis);
  if (failed(checkComputedSize(node, shape)))
    return failure();
  int64_t outer = *elementCount(dims.take_front(axis));
  int64_t inner = *elementCount(dims.drop_front(axis + 1)), dim = dims[axis];
  std::vector<int64_t> sources;
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t index : indices->integers()) {
      int64_t first = (o * dim + (index < 0 ? index + dim : index)) * inner;
      for (int64_t i = 0; i < inner; ++i)
        sources.push_back(first + i);
    }
  return node.result(data->selected(shape, sources));
}

static LogicalResult importGather(Node &node) {
  const Operand &data = node.operand(0), &indices = node.operand(1);
  if (indices.type != ElementType::I64 && indices.type != ElementType::I32)
    return node.badInput("the indices are " + elementTypeName(indices.type) +
                         ", expected int64");
  FailureOr<int64_t> axis =
      normalizeAxis(node, node.integer("axis", 0), data.rank());
  if (failed(axis))
    return failure();
  int64_t dim = data.shape[*axis];
  if (indices.constant)
    for (int64_t index : indices.constant->tensor->integers())
      if (index < -dim || index >= dim)
        return node.badInput("index " + Twine(index) + " is outside of " +
                             Twine(dim) + " positions");
  if (node.allConstant())
    return gatherConstants(node, *axis);
  Shape shape = gatheredShape(data.shape, indices.shape, *axis);
  if (shape.size() > maxRank)
    return node.unsupported("the result has " + Twine(shape.size()) +
                            " dimensions; expected at most " + Twine(maxRank));
  FailureOr<RankedTensorType> checked = node.type(shape, data.type);
  FailureOr<Value> input = plainOperand(node, 0, data.shape);
  FailureOr<Value> at = plainOperand(node, 1, indices.shape);
  if (failed(checked) || failed(input) || failed(at))
    return failure();
  Value gathered = attend::GatherOp::create(
      node.builder(), node.loc(),
      cast<RankedTensorType>(input->getType()).clone(shape), *input, *at,
      *axis);
  FailureOr<Value> arranged = fromPlain(node, gathered, data.type, shape);
  if (failed(arranged))
    return failure();
  return node.result(*arranged, shape, data.type);
}

//===----------------------------------------------------------------------===//
// Expand
//===----------------------------------------------------------------------===//

static LogicalResult importExpand(Node &node) {
  FailureOr<std::vector<int64_t>> wanted = node.integerList(1, "the shape");
  if (failed(wanted))
    return failure();
  const Operand &operand = node.operand(0);
  FailureOr<Shape> shape = broadcastShape(node, operand.shape, *wanted);
  if (failed(shape))
    return failure();
  if (*shape == operand.shape)
    return node.forward(operand);
  FailureOr<RankedTensorType> type = node.type(*shape, operand.type);
  if (failed(type))
    return failure();
  FailureOr<Value> input =
      alignedOperand(node, 0, withLeadingOnes(operand.shape, shape->size()));
  if (failed(input))
    return failure();
  return node.result(
      attend::BroadcastOp::create(node.builder(), node.loc(), *type, *input),
      *shape, operand.type);
}

//===----------------------------------------------------------------------===//
// DepthToSpace and SpaceToDepth
//===----------------------------------------------------------------------===//

/// Operand 0 as [N, C, H, W] split into the six ONNX dimensions `split`,
/// permuted, and joined to the ONNX shape `joined`.
static LogicalResult rearrange(Node &node, ArrayRef<int64_t> split,
                               ArrayRef<int64_t> permutation,
                               ArrayRef<int64_t> joined) {
  Operand operand = node.operand(0);
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(input))
    return failure();
  operand.value = *input;
  operand.constant.reset();
  FailureOr<Value> blocks = reshape(node, operand, split);
  if (failed(blocks))
    return failure();
  Operand moved;
  moved.type = operand.type;
  moved.shape.assign(split.begin(), split.end());
  moved.value = *blocks;
  FailureOr<Value> permuted = transpose(node, moved, permutation);
  if (failed(permuted))
    return failure();
  for (auto [d, source] : llvm::enumerate(permutation))
    moved.shape[d] = split[source];
  moved.value = *permuted;
  FailureOr<Value> result = reshape(node, moved, joined);
  if (failed(result))
    return failure();
  return node.result(*result, joined, operand.type);
}

/// The 'blocksize' B, and whether operand 0 has four dimensions.
static FailureOr<int64_t> readBlocksize(Node &node) {
  int64_t size = node.integer("blocksize", 0);
  if (size < 1 || size > 1 << 15)
    return node.badInput("'blocksize' is " + Twine(size) +
                         ", expected a positive number");
  if (node.operand(0).rank() != 4)
    return node.badInput("the input has shape " +
                         shapeText(node.operand(0).shape) +
                         ", expected 4 dimensions");
  return size;
}

/// DCR: channel = (bh * B + bw) * C' + c; CRD: (c * B + bh) * B + bw.
static LogicalResult importDepthToSpace(Node &node) {
  std::string mode = node.string("mode", "DCR");
  FailureOr<int64_t> block = readBlocksize(node);
  if (failed(block))
    return failure();
  int64_t b = *block;
  const Shape &in = node.operand(0).shape;
  if (in[1] % (b * b) || (mode != "DCR" && mode != "CRD"))
    return node.badInput(Twine(in[1]) + " channels in blocks of " + Twine(b) +
                         " x " + Twine(b) + " and mode '" + mode +
                         "', expected a multiple and DCR or CRD");
  int64_t c = in[1] / (b * b);
  Shape joined = {in[0], c, in[2] * b, in[3] * b};
  if (mode == "DCR")
    return rearrange(node, {in[0], b, b, c, in[2], in[3]}, {0, 3, 4, 1, 5, 2},
                     joined);
  return rearrange(node, {in[0], c, b, b, in[2], in[3]}, {0, 1, 4, 2, 5, 3},
                   joined);
}

static LogicalResult importSpaceToDepth(Node &node) {
  FailureOr<int64_t> block = readBlocksize(node);
  if (failed(block))
    return failure();
  int64_t b = *block;
  const Shape &in = node.operand(0).shape;
  if (in[2] % b || in[3] % b)
    return node.badInput("the input has shape " + shapeText(in) +
                         ", expected H and W that are multiples of " +
                         Twine(b));
  return rearrange(node, {in[0], in[1], in[2] / b, b, in[3] / b, b},
                   {0, 3, 5, 1, 2, 4},
                   {in[0], in[1] * b * b, in[2] / b, in[3] / b});
}

ArrayRef<Operator> indexingOperators() {
  static const Operator table[] = {
      {"Gather", 1, newestOpset, 2, 2, importGather},
      {"Expand", 8, newestOpset, 2, 2, importExpand},
      {"DepthToSpace", 1, newestOpset, 1, 1, importDepthToSpace},
      {"SpaceToDepth", 1, newestOpset, 1, 1, importSpaceToDepth},
  };
  return table;
}

} // namespace attendc::importer
