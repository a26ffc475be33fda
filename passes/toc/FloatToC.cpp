// FloatToC.cpp: floats as C computes them: operators, comparisons that are
// right for NaN, conversions, and the functions of <math.h>.

#include "passes/toc/BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::toc;

static Type unsignedType(Type type) {
  return IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth(),
                          IntegerType::Unsigned);
}

/// True for a constant that is a number.
static bool isNumber(Value value) {
  FloatAttr constant;
  return matchPattern(value, m_Constant(&constant)) &&
         !constant.getValue().isNaN();
}

/// C compares as IEEE 754 does: false if an operand is NaN, but for !=. The
/// unordered predicates are the negated opposites of the ordered ones.
LogicalResult BodyLowering::lowerFloatCompare(Operation *op) {
  using Predicate = arith::CmpFPredicate;
  auto compare = cast<arith::CmpFOp>(op);
  if (compare.getLhs().getType().isF16())
    return op->emitError("C has no arithmetic on f16");
  Value a = lookup(compare.getLhs());
  Value b = lookup(compare.getRhs());
  Type bit = builder.getI1Type();
  Location unnamed = builder.getUnknownLoc();
  auto test = [&](emitc::CmpPredicate predicate, Value x, Value y) -> Value {
    return emitc::CmpOp::create(builder, unnamed, bit, predicate, x, y);
  };
  auto negated = [&](Value value) -> Value {
    return emitc::LogicalNotOp::create(builder, unnamed, bit, value);
  };
  auto differs = [&]() -> Value {
    return emitc::LogicalOrOp::create(builder, unnamed, bit,
                                      test(emitc::CmpPredicate::lt, a, b),
                                      test(emitc::CmpPredicate::gt, a, b));
  };
  // x == x for each operand that may be NaN; none of them: 1.
  auto bothNumbers = [&]() -> Value {
    SmallVector<Value> tests;
    if (!isNumber(compare.getLhs()))
      tests.push_back(test(emitc::CmpPredicate::eq, a, a));
    if (!isNumber(compare.getRhs()) && compare.getLhs() != compare.getRhs())
      tests.push_back(test(emitc::CmpPredicate::eq, b, b));
    if (tests.empty())
      return constant(bit, 1);
    return tests.size() == 1 ? tests[0]
                             : emitc::LogicalAndOp::create(
                                   builder, unnamed, bit, tests[0], tests[1])
                                   .getResult();
  };
  auto lower = [&](Predicate predicate) -> Value {
    switch (predicate) {
    case Predicate::AlwaysFalse:
      return constant(bit, 0);
    case Predicate::AlwaysTrue:
      return constant(bit, 1);
    case Predicate::OEQ:
      return test(emitc::CmpPredicate::eq, a, b);
    case Predicate::OGT:
      return test(emitc::CmpPredicate::gt, a, b);
    case Predicate::OGE:
      return test(emitc::CmpPredicate::ge, a, b);
    case Predicate::OLT:
      return test(emitc::CmpPredicate::lt, a, b);
    case Predicate::OLE:
      return test(emitc::CmpPredicate::le, a, b);
    case Predicate::ONE:
      return differs();
    case Predicate::ORD:
      return bothNumbers();
    case Predicate::UEQ:
      return negated(differs());
    case Predicate::UGT:
      return negated(test(emitc::CmpPredicate::le, a, b));
    case Predicate::UGE:
      return negated(test(emitc::CmpPredicate::lt, a, b));
    case Predicate::ULT:
      return negated(test(emitc::CmpPredicate::ge, a, b));
    case Predicate::ULE:
      return negated(test(emitc::CmpPredicate::gt, a, b));
    case Predicate::UNE:
      return test(emitc::CmpPredicate::ne, a, b);
    case Predicate::UNO:
      return negated(bothNumbers());
    }
    llvm_unreachable("all predicates are above");
  };
  Value result = lower(compare.getPredicate());
  if (!result.getDefiningOp<emitc::ConstantOp>())
    result.setLoc(nameOf(op->getLoc()));
  map(compare, result);
  return success();
}

/// f16 is stored only: the runtime's text makes it a float and back. From a
/// double it is rounded at once, for two roundings can give another number.
LogicalResult BodyLowering::lowerHalfCast(Operation *op) {
  Location name = nameOf(op->getLoc());
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  Value operand = lookup(op->getOperand(0));
  Value result;
  if (isa<arith::ExtFOp>(op) && from.isF16()) {
    bool isDouble = to.isF64();
    result = callRuntime(isDouble ? builder.getUnknownLoc() : name,
                         builder.getF32Type(), "attend_half_to_float", operand);
    if (isDouble)
      result = emitc::CastOp::create(builder, name, to, result);
  } else if (isa<arith::TruncFOp>(op) && to.isF16()) {
    result = callRuntime(name, cScalar(to),
                         from.isF64() ? "attend_double_to_half"
                                      : "attend_float_to_half",
                         operand);
  } else {
    return op->emitError("C has no arithmetic on f16");
  }
  map(op->getResult(0), result);
  return success();
}

LogicalResult BodyLowering::lowerFloatCast(Operation *op) {
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  if (from.isF16() || to.isF16())
    return lowerHalfCast(op);
  if (to.isInteger(1) || (from.isInteger(1) && isa<arith::SIToFPOp>(op)))
    return op->emitError("C has no form for a conversion of one signed bit");
  Value operand = lookup(op->getOperand(0));
  if (isa<arith::UIToFPOp>(op) && !from.isInteger(1))
    operand = castTo(unsignedType(from), operand);
  if (isa<arith::FPToUIOp>(op))
    operand = castTo(unsignedType(to), operand);
  map(op->getResult(0), emitc::CastOp::create(builder, nameOf(op->getLoc()),
                                              cScalar(to), operand));
  return success();
}

