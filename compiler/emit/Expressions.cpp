// Expressions.cpp: the operators of C with as few parentheses as C and the
// warnings of compilers allow.

#include "compiler/emit/FunctionPrinter.h"
#include "passes/toc/CText.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::emit;

namespace {
/// A binary operator: how tightly it binds and what its operands must.
struct BinaryOperator {
  StringLiteral symbol = "";
  Level level = Level::Any;
  Level left = Level::Any;
  Level right = Level::Any;
};
} // namespace

static BinaryOperator comparison(emitc::CmpPredicate predicate) {
  constexpr Level sum = Level::Additive;
  switch (predicate) {
  case emitc::CmpPredicate::eq:
    return {"==", Level::Equality, sum, sum};
  case emitc::CmpPredicate::ne:
    return {"!=", Level::Equality, sum, sum};
  case emitc::CmpPredicate::lt:
    return {"<", Level::Relational, sum, sum};
  case emitc::CmpPredicate::le:
    return {"<=", Level::Relational, sum, sum};
  case emitc::CmpPredicate::gt:
    return {">", Level::Relational, sum, sum};
  case emitc::CmpPredicate::ge:
    return {">=", Level::Relational, sum, sum};
  case emitc::CmpPredicate::three_way:
    break;
  }
  return {};
}

/// Operands of shifts and bitwise operators stand in parentheses even where C
/// would not need them, as compilers suggest.
static BinaryOperator binaryOperator(Operation *op) {
  using L = Level;
  return TypeSwitch<Operation *, BinaryOperator>(op)
      .Case<emitc::MulOp>([](auto) -> BinaryOperator {
        return {"*", L::Multiplicative, L::Multiplicative, L::Unary};
      })
      .Case<emitc::DivOp>([](auto) -> BinaryOperator {
        return {"/", L::Multiplicative, L::Multiplicative, L::Unary};
      })
      .Case<emitc::RemOp>([](auto) -> BinaryOperator {
        return {"%", L::Multiplicative, L::Multiplicative, L::Unary};
      })
      .Case<emitc::AddOp>([](auto) -> BinaryOperator {
        return {"+", L::Additive, L::Additive, L::Multiplicative};
      })
      .Case<emitc::SubOp>([](auto) -> BinaryOperator {
        return {"-", L::Additive, L::Additive, L::Multiplicative};
      })
      .Case<emitc::BitwiseLeftShiftOp>([](auto) -> BinaryOperator {
        return {"<<", L::Shift, L::Unary, L::Unary};
      })
      .Case<emitc::BitwiseRightShiftOp>([](auto) -> BinaryOperator {
        return {">>", L::Shift, L::Unary, L::Unary};
      })
      .Case<emitc::BitwiseAndOp>([](auto) -> BinaryOperator {
        return {"&", L::BitwiseAnd, L::Unary, L::Unary};
      })
      .Case<emitc::BitwiseXorOp>([](auto) -> BinaryOperator {
        return {"^", L::BitwiseXor, L::Unary, L::Unary};
      })
      .Case<emitc::BitwiseOrOp>([](auto) -> BinaryOperator {
        return {"|", L::BitwiseOr, L::Unary, L::Unary};
      })
      .Case<emitc::LogicalAndOp>([](auto) -> BinaryOperator {
        return {"&&", L::LogicalAnd, L::LogicalAnd, L::BitwiseOr};
      })
      .Case<emitc::LogicalOrOp>([](auto) -> BinaryOperator {
        return {"||", L::LogicalOr, L::BitwiseOr, L::BitwiseOr};
      })
      .Case<emitc::CmpOp>(
          [](emitc::CmpOp cmp) { return comparison(cmp.getPredicate()); })
      .Default([](auto) { return BinaryOperator(); });
}

