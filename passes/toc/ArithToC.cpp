// ArithToC.cpp: arith ops as C operators. C promotes narrow integers to int
// and leaves signed overflow undefined, so arithmetic is done in 32 or 64
// bits, and what may wrap around is done unsigned.

#include "passes/toc/BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::toc;

static Type unsignedType(Type type) {
  return IntegerType::get(type.getContext(), type.getIntOrFloatBitWidth(),
                          IntegerType::Unsigned);
}

static bool neverOverflows(Operation *op) {
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  return op->getResult(0).getType().isIndex() ||
         (flags && flags.hasNoSignedWrap());
}

LogicalResult BodyLowering::lowerConstant(Operation *op) {
  auto attribute = cast<arith::ConstantOp>(op).getValue();
  Value result = op->getResult(0);
  if (auto number = dyn_cast<FloatAttr>(attribute)) {
    map(result,
        number.getType().isF16()
            ? constant(
                  cScalar(number.getType()),
                  int64_t(number.getValue().bitcastToAPInt().getZExtValue()))
            : constantFloat(number));
    return success();
  }
  auto number = dyn_cast<IntegerAttr>(attribute);
  if (!number)
    return op->emitError("C has no form for this constant");
  // i1 is 0 or 1 in C, not 0 or -1.
  int64_t value = result.getType().isInteger(1)
                      ? number.getValue().getZExtValue()
                      : number.getValue().getSExtValue();
  if (result.getType().isIndex() && value != int32_t(value))
    return op->emitError("unsupported: the index ")
           << value << " does not fit in 32 bits";
  map(result, constant(cScalar(result.getType()), value));
  return success();
}

/// Gives `value`, and what it is a cast of, a name if they have none: any of
/// them may get the variable.
static void nameSource(Value value, Location name) {
  Operation *op = value.getDefiningOp();
  while (op && !isa<NameLoc>(op->getLoc())) {
    op->setLoc(name);
    op = isa<emitc::CastOp>(op) ? op->getOperand(0).getDefiningOp() : nullptr;
  }
}

LogicalResult BodyLowering::lowerCast(Operation *op) {
  Value operand = lookup(op->getOperand(0));
  Type from = op->getOperand(0).getType();
  Type type = cScalar(op->getResult(0).getType());
  Location unnamed = builder.getUnknownLoc();
  if (isa<arith::ExtUIOp, arith::IndexCastUIOp>(op) && !from.isInteger(1))
    operand = castTo(unsignedType(cScalar(from)), operand);
  if (isa<arith::TruncIOp>(op) && type.isInteger(1)) {
    // C would ask whether the number is not zero.
    Type wide = from.isInteger(64) ? from : builder.getI32Type();
    operand = emitc::BitwiseAndOp::create(
        builder, unnamed, wide,
        operand.getType() == wide ? operand : castTo(wide, operand),
        constant(wide, 1));
  }
  if (!isa<arith::ExtUIOp, arith::IndexCastUIOp>(op) && from.isInteger(1)) {
    // A signed bit is 0 or -1.
    Type wide = type.isInteger(64) ? type : builder.getI32Type();
    operand = emitc::UnaryMinusOp::create(builder, unnamed, wide,
                                          castTo(wide, operand));
  }
  Location name = nameOf(op->getLoc());
  nameSource(operand, name);
  if (operand.getType() != type)
    operand = emitc::CastOp::create(builder, name, type, operand);
  map(op->getResult(0), operand);
  return success();
}

/// Calls `make` with C's op for the arith op of the same meaning.
template <typename OpTy, typename... Arguments>
static Value create(OpBuilder &builder, Location loc, Type type,
                    Arguments... arguments) {
  return OpTy::create(builder, loc, type, arguments...);
}

