// Reduction.cpp: sums, means and extremes along dimensions, and ArgMax.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using attendc::attend::ReduceKind;

namespace attendc::importer {

/// `value`, which has length 1 in the ONNX dimensions `axes` of `shape`, with
/// or without these dimensions, as the node's result.
static LogicalResult finish(Node &node, Value value, Shape shape,
                            ArrayRef<int64_t> axes, bool keepsDims,
                            ElementType type) {
  Operand reduced;
  reduced.type = type;
  reduced.value = value;
  Shape kept;
  for (auto [d, dim] : llvm::enumerate(shape)) {
    bool goes = llvm::is_contained(axes, static_cast<int64_t>(d));
    reduced.shape.push_back(goes ? 1 : dim);
    if (!goes || keepsDims)
      kept.push_back(goes ? 1 : dim);
  }
  FailureOr<Value> result = reshape(node, reduced, kept);
  if (failed(result))
    return failure();
  return node.result(*result, kept, type);
}

/// Dimensions `axes` in ascending order of attend's.
static SmallVector<int64_t> attendAxes(ArrayRef<int64_t> axes, int64_t rank) {
  SmallVector<int64_t> moved;
  for (int64_t axis : axes)
    moved.push_back(attendDim(rank, axis));
  llvm::sort(moved);
  return moved;
}

/// Reduces operand 0 along `axes` as given; all dimensions if there are none.
static LogicalResult reduce(Node &node, ReduceKind kind,
                            std::vector<int64_t> axes) {
  bool keepsDims = node.integer("keepdims", 1);
  const Operand &operand = node.operand(0);
  int64_t rank = operand.rank();
  if (axes.empty())
    for (int64_t d = 0; d < rank; ++d)
      axes.push_back(d);
  FailureOr<std::vector<int64_t>> normal = normalizeAxes(node, axes, rank);
  if (failed(normal))
    return failure();
  axes = *normal;
  llvm::sort(axes);
  if (kind == ReduceKind::Mean && operand.type != ElementType::F32)
    return node.unsupported("the input is " + elementTypeName(operand.type) +
                            ", expected float32");
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(input))
    return failure();
  Shape shape = operand.shape;
  for (int64_t axis : axes)
    shape[axis] = 1;
  FailureOr<RankedTensorType> type = node.type(shape, operand.type);
  if (failed(type))
    return failure();
  bool isGlobalPool = kind == ReduceKind::Mean && rank == 4 &&
                      axes == std::vector<int64_t>{2, 3};
  Value result =
      isGlobalPool
          ? attend::GlobalAvgPoolOp::create(node.builder(), node.loc(), *type,
                                            *input)
                .getResult()
          : attend::ReduceOp::create(node.builder(), node.loc(), *type, kind,
                                     *input, attendAxes(axes, rank))
                .getResult();
  return finish(node, result, operand.shape, axes, keepsDims, operand.type);
}

template <ReduceKind kind>
static LogicalResult importReduceAttribute(Node &node) {
  return reduce(node, kind, node.integers("axes"));
}

template <ReduceKind kind> static LogicalResult importReduceInput(Node &node) {
  bool isNoop = node.integer("noop_with_empty_axes", 0);
  std::vector<int64_t> axes;
  if (node.has(1)) {
    FailureOr<std::vector<int64_t>> given = node.integerList(1, "'axes'");
    if (failed(given))
      return failure();
    axes = *given;
  }
  if (axes.empty() && isNoop) {
    node.ignore({"keepdims"});
    return node.forward(node.operand(0));
  }
  return reduce(node, kind, axes);
}

static LogicalResult importArgMax(Node &node) {
  bool keepsDims = node.integer("keepdims", 1);
  bool selectsLast = node.integer("select_last_index", 0);
  const Operand &operand = node.operand(0);
  FailureOr<int64_t> axis =
      normalizeAxis(node, node.integer("axis", 0), operand.rank());
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(axis) || failed(input))
    return failure();
  Shape shape = operand.shape;
  shape[*axis] = 1;
  FailureOr<RankedTensorType> type = node.type(shape, ElementType::I64);
  if (failed(type))
    return failure();
  Value result =
      attend::ArgMaxOp::create(node.builder(), node.loc(), *type, *input,
                               attendDim(operand.rank(), *axis), selectsLast);
  return finish(node, result, operand.shape, *axis, keepsDims,
                ElementType::I64);
}

ArrayRef<Operator> reductionOperators() {
  static const Operator table[] = {
      {"ReduceSum", 1, 12, 1, 1, importReduceAttribute<ReduceKind::Sum>},
      {"ReduceSum", 13, newestOpset, 1, 2, importReduceInput<ReduceKind::Sum>},
      {"ReduceMean", 1, 17, 1, 1, importReduceAttribute<ReduceKind::Mean>},
      {"ReduceMean", 18, newestOpset, 1, 2,
       importReduceInput<ReduceKind::Mean>},
      {"ReduceMax", 1, 17, 1, 1, importReduceAttribute<ReduceKind::Max>},
      {"ReduceMax", 18, newestOpset, 1, 2, importReduceInput<ReduceKind::Max>},
      {"ReduceMin", 1, 17, 1, 1, importReduceAttribute<ReduceKind::Min>},
      {"ReduceMin", 18, newestOpset, 1, 2, importReduceInput<ReduceKind::Min>},
      {"ArgMax", 1, newestOpset, 1, 1, importArgMax},
  };
  return table;
}

} // namespace attendc::importer