Expression emit::literal(Attribute value) {
  std::string text;
  if (auto opaque = dyn_cast<emitc::OpaqueAttr>(value)) {
    text = opaque.getValue().str();
  } else if (auto number = dyn_cast<FloatAttr>(value)) {
    if (number.getType().isF32())
      text = toc::cFloat(number.getValue().convertToFloat());
    else if (number.getType().isF64())
      text = toc::cDouble(number.getValue().convertToDouble());
  } else if (auto number = dyn_cast<IntegerAttr>(value)) {
    auto type = dyn_cast<IntegerType>(number.getType());
    if (type && type.getWidth() <= 64) {
      const APInt &bits = number.getValue();
      if (type.isUnsigned())
        text = toc::cUnsigned(bits.getZExtValue(), type.getWidth());
      else if (type.getWidth() == 1)
        text = bits.isZero() ? "0" : "1";
      else
        text = toc::cSigned(bits.getSExtValue(), type.getWidth());
    }
  }
  bool isUnary = StringRef(text).starts_with("-") ||
                 StringRef(text).starts_with("(double)");
  return {text, isUnary ? Level::Unary : Level::Primary};
}

/// True if a value of type `from` is one of type `to` as it is: that memory is
/// const, or may alias, says nothing of what was read from it.
static bool isSameValue(Type from, Type to) {
  auto plain = [](Type type) {
    std::string text = declaration(type, "", /*isConst=*/false);
    StringRef rest = text;
    rest.consume_front("const ");
    rest.consume_front("attend_");
    return rest.str();
  };
  auto isPointer = [](Type type) {
    auto opaque = dyn_cast<emitc::OpaqueType>(type);
    return isa<emitc::PointerType>(type) ||
           (opaque && opaque.getValue().contains('*'));
  };
  return !isPointer(from) && !isPointer(to) && plain(from) == plain(to);
}

FailureOr<Expression> FunctionPrinter::expression(Value value) {
  if (names.isDeclared(value))
    return Expression{names.lookup(value).str(), Level::Primary};
  Operation *op = value.getDefiningOp();
  if (!op || !folding.isFolded(op))
    return function.emitError("uses a value before its definition");
  return define(op);
}

FailureOr<std::string> FunctionPrinter::operand(Value value, Level level) {
  FailureOr<Expression> inner = expression(value);
  if (failed(inner))
    return failure();
  if (inner->level < level)
    return "(" + inner->text + ")";
  return inner->text;
}

FailureOr<Expression> FunctionPrinter::binary(Operation *op) {
  BinaryOperator binary = binaryOperator(op);
  if (binary.symbol.empty() || op->getNumOperands() != 2)
    return op->emitError("has no C form");
  // a || b || c needs none of the parentheses that a && b || c does.
  if (isa<emitc::LogicalOrOp>(op) &&
      op->getOperand(0).getDefiningOp<emitc::LogicalOrOp>())
    binary.left = Level::LogicalOr;
  FailureOr<std::string> left = operand(op->getOperand(0), binary.left);
  FailureOr<std::string> right = operand(op->getOperand(1), binary.right);
  if (failed(left) || failed(right))
    return failure();
  StringRef symbol = binary.symbol;
  StringRef positive = *right;
  // a + -3 -> a - 3
  if (symbol == "+" && positive.consume_front("-"))
    symbol = "-";
  else
    positive = *right;
  return Expression{(*left + " " + symbol + " " + positive).str(),
                    binary.level};
}

FailureOr<std::string> FunctionPrinter::compound(StringRef target,
                                                 Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !folding.isFolded(op) ||
      !isa<emitc::AddOp, emitc::SubOp, emitc::MulOp>(op))
    return std::string();
  auto load = op->getOperand(0).getDefiningOp<emitc::LoadOp>();
  if (!load || !folding.isFolded(load))
    return std::string();
  FailureOr<Expression> left = expression(load.getOperand());
  FailureOr<Expression> right = expression(op->getOperand(1));
  if (failed(left) || failed(right))
    return failure();
  if (left->text != target)
    return std::string();
  StringRef symbol = binaryOperator(op).symbol;
  StringRef rest = right->text;
  // A negated sum is no literal: only a literal's sign moves to the operator.
  if (symbol == "+" && op->getOperand(1).getDefiningOp<emitc::ConstantOp>() &&
      rest.consume_front("-"))
    symbol = "-";
  return (target + " " + symbol + "= " + rest).str();
}

