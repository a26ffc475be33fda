// ShapeArithmetic.cpp: ops whose results are known at import: constants,
// shapes, and the arithmetic that exporters put between them.

#include "compiler/import/ShapeArithmetic.h"
#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "dialects/attend/IntegerPower.h"

#include "llvm/ADT/STLExtras.h"

#include <onnx/onnx_pb.h>

#include <cmath>
#include <limits>

using namespace mlir;
using onnx::AttributeProto;

namespace attendc::importer {

LogicalResult checkComputedSize(Node &node, ArrayRef<int64_t> shape) {
  std::optional<int64_t> count = elementCount(shape);
  if (count && *count <= maxComputedElements)
    return success();
  return node.badInput("computes a constant of shape " + shapeText(shape) +
                       "; expected at most " + Twine(maxRank) +
                       " dimensions, none negative, and at most " +
                       Twine(maxComputedElements) + " elements");
}

FailureOr<Shape> broadcastShape(Node &node, ArrayRef<int64_t> lhs,
                                ArrayRef<int64_t> rhs) {
  size_t rank = std::max(lhs.size(), rhs.size());
  Shape a = withLeadingOnes(lhs, rank), b = withLeadingOnes(rhs, rank), shape;
  for (auto [x, y] : llvm::zip(a, b)) {
    if (x != y && x != 1 && y != 1)
      return node.badInput("shapes " + shapeText(lhs) + " and " +
                           shapeText(rhs) + " do not broadcast");
    shape.push_back(x == 1 ? y : x);
  }
  return shape;
}

/// `tensor` repeated to `shape`, to which it broadcasts.
static Tensor broadcastTo(const Tensor &tensor, ArrayRef<int64_t> shape) {
  Shape dims = withLeadingOnes(tensor.shape(), shape.size());
  std::vector<int64_t> sources(*elementCount(shape));
  for (int64_t i = 0, e = sources.size(); i < e; ++i) {
    int64_t rest = i, stride = 1, source = 0;
    for (int64_t d = shape.size() - 1; d >= 0; --d) {
      if (dims[d] != 1)
        source += rest % shape[d] * stride;
      rest /= shape[d];
      stride *= dims[d];
    }
    sources[i] = source;
  }
  return tensor.selected(shape, sources);
}

/// In the precision of the operands.
template <typename T> static T computeReal(Arithmetic kind, T x, T y) {
  switch (kind) {
  case Arithmetic::Add:
    return x + y;
  case Arithmetic::Sub:
    return x - y;
  case Arithmetic::Mul:
    return x * y;
  case Arithmetic::Div:
    return x / y;
  case Arithmetic::Pow:
    return std::pow(x, y);
  }
  return 0;
}

/// Wraps around instead of overflowing; `y` is not 0 for Div.
static int64_t compute(Arithmetic kind, int64_t x, int64_t y) {
  uint64_t a = x, b = y;
  switch (kind) {
  case Arithmetic::Add:
    return a + b;
  case Arithmetic::Sub:
    return a - b;
  case Arithmetic::Mul:
    return a * b;
  case Arithmetic::Div:
    return y == -1 ? static_cast<int64_t>(0 - a) : x / y;
  case Arithmetic::Pow:
    return static_cast<int64_t>(attend::integerPower(a, y));
  }
  return 0;
}

LogicalResult evaluateArithmetic(Node &node, Arithmetic kind) {
  TensorRef x = node.operand(0).constant->plain();
  TensorRef y = node.operand(1).constant->plain();
  if (x->type() != y->type())
    return node.badInput("the operands are " + elementTypeName(x->type()) +
                         " and " + elementTypeName(y->type()) +
                         ", expected one type");
  FailureOr<Shape> shape = broadcastShape(node, x->shape(), y->shape());
  if (failed(shape) || failed(checkComputedSize(node, *shape)))
    return failure();
  Tensor a = broadcastTo(*x, *shape), b = broadcastTo(*y, *shape);
  Tensor result(x->type(), *shape);
  for (int64_t i = 0; i < result.size(); ++i) {
    bool isDivision = kind == Arithmetic::Div && !isFloat(x->type());
    if (isDivision && b.integer(i) == 0)
      return node.badInput("divides by zero");
    if (x->type() == ElementType::F32)
      result.setNumber(i, computeReal(kind, static_cast<float>(a.number(i)),
                                      static_cast<float>(b.number(i))));
    else if (x->type() == ElementType::F64)
      result.setNumber(i, computeReal(kind, a.number(i), b.number(i)));
    else if (isDivision && x->type() == ElementType::U64)
      result.setInteger(
          i, static_cast<int64_t>(static_cast<uint64_t>(a.integer(i)) /
                                  static_cast<uint64_t>(b.integer(i))));
    else
      result.setInteger(i, compute(kind, a.integer(i), b.integer(i)));
  }
  return node.result(std::move(result));
}

static LogicalResult importConstant(Node &node) {
  if (const AttributeProto *value = node.attribute("value")) {
    ImportError error;
    FailureOr<TensorRef> tensor = readTensor(value->t(), "'value'", error);
    if (failed(tensor))
      return error.status == ImportStatus::BadInput
                 ? node.badInput(error.message)
                 : node.unsupported(error.message);
    return node.result(Constant{*tensor, nullptr});
  }
  bool isList = node.hasAttribute("value_floats");
  if (isList || node.hasAttribute("value_float")) {
    std::vector<float> values =
        isList ? node.reals("value_floats")
               : std::vector<float>{node.real("value_float", 0)};
    Shape shape;
    if (isList)
      shape.push_back(values.size());
    Tensor tensor(ElementType::F32, shape);
    for (int64_t i = 0; i < tensor.size(); ++i)
      tensor.setNumber(i, values[i]);
    return node.result(std::move(tensor));
  }
  if (node.hasAttribute("value_ints"))
    return node.result(Tensor::fromInts(node.integers("value_ints")));
  if (node.hasAttribute("value_int"))
    return node.result(
        Tensor::fromInts(node.integer("value_int", 0)).reshaped({}));
  return node.unsupported("expected a 'value' that is a tensor, a number or a "
                          "list of numbers");
}

static LogicalResult importConstantOfShape(Node &node) {
  FailureOr<std::vector<int64_t>> shape = node.integerList(0, "the shape");
  if (failed(shape) || failed(checkComputedSize(node, *shape)))
    return failure();
  Tensor zero(ElementType::F32, {});
  TensorRef value = std::make_shared<Tensor>(zero);
  if (const AttributeProto *given = node.attribute("value")) {
    ImportError error;
    FailureOr<TensorRef> tensor = readTensor(given->t(), "'value'", error);
    if (failed(tensor))
      return node.badInput(error.message);
    value = *tensor;
  }
  if (value->size() != 1)
    return node.badInput("'value' has shape " + shapeText(value->shape()) +
                         ", expected one element");
  std::vector<int64_t> sources(*elementCount(*shape), 0);
  return node.result(value->selected(*shape, sources));
}

static LogicalResult importShape(Node &node) {
  int64_t rank = node.operand(0).rank();
  int64_t start = node.integer("start", 0), end = node.integer("end", rank);
  auto clamp = [&](int64_t position) {
    position = position < 0 ? position + rank : position;
    return std::min(std::max<int64_t>(position, 0), rank);
  };
  start = clamp(start);
  end = std::max(clamp(end), start);
  return node.result(Tensor::fromInts(
      ArrayRef<int64_t>(node.operand(0).shape).slice(start, end - start)));
}

static LogicalResult importSize(Node &node) {
  std::optional<int64_t> count = elementCount(node.operand(0).shape);
  return node.result(Tensor::fromInts(count.value_or(0)).reshaped({}));
}

ArrayRef<Operator> shapeArithmeticOperators() {
  static const Operator table[] = {
      {"Constant", 1, newestOpset, 0, 0, importConstant},
      {"ConstantOfShape", 9, newestOpset, 1, 1, importConstantOfShape},
      {"Shape", 1, newestOpset, 1, 1, importShape},
      {"Size", 1, newestOpset, 1, 1, importSize},
  };
  return table;
}

} // namespace attendc::importer
