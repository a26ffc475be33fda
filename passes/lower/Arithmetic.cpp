// Arithmetic.cpp: attend's binary ops on numbers, operands broadcast.

#include "passes/lower/Broadcast.h"
#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

// base ^ exponent of integers, by squaring:
//   power = 1; for bit of exponent: if (bit) power *= base; base *= base
// With a negative exponent it is 1 / base ^ -exponent, an integer only if base
// is 1 or -1, and else 0.
static Value integerPower(const Numbers &numbers, Value base, Value exponent) {
  LoopWriter &writer = numbers.writer;
  OpBuilder &b = writer.builder;
  Location loc = writer.loc();
  Value zero = numbers.constant(0.0), one = numbers.constant(1.0);
  auto isOdd = [&](Value value) -> Value {
    Value bit = arith::AndIOp::create(b, loc, value, one);
    return numbers.equal(bit, one);
  };
  int64_t bits = numbers.element.getIntOrFloatBitWidth();
  SmallVector<Value> last = writer.carry(
      "bit", writer.index(0), writer.index(bits), {"power", "square", "rest"},
      {one, base, exponent}, [&](Value, ValueRange now) -> SmallVector<Value> {
        Value power =
            numbers.select(isOdd(now[2]), numbers.mul(now[0], now[1]), now[0]);
        Value rest = arith::ShRUIOp::create(b, loc, now[2], one);
        return {power, numbers.mul(now[1], now[1]), rest};
      });
  if (numbers.isUnsigned())
    return last[0];
  Value minusOne = numbers.constant(-1.0);
  Value sign = numbers.select(isOdd(exponent), minusOne, one);
  Value inverse =
      numbers.select(numbers.equal(base, one), one,
                     numbers.select(numbers.equal(base, minusOne), sign, zero));
  return numbers.select(numbers.less(exponent, zero), inverse, last[0]);
}

static Value compute(const Numbers &numbers, Operation *op, Value a, Value b) {
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](attend::AddOp) { return numbers.add(a, b); })
      .Case([&](attend::SubOp) { return numbers.sub(a, b); })
      .Case([&](attend::MulOp) { return numbers.mul(a, b); })
      .Case([&](attend::DivOp) { return numbers.div(a, b); })
      .Case([&](attend::MaxOp) { return numbers.max(a, b); })
      .Case([&](attend::MinOp) { return numbers.min(a, b); })
      .Case([&](attend::PowOp) {
        return numbers.isFloat() ? numbers.call<math::PowFOp>(a, b)
                                 : integerPower(numbers, a, b);
      });
}

LogicalResult lower::lowerArithmetic(LoopWriter &writer, Operation *op) {
  Numbers numbers(writer, getElementTypeOrSelf(op->getResult(0).getType()));
  SmallVector<SmallVector<int64_t>> shapes;
  SmallVector<Value> fixed;
  writer.takeRows();
  for (auto [number, operand] : llvm::enumerate(op->getOperands())) {
    shapes.emplace_back(writer.inputShape(number));
    fixed.emplace_back();
    if (writer.inputs[number])
      continue;
    FailureOr<DenseElementsAttr> elements = storedElements(op, operand);
    if (failed(elements))
      return failure();
    fixed.back() = numbers.constant(*elements, 0);
  }
  forEachElement(writer, shapes, writer.outputShape(),
                 [&](ArrayRef<Value> indices, Value at) {
                   auto operand = [&](unsigned number) {
                     return fixed[number] ? fixed[number]
                                          : numbers.load(writer.inputs[number],
                                                         indices[number]);
                   };
                   Value a = operand(0), b = operand(1);
                   numbers.store(compute(numbers, op, a, b), writer.output, at);
                 });
  return success();
}