FailureOr<Expression> FunctionPrinter::call(Operation *op, StringRef callee) {
  std::string text = callee.str() + "(";
  for (auto [i, value] : llvm::enumerate(op->getOperands())) {
    FailureOr<std::string> argument = operand(value, Level::Conditional);
    if (failed(argument))
      return failure();
    text += (i ? ", " : "") + *argument;
  }
  return Expression{text + ")", Level::Postfix};
}

/// The expression that computes the value of `op`.
FailureOr<Expression> FunctionPrinter::define(Operation *op) {
  using Result = FailureOr<Expression>;
  auto unary = [&](const Twine &before, Level level, Level needed) -> Result {
    FailureOr<std::string> inner = operand(op->getOperand(0), needed);
    if (failed(inner))
      return failure();
    return Expression{(before + *inner).str(), level};
  };
  return TypeSwitch<Operation *, Result>(op)
      .Case<emitc::ConstantOp>([&](emitc::ConstantOp constant) -> Result {
        Expression value = literal(constant.getValue());
        if (value.text.empty())
          return op->emitError("has no C form");
        return value;
      })
      .Case<emitc::LiteralOp>([&](emitc::LiteralOp text) -> Result {
        return Expression{text.getValue().str(), Level::Primary};
      })
      .Case<emitc::GetGlobalOp>([&](emitc::GetGlobalOp get) -> Result {
        return Expression{get.getName().str(), Level::Primary};
      })
      .Case<emitc::LoadOp>(
          [&](emitc::LoadOp load) { return expression(load.getOperand()); })
      .Case<emitc::AddressOfOp>(
          [&](auto) { return unary("&", Level::Unary, Level::Postfix); })
      .Case<emitc::UnaryMinusOp>(
          [&](auto) { return unary("-", Level::Unary, Level::Postfix); })
      .Case<emitc::LogicalNotOp>(
          [&](auto) { return unary("!", Level::Unary, Level::Postfix); })
      .Case<emitc::BitwiseNotOp>(
          [&](auto) { return unary("~", Level::Unary, Level::Postfix); })
      .Case<emitc::CastOp>([&](emitc::CastOp cast) -> Result {
        std::string type = declaration(cast.getType(), "", /*isConst=*/false);
        if (type.empty())
          return op->emitError("has no C form");
        if (isSameValue(cast.getSource().getType(), cast.getType()))
          return expression(cast.getSource());
        return unary("(" + type + ")", Level::Unary, Level::Unary);
      })
      .Case<emitc::SubscriptOp>([&](emitc::SubscriptOp subscript) -> Result {
        FailureOr<std::string> text =
            operand(subscript.getValue(), Level::Postfix);
        for (Value index : subscript.getIndices()) {
          FailureOr<Expression> inner = expression(index);
          if (failed(text) || failed(inner))
            return failure();
          *text += "[" + inner->text + "]";
        }
        if (failed(text))
          return failure();
        return Expression{*text, Level::Postfix};
      })
      .Case<emitc::ConditionalOp>([&](emitc::ConditionalOp choice) -> Result {
        FailureOr<std::string> condition =
            operand(choice.getCondition(), Level::BitwiseOr);
        FailureOr<std::string> yes =
            operand(choice.getTrueValue(), Level::LogicalOr);
        FailureOr<std::string> no =
            operand(choice.getFalseValue(), Level::LogicalOr);
        if (failed(condition) || failed(yes) || failed(no))
          return failure();
        return Expression{*condition + " ? " + *yes + " : " + *no,
                          Level::Conditional};
      })
      .Case<emitc::CallOpaqueOp>([&](emitc::CallOpaqueOp c) -> Result {
        if (c.getArgs() || c.getTemplateArgs())
          return op->emitError("has no C form");
        return call(op, c.getCallee());
      })
      .Case<emitc::CallOp>(
          [&](emitc::CallOp c) { return call(op, c.getCallee()); })
      .Default([&](auto) { return binary(op); });
}
