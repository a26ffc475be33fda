// Arithmetic.cpp: broadcasting functions of two operands and more, and Cast.
// Before opset 7 an operand broadcasts only where an attribute says so.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include "mlir/IR/TypeUtilities.h"

#include <onnx/onnx_pb.h>

using namespace mlir;

namespace attendc::importer {

/// The shape of operand 1 with ones where operand 0 has dimensions that it
/// broadcasts over, under the rules of opset 6: from `axis` on, which is by
/// default where the last dimensions agree.
static FailureOr<Shape> explicitlyBroadcast(Node &node) {
  const Shape &lhs = node.operand(0).shape, &rhs = node.operand(1).shape;
  bool broadcasts = node.integer("broadcast", 0);
  int64_t shift = static_cast<int64_t>(lhs.size()) - rhs.size();
  int64_t axis = node.integer("axis", shift);
  axis = axis < 0 ? axis + lhs.size() : axis;
  bool fits = shift >= 0 && axis >= 0 && axis <= shift;
  Shape full(lhs.size(), 1);
  for (size_t d = 0; fits && d < rhs.size(); ++d) {
    full[axis + d] = rhs[d];
    fits = rhs[d] == lhs[axis + d] || (broadcasts && rhs[d] == 1);
  }
  if (!fits || (!broadcasts && lhs != rhs))
    return node.badInput("shapes " + shapeText(lhs) + " and " + shapeText(rhs) +
                         " do not agree with 'broadcast' " + Twine(broadcasts) +
                         " and 'axis' " + Twine(axis));
  return full;
}

/// The two operands in one shape's rank, and the result's shape.
static LogicalResult readPair(Node &node, Shape &shape, Value &lhs,
                              Value &rhs) {
  Shape right = node.operand(1).shape;
  if (node.opset() < 7) {
    FailureOr<Shape> full = explicitlyBroadcast(node);
    if (failed(full))
      return failure();
    right = *full;
  }
  FailureOr<Shape> result = broadcastShape(node, node.operand(0).shape, right);
  if (failed(result))
    return failure();
  shape = *result;
  FailureOr<Value> a = alignedOperand(
      node, 0, withLeadingOnes(node.operand(0).shape, shape.size()));
  FailureOr<Value> b =
      alignedOperand(node, 1, withLeadingOnes(right, shape.size()));
  if (failed(a) || failed(b))
    return failure();
  lhs = *a;
  rhs = *b;
  return success();
}

template <typename OpTy, Arithmetic kind>
static LogicalResult importArithmetic(Node &node) {
  if (node.allConstant() && node.opset() >= 7)
    return evaluateArithmetic(node, kind);
  ElementType type = node.operand(0).type;
  if (type != node.operand(1).type)
    return node.badInput("the operands are " + elementTypeName(type) + " and " +
                         elementTypeName(node.operand(1).type) +
                         ", expected one type");
  Shape shape;
  Value lhs, rhs;
  if (failed(readPair(node, shape, lhs, rhs)))
    return failure();
  FailureOr<RankedTensorType> resultType = node.type(shape, type);
  if (failed(resultType))
    return failure();
  return node.result(
      OpTy::create(node.builder(), node.loc(), *resultType, lhs, rhs), shape,
      type);
}

/// Max, Min and Sum: pairwise, from the left.
template <typename OpTy> static LogicalResult importVariadic(Node &node) {
  const Operand &first = node.operand(0);
  if (node.operandCount() == 1)
    return node.forward(first);
  Shape shape = first.shape;
  for (size_t i = 0; i < node.operandCount(); ++i) {
    if (!node.has(i))
      return node.badInput("input " + Twine(i) + " is missing");
    const Operand &operand = node.operand(i);
    if (operand.type != first.type)
      return node.badInput("the operands are " + elementTypeName(first.type) +
                           " and " + elementTypeName(operand.type) +
                           ", expected one type");
    FailureOr<Shape> both = broadcastShape(node, shape, operand.shape);
    if (failed(both))
      return failure();
    shape = *both;
  }
  // The result so far has the broadcast of the operands so far.
  Shape sofar = withLeadingOnes(first.shape, shape.size());
  FailureOr<Value> result = alignedOperand(node, 0, sofar);
  for (size_t i = 1; i < node.operandCount(); ++i) {
    Shape next = withLeadingOnes(node.operand(i).shape, shape.size());
    FailureOr<Value> operand = alignedOperand(node, i, next);
    FailureOr<Shape> both = broadcastShape(node, sofar, next);
    if (failed(result) || failed(operand) || failed(both))
      return failure();
    sofar = *both;
    FailureOr<RankedTensorType> type = node.type(sofar, first.type);
    if (failed(type))
      return failure();
    result = OpTy::create(node.builder(), node.loc(), *type, *result, *operand)
                 .getResult();
  }
  return node.result(*result, shape, first.type);
}

static Value emitCast(Node &node, Value value, Type elements) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getElementType() == elements)
    return value;
  return attend::CastOp::create(node.builder(), node.loc(),
                                type.clone(elements), value);
}