LogicalResult BodyLowering::lowerIntegerArith(Operation *op) {
  Type type = cScalar(op->getResult(0).getType());
  Value a = lookup(op->getOperand(0));
  Value b = lookup(op->getOperand(1));
  Location name = nameOf(op->getLoc());
  bool isBit = type.isInteger(1);
  bool isWide = type.isInteger(32) || type.isInteger(64);
  if (!isWide &&
      !(isBit && isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op)))
    return op->emitError("C has no arithmetic on ") << type;
  if (isBit && isa<arith::XOrIOp>(op) &&
      matchPattern(op->getOperand(1), m_One())) {
    map(op->getResult(0), emitc::LogicalNotOp::create(builder, name, type, a));
    return success();
  }

  // Wraps around: through unsigned, where C defines it.
  bool wraps = isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op) &&
               !neverOverflows(op);
  // The bits of an unsigned shift are those of the unsigned value.
  bool isUnsigned =
      wraps ||
      isa<arith::ShRUIOp, arith::ShLIOp, arith::DivUIOp, arith::RemUIOp>(op);
  Type computed = isUnsigned ? unsignedType(type) : type;
  if (isUnsigned) {
    a = castTo(computed, a);
    b = isa<arith::ShRUIOp, arith::ShLIOp>(op) ? b : castTo(computed, b);
  }
  Location inner = isUnsigned ? builder.getUnknownLoc() : name;
  Value result =
      TypeSwitch<Operation *, Value>(op)
          .Case<arith::AddIOp>([&](auto) {
            return create<emitc::AddOp>(builder, inner, computed, a, b);
          })
          .Case<arith::SubIOp>([&](auto) {
            return create<emitc::SubOp>(builder, inner, computed, a, b);
          })
          .Case<arith::MulIOp>([&](auto) {
            return create<emitc::MulOp>(builder, inner, computed, a, b);
          })
          .Case<arith::DivSIOp, arith::DivUIOp>([&](auto) {
            return create<emitc::DivOp>(builder, inner, computed, a, b);
          })
          .Case<arith::RemSIOp, arith::RemUIOp>([&](auto) {
            return create<emitc::RemOp>(builder, inner, computed, a, b);
          })
          .Case<arith::AndIOp>([&](auto) {
            return isBit ? create<emitc::LogicalAndOp>(builder, inner, computed,
                                                       a, b)
                         : create<emitc::BitwiseAndOp>(builder, inner, computed,
                                                       a, b);
          })
          .Case<arith::OrIOp>([&](auto) {
            return isBit ? create<emitc::LogicalOrOp>(builder, inner, computed,
                                                      a, b)
                         : create<emitc::BitwiseOrOp>(builder, inner, computed,
                                                      a, b);
          })
          .Case<arith::XOrIOp>([&](auto) {
            return create<emitc::BitwiseXorOp>(builder, inner, computed, a, b);
          })
          .Case<arith::ShLIOp>([&](auto) {
            return create<emitc::BitwiseLeftShiftOp>(builder, inner, computed,
                                                     a, b);
          })
          .Case<arith::ShRUIOp, arith::ShRSIOp>([&](auto) {
            return create<emitc::BitwiseRightShiftOp>(builder, inner, computed,
                                                      a, b);
          })
          .Default([](auto) { return Value(); });
  if (!result)
    return op->emitError("C has no form for this op");
  if (isUnsigned)
    result = emitc::CastOp::create(builder, name, type, result);
  map(op->getResult(0), result);
  return success();
}

static emitc::CmpPredicate cPredicate(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::eq:
    return emitc::CmpPredicate::eq;
  case arith::CmpIPredicate::ne:
    return emitc::CmpPredicate::ne;
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::ult:
    return emitc::CmpPredicate::lt;
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::ule:
    return emitc::CmpPredicate::le;
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::ugt:
    return emitc::CmpPredicate::gt;
  case arith::CmpIPredicate::sge:
  case arith::CmpIPredicate::uge:
    return emitc::CmpPredicate::ge;
  }
  llvm_unreachable("all predicates are above");
}

