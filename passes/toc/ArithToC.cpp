// ArithToC.cpp: arith ops as C operators. C promotes narrow integers to int
// and leaves signed overflow undefined, so arithmetic is done in 32 or 64
// bits, and what may wrap around is done unsigned.

#include "passes/toc/BodyLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc::toc;

/// The type of a scalar in C: index is int32_t. Null if it has none.
static Type scalarType(Type type) {
  if (type.isIndex())
    return IntegerType::get(type.getContext(), 32);
  if (type.isF32() || type.isInteger(1) || type.isInteger(8) ||
      type.isInteger(16) || type.isInteger(32) || type.isInteger(64))
    return type;
  return {};
}

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
    if (!number.getValue().isFinite())
      return op->emitError("C has no literal for a number that is not finite");
    map(result, constantF32(number));
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
  map(result, constant(scalarType(result.getType()), value));
  return success();
}

LogicalResult BodyLowering::lowerCast(Operation *op) {
  // Not looked up as an operand: one cast does for an element of a const
  // buffer, too.
  Value operand = values.at(op->getOperand(0));
  Type from = op->getOperand(0).getType();
  Type type = scalarType(op->getResult(0).getType());
  if (isa<arith::ExtUIOp>(op) && !from.isInteger(1))
    operand = castTo(unsignedType(from), operand);
  if (isa<arith::TruncIOp>(op) && type.isInteger(1))
    return op->emitError("C has no form for a truncation to one bit");
  if (isa<arith::ExtSIOp>(op) && from.isInteger(1))
    return op->emitError("C has no form for a signed extension of one bit");
  if (operand.getType() != type)
    operand =
        emitc::CastOp::create(builder, nameOf(op->getLoc()), type, operand);
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
  Type type = scalarType(op->getResult(0).getType());
  Value a = lookup(op->getOperand(0));
  Value b = lookup(op->getOperand(1));
  Location name = nameOf(op->getLoc());
  bool isBit = type.isInteger(1);
  bool isWide = type.isInteger(32) || type.isInteger(64);
  if (!isWide && !(isBit && isa<arith::AndIOp, arith::OrIOp>(op)))
    return op->emitError("C has no arithmetic on ") << type;

  // Wraps around: through unsigned, where C defines it.
  bool wraps = isa<arith::AddIOp, arith::SubIOp, arith::MulIOp>(op) &&
               !neverOverflows(op);
  // The bits of an unsigned shift are those of the unsigned value.
  bool isUnsigned = wraps || isa<arith::ShRUIOp, arith::ShLIOp>(op);
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
          .Case<arith::DivSIOp>([&](auto) {
            return create<emitc::DivOp>(builder, inner, computed, a, b);
          })
          .Case<arith::RemSIOp>([&](auto) {
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

LogicalResult BodyLowering::lowerArith(Operation *op) {
  for (Value value : op->getResults())
    if (!scalarType(value.getType()))
      return op->emitError("C has no arithmetic on ") << value.getType();
  Location name = nameOf(op->getLoc());
  return TypeSwitch<Operation *, LogicalResult>(op)
      .Case<arith::ConstantOp>([&](auto) { return lowerConstant(op); })
      .Case<arith::ExtSIOp, arith::ExtUIOp, arith::TruncIOp,
            arith::IndexCastOp>([&](auto) { return lowerCast(op); })
      .Case<arith::CmpIOp>([&](arith::CmpIOp compare) {
        Value a = lookup(compare.getLhs());
        Value b = lookup(compare.getRhs());
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
      .Case<arith::MaxSIOp, arith::MinSIOp>([&](auto) {
        Value a = lookup(op->getOperand(0));
        if (!a.getType().isInteger(32))
          return LogicalResult(op->emitError("C has no arithmetic on ")
                               << a.getType());
        StringRef callee =
            isa<arith::MaxSIOp>(op) ? "attend_max" : "attend_min";
        map(op->getResult(0), callRuntime(name, a.getType(), callee,
                                          {a, lookup(op->getOperand(1))}));
        return success();
      })
      .Default([&](Operation *) -> LogicalResult {
        if (op->getNumOperands() != 2)
          return op->emitError("C has no form for this op");
        return lowerIntegerArith(op);
      });
}
