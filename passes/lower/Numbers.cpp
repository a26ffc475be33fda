// Numbers.cpp: which arith ops compute with the elements of a tensor.

#include "passes/lower/Numbers.h"
#include "passes/schedule/Placement.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

static Type computedType(Type element) {
  MLIRContext *context = element.getContext();
  if (element.isF16())
    return Float32Type::get(context);
  if (isa<FloatType>(element))
    return element;
  return IntegerType::get(context,
                          element.getIntOrFloatBitWidth() <= 32 ? 32 : 64);
}

Numbers::Numbers(LoopWriter &writer, Type element)
    : writer(writer), element(element), type(computedType(element)) {}

Value Numbers::load(Value buffer, Value at, StringRef name) const {
  OpBuilder &b = writer.builder;
  if (schedule::storedElement(element) == type)
    return writer.load(buffer, at, name);
  Value stored = writer.load(buffer, at);
  Location loc = writer.named(name);
  if (isFloat())
    return arith::ExtFOp::create(b, loc, type, stored);
  if (isUnsigned() || element.isInteger(1))
    return arith::ExtUIOp::create(b, loc, type, stored);
  return arith::ExtSIOp::create(b, loc, type, stored);
}

void Numbers::store(Value value, Value buffer, Value at) const {
  OpBuilder &b = writer.builder;
  Location loc = writer.loc();
  Type stored = schedule::storedElement(element);
  if (element.isInteger(1)) {
    Value isTrue = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne,
                                         value, constant(0.0));
    value = arith::ExtUIOp::create(b, loc, stored, isTrue);
  } else if (stored != type) {
    value = isFloat() ? Value(arith::TruncFOp::create(b, loc, stored, value))
                      : Value(arith::TruncIOp::create(b, loc, stored, value));
  }
  writer.store(value, buffer, at);
}

Value Numbers::constant(double value) const {
  if (isFloat())
    return writer.number(FloatAttr::get(type, value));
  return writer.number(IntegerAttr::get(type, static_cast<int64_t>(value)));
}

Value Numbers::constant(DenseElementsAttr stored, int64_t at) const {
  if (isFloat()) {
    APFloat value = stored.getValues<APFloat>()[at];
    bool loses;
    value.convert(cast<FloatType>(type).getFloatSemantics(),
                  APFloat::rmNearestTiesToEven, &loses);
    return writer.number(FloatAttr::get(type, value));
  }
  APInt value = stored.getValues<APInt>()[at];
  unsigned width = type.getIntOrFloatBitWidth();
  value = isUnsigned() || element.isInteger(1) ? value.zextOrTrunc(width)
                                               : value.sextOrTrunc(width);
  return writer.number(IntegerAttr::get(type, value));
}

Value Numbers::end(bool upper) const {
  if (isFloat()) {
    const llvm::fltSemantics &semantics =
        cast<FloatType>(type).getFloatSemantics();
    return writer.number(
        FloatAttr::get(type, APFloat::getInf(semantics, /*Negative=*/!upper)));
  }
  unsigned stored = element.getIntOrFloatBitWidth();
  unsigned width = type.getIntOrFloatBitWidth();
  APInt value =
      isUnsigned() || stored == 1
          ? (upper ? APInt::getMaxValue(stored) : APInt(stored, 0)).zext(width)
          : (upper ? APInt::getSignedMaxValue(stored)
                   : APInt::getSignedMinValue(stored))
                .sext(width);
  return writer.number(IntegerAttr::get(type, value));
}

Value Numbers::add(Value a, Value b, StringRef name) const {
  Location loc = writer.named(name);
  return isFloat() ? Value(arith::AddFOp::create(writer.builder, loc, a, b))
                   : Value(arith::AddIOp::create(writer.builder, loc, a, b));
}

Value Numbers::sub(Value a, Value b, StringRef name) const {
  Location loc = writer.named(name);
  return isFloat() ? Value(arith::SubFOp::create(writer.builder, loc, a, b))
                   : Value(arith::SubIOp::create(writer.builder, loc, a, b));
}

Value Numbers::mul(Value a, Value b, StringRef name) const {
  Location loc = writer.named(name);
  return isFloat() ? Value(arith::MulFOp::create(writer.builder, loc, a, b))
                   : Value(arith::MulIOp::create(writer.builder, loc, a, b));
}

// C leaves two quotients open: by 0, and the least integer by -1, which
// narrower integers do not reach.
Value Numbers::quotient(Value a, Value b) const {
  OpBuilder &builder = writer.builder;
  Value zero = constant(0.0), one = constant(1.0);
  Value byZero = equal(b, zero);
  Value divisor = select(byZero, one, b, "divisor");
  if (ordersUnsigned()) {
    Value result = arith::DivUIOp::create(builder, writer.loc(), a, divisor);
    return select(byZero, zero, result);
  }
  if (element.getIntOrFloatBitWidth() < 32) {
    Value result = arith::DivSIOp::create(builder, writer.loc(), a, divisor);
    return select(byZero, zero, result);
  }
  Value negates = equal(b, constant(-1.0));
  divisor = select(negates, one, divisor, "divisor");
  Value result = arith::DivSIOp::create(builder, writer.loc(), a, divisor);
  return select(byZero, zero, select(negates, negate(a), result));
}

Value Numbers::div(Value a, Value b, StringRef name) const {
  if (!isFloat())
    return quotient(a, b);
  return arith::DivFOp::create(writer.builder, writer.named(name), a, b);
}

Value Numbers::max(Value a, Value b, StringRef name) const {
  if (type.isInteger(32) && !ordersUnsigned())
    return writer.max(a, b, name);
  return select(less(a, b), b, a, name);
}

Value Numbers::min(Value a, Value b, StringRef name) const {
  if (type.isInteger(32) && !ordersUnsigned())
    return writer.min(a, b, name);
  return select(less(b, a), b, a, name);
}

Value Numbers::negate(Value a) const {
  if (isFloat())
    return arith::NegFOp::create(writer.builder, writer.loc(), a);
  return sub(constant(0.0), a);
}

Value Numbers::less(Value a, Value b) const {
  OpBuilder &builder = writer.builder;
  if (isFloat())
    return arith::CmpFOp::create(builder, writer.loc(),
                                 arith::CmpFPredicate::OLT, a, b);
  return arith::CmpIOp::create(builder, writer.loc(),
                               ordersUnsigned() ? arith::CmpIPredicate::ult
                                                : arith::CmpIPredicate::slt,
                               a, b);
}

Value Numbers::equal(Value a, Value b) const {
  OpBuilder &builder = writer.builder;
  if (isFloat())
    return arith::CmpFOp::create(builder, writer.loc(),
                                 arith::CmpFPredicate::OEQ, a, b);
  return arith::CmpIOp::create(builder, writer.loc(), arith::CmpIPredicate::eq,
                               a, b);
}

Value Numbers::select(Value condition, Value a, Value b, StringRef name) const {
  return arith::SelectOp::create(writer.builder, writer.named(name), condition,
                                 a, b);
}

Value Numbers::fromInteger(Value value, const Numbers &from) const {
  OpBuilder &builder = writer.builder;
  if (from.ordersUnsigned())
    return arith::UIToFPOp::create(builder, writer.loc(), type, value);
  return arith::SIToFPOp::create(builder, writer.loc(), type, value);
}