static bool isUnsigned(arith::CmpIPredicate predicate) {
  return predicate >= arith::CmpIPredicate::ult;
}

static bool isOrdered(arith::CmpIPredicate predicate) {
  return predicate != arith::CmpIPredicate::eq &&
         predicate != arith::CmpIPredicate::ne;
}

LogicalResult BodyLowering::lowerMinMax(Operation *op) {
  Location name = nameOf(op->getLoc());
  Value a = lookup(op->getOperand(0)), b = lookup(op->getOperand(1));
  Type type = a.getType();
  if (!type.isInteger(32) && !type.isInteger(64))
    return op->emitError("C has no arithmetic on ") << type;
  bool isMax = isa<arith::MaxSIOp, arith::MaxUIOp>(op);
  bool isSigned = isa<arith::MaxSIOp, arith::MinSIOp>(op);
  if (isSigned && type.isInteger(32)) {
    map(op->getResult(0),
        callRuntime(name, type, isMax ? "attend_max" : "attend_min", {a, b}));
    return success();
  }
  Value left = isSigned ? a : castTo(unsignedType(type), a);
  Value right = isSigned ? b : castTo(unsignedType(type), b);
  Value isLeft = emitc::CmpOp::create(
      builder, builder.getUnknownLoc(), builder.getI1Type(),
      isMax ? emitc::CmpPredicate::gt : emitc::CmpPredicate::lt, left, right);
  map(op->getResult(0),
      emitc::ConditionalOp::create(builder, name, type, isLeft, a, b));
  return success();
}

static SmallVector<Value> allValues(Operation *op) {
  SmallVector<Value> values(op->getOperands());
  values.append(op->result_begin(), op->result_end());
  return values;
}

LogicalResult BodyLowering::lowerArith(Operation *op) {
  for (Value value : allValues(op))
    if (!cScalar(value.getType()))
      return op->emitError("C has no arithmetic on ") << value.getType();
  bool isFloat =
      isa<FloatType>(op->getResult(0).getType()) ||
      (op->getNumOperands() > 0 && isa<FloatType>(op->getOperand(0).getType()));
  if (isa<arith::BitcastOp>(op))
    return lowerBitcast(op);
  if (isFloat && !isa<arith::ConstantOp, arith::SelectOp>(op))
    return lowerFloat(op);
  Location name = nameOf(op->getLoc());
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<arith::ConstantOp>([&](auto) { return lowerConstant(op); })
      .Case<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp, arith::IndexCastOp,
            arith::IndexCastUIOp>([&](auto) { return lowerCast(op); })
      .Case<arith::CmpIOp>([&](arith::CmpIOp compare) {
        Value a = lookup(compare.getLhs());
        Value b = lookup(compare.getRhs());
        bool isBit = a.getType().isInteger(1);
        if (isBit && isOrdered(compare.getPredicate()))
          return LogicalResult(
              op->emitError("C has no form for an order of bits"));
        if (isUnsigned(compare.getPredicate())) {
          a = castTo(unsignedType(a.getType()), a);
          b = castTo(unsignedType(b.getType()), b);
        }
        map(compare,
            emitc::CmpOp::create(builder, name, builder.getI1Type(),
                                 cPredicate(compare.getPredicate()), a, b));
        return success();
      })
      .Case<arith::SelectOp>([&](arith::SelectOp select) {
        Value whenTrue = lookup(select.getTrueValue());
        map(select, emitc::ConditionalOp::create(
                        builder, name, whenTrue.getType(),
                        lookup(select.getCondition()), whenTrue,
                        lookup(select.getFalseValue())));
        return success();
      })
      .Case<arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp, arith::MinUIOp>(
          [&](auto) { return lowerMinMax(op); })
      .Default([&](Operation *) -> LogicalResult {
        if (op->getNumOperands() != 2)
          return op->emitError("C has no form for this op");
        return lowerIntegerArith(op);
      });
}