/// By way of memory, which C and C++ define.
LogicalResult BodyLowering::lowerBitcast(Operation *op) {
  Type from = op->getOperand(0).getType(), to = op->getResult(0).getType();
  Location unnamed = builder.getUnknownLoc();
  Value operand = lookup(op->getOperand(0));
  if (!from.isIntOrFloat() || !to.isIntOrFloat() || from.isInteger(1))
    return op->emitError("C has no form for this op");
  // Between f16 and i16, both of which are integers.
  if (from.isInteger() == to.isInteger() || from.isF16() || to.isF16()) {
    map(op->getResult(0), castTo(cScalar(to), operand));
    return success();
  }
  Value source = variable(unnamed, cScalar(from));
  emitc::AssignOp::create(builder, unnamed, source, operand);
  Value target = variable(nameOf(op->getLoc()), cScalar(to));
  auto address = [&](Value lvalue, Type type) -> Value {
    return emitc::AddressOfOp::create(builder, unnamed,
                                      emitc::PointerType::get(type), lvalue);
  };
  model.usesString = true;
  emitc::CallOpaqueOp::create(
      builder, unnamed, TypeRange(), "memcpy",
      ValueRange{address(target, cScalar(to)), address(source, cScalar(from)),
                 constantI32(to.getIntOrFloatBitWidth() / 8)});
  map(op->getResult(0),
      emitc::LoadOp::create(builder, unnamed, cScalar(to), target));
  return success();
}

LogicalResult BodyLowering::lowerFloat(Operation *op) {
  if (isa<arith::CmpFOp>(op))
    return lowerFloatCompare(op);
  if (isa<arith::ExtFOp, arith::TruncFOp, arith::SIToFPOp, arith::UIToFPOp,
          arith::FPToSIOp, arith::FPToUIOp>(op))
    return lowerFloatCast(op);
  Type type = op->getResult(0).getType();
  if (!type.isF32() && !type.isF64())
    return op->emitError("C has no arithmetic on ") << type;
  Location name = nameOf(op->getLoc());
  Value a = lookup(op->getOperand(0));
  if (isa<arith::NegFOp>(op)) {
    map(op->getResult(0), emitc::UnaryMinusOp::create(builder, name, type, a));
    return success();
  }
  if (op->getNumOperands() != 2)
    return op->emitError("C has no form for this op");
  Value b = lookup(op->getOperand(1));
  Value result = TypeSwitch<Operation *, Value>(op)
                     .Case<arith::AddFOp>([&](auto) {
                       return emitc::AddOp::create(builder, name, type, a, b);
                     })
                     .Case<arith::SubFOp>([&](auto) {
                       return emitc::SubOp::create(builder, name, type, a, b);
                     })
                     .Case<arith::MulFOp>([&](auto) {
                       return emitc::MulOp::create(builder, name, type, a, b);
                     })
                     .Case<arith::DivFOp>([&](auto) {
                       return emitc::DivOp::create(builder, name, type, a, b);
                     })
                     .Default([](auto) { return Value(); });
  if (!result)
    return op->emitError("C has no form for this op");
  map(op->getResult(0), result);
  return success();
}

/// The function of <math.h> for doubles, or nothing.
static StringRef mathFunction(Operation *op) {
  return TypeSwitch<Operation *, StringRef>(op)
      .Case<math::ExpOp>([](auto) { return "exp"; })
      .Case<math::ExpM1Op>([](auto) { return "expm1"; })
      .Case<math::LogOp>([](auto) { return "log"; })
      .Case<math::Log1pOp>([](auto) { return "log1p"; })
      .Case<math::TanhOp>([](auto) { return "tanh"; })
      .Case<math::SqrtOp>([](auto) { return "sqrt"; })
      .Case<math::ErfOp>([](auto) { return "erf"; })
      .Case<math::PowFOp>([](auto) { return "pow"; })
      .Case<math::FloorOp>([](auto) { return "floor"; })
      .Case<math::CeilOp>([](auto) { return "ceil"; })
      .Case<math::AbsFOp>([](auto) { return "fabs"; })
      // Rounds to nearest even, which is how every program starts.
      .Case<math::RoundEvenOp>([](auto) { return "rint"; })
      .Default([](auto) { return ""; });
}

LogicalResult BodyLowering::lowerMath(Operation *op) {
  Type type = op->getResult(0).getType();
  Location name = nameOf(op->getLoc());
  if (isa<math::AbsIOp>(op) && (type.isInteger(32) || type.isInteger(64))) {
    // The least integer stays itself, so the sign changes unsigned.
    Value x = lookup(op->getOperand(0));
    Type unsignedOne = unsignedType(type);
    Value opposite =
        castTo(type, emitc::SubOp::create(builder, builder.getUnknownLoc(),
                                          unsignedOne, constant(unsignedOne, 0),
                                          castTo(unsignedOne, x)));
    Value isNegative = emitc::CmpOp::create(
        builder, builder.getUnknownLoc(), builder.getI1Type(),
        emitc::CmpPredicate::lt, x, constant(type, 0));
    map(op->getResult(0), emitc::ConditionalOp::create(
                              builder, name, type, isNegative, opposite, x));
    return success();
  }
  StringRef function = mathFunction(op);
  if (function.empty())
    return op->emitError("C has no form for this op");
  if (!type.isF32() && !type.isF64())
    return op->emitError("C has no arithmetic on ") << type;
  model.usesMath = true;
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(lookup(operand));
  auto call = emitc::CallOpaqueOp::create(
      builder, name, type, function.str() + (type.isF32() ? "f" : ""),
      operands);
  map(op->getResult(0), call.getResult(0));
  return success();
}
