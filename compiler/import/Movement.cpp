// Movement.cpp: ops that join, cut and surround tensors: Concat, Slice, Split
// and Pad.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using attendc::attend::PadMode;

namespace attendc::importer {

//===----------------------------------------------------------------------===//
// Concat
//===----------------------------------------------------------------------===//

/// Joins constants of one type along `axis`.
static LogicalResult joinConstants(Node &node, ArrayRef<int64_t> shape,
                                   int64_t axis) {
  if (failed(checkComputedSize(node, shape)))
    return failure();
  Tensor result(node.operand(0).type, shape);
  int64_t width = byteWidth(result.type());
  int64_t outer = *elementCount(shape.take_front(axis));
  int64_t inner = *elementCount(shape.drop_front(axis + 1)) * width;
  int64_t row = shape[axis] * inner, offset = 0;
  for (size_t i = 0; i < node.operandCount(); ++i) {
    TensorRef part = node.operand(i).constant->plain();
    int64_t bytes = part->shape()[axis] * inner;
    for (int64_t o = 0; o < outer && bytes; ++o)
      std::copy_n(part->data().data() + o * bytes, bytes,
                  result.mutableData() + o * row + offset);
    offset += bytes;
  }
  return node.result(std::move(result));
}

static LogicalResult importConcat(Node &node) {
  for (size_t i = 0; i < node.operandCount(); ++i)
    if (!node.has(i))
      return node.badInput("input " + Twine(i) + " is missing");
  Shape shape = node.operand(0).shape;
  if (!node.hasAttribute("axis"))
    return node.badInput("attribute 'axis' is missing");
  FailureOr<int64_t> axis =
      normalizeAxis(node, node.integer("axis", 0), shape.size());
  if (failed(axis))
    return failure();
  for (size_t i = 1; i < node.operandCount(); ++i) {
    const Operand &part = node.operand(i);
    Shape expected = shape;
    if (part.rank() == static_cast<int64_t>(shape.size()))
      expected[*axis] = part.shape[*axis];
    if (part.shape != expected || part.type != node.operand(0).type)
      return node.badInput(
          "input " + Twine(i) + " is " + elementTypeName(part.type) +
          " of shape " + shapeText(part.shape) + ", expected " +
          elementTypeName(node.operand(0).type) +
          " of a shape that differs from " + shapeText(node.operand(0).shape) +
          " in dimension " + Twine(*axis) + " only");
    shape[*axis] += part.shape[*axis];
  }
  if (node.allConstant())
    return joinConstants(node, shape, *axis);
  SmallVector<Value> parts;
  for (size_t i = 0; i < node.operandCount(); ++i) {
    FailureOr<Value> part = node.numbers(i, "an input");
    if (failed(part))
      return failure();
    parts.push_back(*part);
  }
  if (parts.size() == 1)
    return node.forward(node.operand(0));
  ElementType elements = node.operand(0).type;
  FailureOr<RankedTensorType> type = node.type(shape, elements);
  if (failed(type))
    return failure();
  return node.result(attend::ConcatOp::create(node.builder(), node.loc(), *type,
                                              parts,
                                              attendDim(shape.size(), *axis)),
                     shape, elements);
}

//===----------------------------------------------------------------------===//
// Slice and Split
//===----------------------------------------------------------------------===//

namespace {
/// The elements start + i * step, 0 <= i < count, of each ONNX dimension.
struct Box {
  Shape starts, steps, counts;