/// The exponent as one number, if it is a constant of one element.
static std::optional<double> fixedExponent(Node &node) {
  if (!node.isConstant(1))
    return std::nullopt;
  TensorRef exponent = node.operand(1).constant->plain();
  if (exponent->size() != 1 || exponent->rank() > node.operand(0).rank())
    return std::nullopt;
  return exponent->number(0);
}

/// x ^ y in the type of x; a float exponent of integers is taken in float32.
static LogicalResult importPow(Node &node) {
  const Operand &base = node.operand(0), &exponent = node.operand(1);
  if (node.allConstant() && base.type == exponent.type && node.opset() >= 7)
    return evaluateArithmetic(node, Arithmetic::Pow);
  std::optional<double> fixed = fixedExponent(node);
  if (fixed == 1)
    return node.forward(base);
  Shape shape;
  Value lhs, rhs;
  if (failed(readPair(node, shape, lhs, rhs)))
    return failure();
  OpBuilder &builder = node.builder();
  // x ^ 2 and x ^ 0.5, which normalizations are written with.
  if (fixed == 2)
    return node.result(
        attend::MulOp::create(builder, node.loc(), lhs.getType(), lhs, lhs),
        shape, base.type);
  if (fixed == 0.5 && base.type == ElementType::F32)
    return node.result(
        attend::UnaryOp::create(builder, node.loc(), lhs.getType(),
                                attend::UnaryKind::Sqrt, lhs,
                                llvm::APFloat(0.0f), llvm::APFloat(0.0f)),
        shape);
  Type result = getElementTypeOrSelf(lhs.getType());
  Type computed =
      exponent.type == ElementType::F32 ? Type(builder.getF32Type()) : result;
  lhs = emitCast(node, lhs, computed);
  rhs = emitCast(node, rhs, computed);
  FailureOr<RankedTensorType> type = node.type(shape, base.type);
  if (failed(type))
    return failure();
  Value power = attend::PowOp::create(builder, node.loc(),
                                      type->clone(computed), lhs, rhs);
  return node.result(emitCast(node, power, result), shape, base.type);
}

/// Numbers out of range, which ONNX leaves open, saturate.
static LogicalResult importCast(Node &node) {
  node.ignore({"saturate"}); // float8 only
  const Operand &operand = node.operand(0);
  int64_t to = node.integer("to", 0);
  std::optional<ElementType> type;
  if (to > 0 && to < 100)
    type = elementTypeOf(static_cast<int32_t>(to), false);
  if (!type)
    return node.unsupported("casts " + elementTypeName(operand.type) + " to " +
                            onnxTypeName(static_cast<int32_t>(to)) +
                            "; expected a float, an integer or bool");
  if (operand.type == *type)
    return node.forward(operand);
  // No constant is float16.
  if (operand.constant && *type != ElementType::F16) {
    TensorRef from = operand.constant->plain();
    Tensor result(*type, from->shape());
    for (int64_t i = 0; i < from->size(); ++i) {
      if (isFloat(from->type()) || from->type() == ElementType::U64)
        result.setNumber(i, from->number(i));
      else
        result.setInteger(i, from->integer(i));
    }
    return node.result(std::move(result));
  }
  FailureOr<Value> input = node.numbers(0, "the input");
  FailureOr<RankedTensorType> resultType = node.type(operand.shape, *type);
  if (failed(input) || failed(resultType))
    return failure();
  if (*type == ElementType::F32 &&
      (operand.type == ElementType::I8 || operand.type == ElementType::U8)) {
    // int8 and uint8 become numbers as they are: (x - 0) * 1.
    float scale[] = {1.0f};
    int32_t zeroPoint[] = {0};
    return node.result(attend::DequantizeOp::create(node.builder(), node.loc(),
                                                    *resultType, *input, scale,
                                                    zeroPoint, -1),
                       operand.shape);
  }
  return node.result(
      attend::CastOp::create(node.builder(), node.loc(), *resultType, *input),
      operand.shape, *type);
}

ArrayRef<Operator> arithmeticOperators() {
  static const Operator table[] = {
      {"Add", 6, newestOpset, 2, 2,
       importArithmetic<attend::AddOp, Arithmetic::Add>},
      {"Sub", 6, newestOpset, 2, 2,
       importArithmetic<attend::SubOp, Arithmetic::Sub>},
      {"Mul", 6, newestOpset, 2, 2,
       importArithmetic<attend::MulOp, Arithmetic::Mul>},
      {"Div", 6, newestOpset, 2, 2,
       importArithmetic<attend::DivOp, Arithmetic::Div>},
      {"Pow", 1, newestOpset, 2, 2, importPow},
      {"Max", 6, newestOpset, 1, SIZE_MAX, importVariadic<attend::MaxOp>},
      {"Min", 6, newestOpset, 1, SIZE_MAX, importVariadic<attend::MinOp>},
      {"Sum", 6, newestOpset, 1, SIZE_MAX, importVariadic<attend::AddOp>},
      {"Cast", 6, newestOpset, 1, 1, importCast},
  };
  return table;
}

} // namespace attendc::importer