  explicit Box(ArrayRef<int64_t> shape)
      : starts(shape.size(), 0), steps(shape.size(), 1),
        counts(shape.begin(), shape.end()) {}
};
} // namespace

/// The elements of operand 0 if they are known, else null.
static TensorRef knownElements(const Node &node) {
  return node.isConstant(0) ? node.operand(0).constant->plain() : nullptr;
}

/// Operand 0, whose elements are `from` if they are known, cut to `box`, as
/// result `i`.
static LogicalResult emitBox(Node &node, TensorRef from, const Box &box,
                             size_t i = 0) {
  const Operand &operand = node.operand(0);
  if (from) {
    if (failed(checkComputedSize(node, box.counts)))
      return failure();
    if (llvm::is_contained(box.counts, 0))
      return node.result(Tensor(from->type(), box.counts), i);
    // Every dimension in turn, innermost fastest.
    std::vector<int64_t> sources = {0};
    for (auto [d, dim] : llvm::enumerate(operand.shape)) {
      std::vector<int64_t> next;
      next.reserve(sources.size() * box.counts[d]);
      for (int64_t source : sources)
        for (int64_t k = 0; k < box.counts[d]; ++k)
          next.push_back(source * dim + box.starts[d] + k * box.steps[d]);
      sources = std::move(next);
    }
    return node.result(from->selected(box.counts, sources), i);
  }
  FailureOr<Value> input = node.numbers(0, "the input");
  FailureOr<RankedTensorType> type = node.type(box.counts, operand.type);
  if (failed(input) || failed(type))
    return failure();
  bool isReversed =
      llvm::any_of(box.steps, [](int64_t step) { return step < 0; });
  if (box.counts == operand.shape && !isReversed)
    return node.result(*input, box.counts, operand.type, i);
  return node.result(attend::SliceOp::create(node.builder(), node.loc(), *type,
                                             *input, toAttendOrder(box.starts),
                                             toAttendOrder(box.steps)),
                     box.counts, operand.type, i);
}

/// ONNX Slice-13: negative positions count from the end, all are clamped.
static LogicalResult slice(Node &node, ArrayRef<int64_t> starts,
                           ArrayRef<int64_t> ends, std::vector<int64_t> axes,
                           std::vector<int64_t> steps) {
  const Shape &in = node.operand(0).shape;
  if (axes.empty())
    for (size_t d = 0; d < starts.size(); ++d)
      axes.push_back(d);
  if (steps.empty())
    steps.assign(starts.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size())
    return node.badInput("starts, ends, axes and steps have " +
                         Twine(starts.size()) + ", " + Twine(ends.size()) +
                         ", " + Twine(axes.size()) + " and " +
                         Twine(steps.size()) + " entries, expected the same");
  Box box(in);
  FailureOr<std::vector<int64_t>> normal = normalizeAxes(node, axes, in.size());
  if (failed(normal))
    return failure();
  for (auto [i, axis] : llvm::enumerate(*normal)) {
    int64_t dim = in[axis];
    // No dimension is longer than 2^31, so longer steps mean the same.
    int64_t bound = int64_t(1) << 31;
    int64_t step = std::min(std::max(steps[i], -bound), bound);
    if (step == 0)
      return node.badInput("a step is 0");
    auto clamp = [&](int64_t position) {
      position = position < 0 ? position + dim : position;
      return step > 0 ? std::min(std::max<int64_t>(position, 0), dim)
                      : std::min(std::max<int64_t>(position, -1), dim - 1);
    };
    int64_t start = clamp(starts[i]), end = clamp(ends[i]);
    if (step < 0)
      start = std::max<int64_t>(start, 0);
    int64_t count = step > 0 ? (end - start + step - 1) / step
                             : (start - end - step - 1) / -step;
    box.starts[axis] = start;
    box.steps[axis] = step;
    box.counts[axis] = dim == 0 ? 0 : std::max<int64_t>(count, 0);
  }
  return emitBox(node, knownElements(node), box);
}

static LogicalResult importSliceAttributes(Node &node) {
  return slice(node, node.integers("starts"), node.integers("ends"),
               node.integers("axes"), {});
}

static LogicalResult importSliceInputs(Node &node) {
  FailureOr<std::vector<int64_t>> starts = node.integerList(1, "'starts'");
  FailureOr<std::vector<int64_t>> ends = node.integerList(2, "'ends'");
  FailureOr<std::vector<int64_t>> axes = std::vector<int64_t>();
  FailureOr<std::vector<int64_t>> steps = std::vector<int64_t>();
  if (node.has(3))
    axes = node.integerList(3, "'axes'");
  if (node.has(4))
    steps = node.integerList(4, "'steps'");
  if (failed(starts) || failed(ends) || failed(axes) || failed(steps))
    return failure();
  return slice(node, *starts, *ends, *axes, *steps);
}

/// Cuts the input into consecutive parts; equal ones if no lengths are given.
static LogicalResult split(Node &node, std::vector<int64_t> lengths) {
  const Shape &in = node.operand(0).shape;
  int64_t parts = node.results().size();
  int64_t wanted = node.integer("num_outputs", parts);
  FailureOr<int64_t> axis =
      normalizeAxis(node, node.integer("axis", 0), in.size());
  if (failed(axis))
    return failure();
  if (lengths.empty()) {
    int64_t length = (in[*axis] + parts - 1) / parts;
    for (int64_t i = 0; i < parts; ++i)
      lengths.push_back(std::min(length, in[*axis] - i * length));
  }
  int64_t total = 0;
  for (int64_t length : lengths)
    total += length < 1 || length > in[*axis] ? maxElements : length;
  if (wanted != parts || static_cast<int64_t>(lengths.size()) != parts ||
      total != in[*axis])
    return node.badInput("splits " + Twine(in[*axis]) + " positions into " +
                         Twine(parts) + " parts of " + shapeText(lengths));
  Box box(in);
  TensorRef from = knownElements(node);
  for (int64_t i = 0; i < parts; ++i) {
    box.counts[*axis] = lengths[i];
    if (failed(emitBox(node, from, box, i)))
      return failure();
    box.starts[*axis] += lengths[i];
  }
  return success();
}

static LogicalResult importSplitAttribute(Node &node) {
  return split(node, node.integers("split"));
}

static LogicalResult importSplitInput(Node &node) {
  if (!node.has(1))
    return split(node, {});
  FailureOr<std::vector<int64_t>> lengths = node.integerList(1, "'split'");
  return failed(lengths) ? failure() : split(node, *lengths);
}

//===----------------------------------------------------------------------===//
// Pad
//===----------------------------------------------------------------------===//

/// `pads` is [low.., high..] in ONNX order; negative entries cut off.
static LogicalResult pad(Node &node, ArrayRef<int64_t> pads, float value) {
  std::string name = node.string("mode", "constant");
  std::optional<PadMode> mode = attend::symbolizePadMode(name);
  if (!mode)
    return node.unsupported("'mode' is '" + Twine(name) +
                            "'; expected constant, reflect or edge");
  ElementType elements = node.operand(0).type;
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  if (pads.size() != 2 * in.size())
    return node.badInput("'pads' has " + Twine(pads.size()) +
                         " entries, expected two for each of " +
                         Twine(in.size()) + " dimensions");
  Box kept(in);
  Shape low, high, shape;
  for (size_t d = 0; d < in.size(); ++d) {
    for (int64_t amount : {pads[d], pads[d + in.size()]})
      if (amount < -maxElements || amount > maxElements)
        return node.badInput("a pad is " + Twine(amount));
    int64_t cutLow = std::max<int64_t>(-pads[d], 0);
    int64_t cutHigh = std::max<int64_t>(-pads[d + in.size()], 0);
    kept.starts[d] = cutLow;
    kept.counts[d] = in[d] - cutLow - cutHigh;
    low.push_back(std::max<int64_t>(pads[d], 0));
    high.push_back(std::max<int64_t>(pads[d + in.size()], 0));
    shape.push_back(kept.counts[d] + low[d] + high[d]);
    if (*mode == PadMode::Reflect &&
        std::max(low[d], high[d]) >= std::max<int64_t>(kept.counts[d], 1))
      return node.badInput("reflects " + Twine(std::max(low[d], high[d])) +
                           " positions of dimension " + Twine(d) +
                           ", which has " + Twine(kept.counts[d]));
  }
  FailureOr<RankedTensorType> keptType = node.type(kept.counts, elements);
  FailureOr<RankedTensorType> type = node.type(shape, elements);
  if (failed(keptType) || failed(type))
    return failure();
  Value cut = *input;
  if (kept.counts != in)
    cut = attend::SliceOp::create(node.builder(), node.loc(), *keptType, cut,
                                  toAttendOrder(kept.starts),
                                  toAttendOrder(kept.steps));
  return node.result(attend::PadOp::create(node.builder(), node.loc(), *type,
                                           cut, toAttendOrder(low),
                                           toAttendOrder(high),
                                           llvm::APFloat(value), *mode),
                     shape, elements);
}

static LogicalResult importPadAttributes(Node &node) {
  return pad(node, node.integers("pads"), node.real("value", 0));
}

/// The pad value, of the type of the data.
static FailureOr<float> readPadValue(Node &node) {
  if (!node.isConstant(2))
    return node.unsupported("the pad value is computed by the graph; expected "
                            "a constant");
  TensorRef value = node.operand(2).constant->plain();
  if (value->size() != 1 || value->type() != node.operand(0).type)
    return node.badInput("the pad value is " + elementTypeName(value->type()) +
                         " of shape " + shapeText(value->shape()) +
                         ", expected one " +
                         elementTypeName(node.operand(0).type));
  float number = static_cast<float>(value->number(0));
  if (static_cast<double>(number) != value->number(0) &&
      value->number(0) == value->number(0))
    return node.unsupported("the pad value " + numberText(value->number(0)) +
                            " is not exact in float32");
  return number;
}

/// Inputs: data, pads, constant_value, axes (from opset 18 on).
static LogicalResult importPadInputs(Node &node) {
  FailureOr<std::vector<int64_t>> pads = node.integerList(1, "'pads'");
  FailureOr<float> value = 0.0f;
  if (node.has(2))
    value = readPadValue(node);
  if (failed(pads) || failed(value))
    return failure();
  if (!node.has(3))
    return pad(node, *pads, *value);
  FailureOr<std::vector<int64_t>> axes = node.integerList(3, "'axes'");
  if (failed(axes))
    return failure();
  if (pads->size() != 2 * axes->size())
    return node.badInput("'pads' has " + Twine(pads->size()) +
                         " entries, expected two for each of " +
                         Twine(axes->size()) + " axes");
  int64_t rank = node.operand(0).rank();
  std::vector<int64_t> all(2 * rank, 0);
  FailureOr<std::vector<int64_t>> normal = normalizeAxes(node, *axes, rank);
  if (failed(normal))
    return failure();
  for (auto [i, axis] : llvm::enumerate(*normal)) {
    all[axis] = (*pads)[i];
    all[axis + rank] = (*pads)[i + axes->size()];
  }
  return pad(node, all, *value);
}

ArrayRef<Operator> movementOperators() {
  static const Operator table[] = {
      {"Concat", 4, newestOpset, 1, SIZE_MAX, importConcat},
      {"Slice", 1, 9, 1, 1, importSliceAttributes},
      {"Slice", 10, newestOpset, 3, 5, importSliceInputs},
      {"Split", 2, 12, 1, 1, importSplitAttribute},
      {"Split", 13, newestOpset, 1, 2, importSplitInput},
      {"Pad", 2, 10, 1, 1, importPadAttributes},
      {"Pad", 11, 17, 2, 3, importPadInputs},
      {"Pad", 18, newestOpset, 2, 4, importPadInputs},
  };
  return table;
}

} // namespace attendc::importer
