// Elementwise.cpp: sums, products, tables and softmax of quantized numbers.

#include "passes/lower/Broadcast.h"
#include "passes/lower/Families.h"

#include "dialects/kernel/KernelDialect.h"
#include "dialects/q8/Q8Dialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

static bool hasBytes(Value value) {
  return getElementTypeOrSelf(value.getType()).isInteger(8);
}

/// The largest |x - zeroPoint| of the integers that `value` can hold.
static int64_t reachOf(Value value, int32_t zeroPoint) {
  auto [least, most] = q8::integerRange(getElementTypeOrSelf(value.getType()));
  return std::max(most - zeroPoint, zeroPoint - least);
}

// left and right less their zero points:
//   clamp(rint_even(f32(f32(f32(left * right) * ratio) + zero point)))
static Value lowerMul(LoopWriter &writer, q8::MulOp op, Value left,
                      Value right) {
  int32_t lhsZeroPoint = op.getLhsZeroPoint(),
          rhsZeroPoint = op.getRhsZeroPoint();
  int64_t reach =
      reachOf(op.getLhs(), lhsZeroPoint) * reachOf(op.getRhs(), rhsZeroPoint);
  OpBuilder &b = writer.builder;
  Type type = reach > INT32_MAX ? b.getI64Type() : b.getI32Type();
  left = writer.sub(left, lhsZeroPoint);
  right = writer.sub(right, rhsZeroPoint);
  Value product =
      writer.mul(writer.toWide(left, type), writer.toWide(right, type));
  if (!llvm::all_of(op->getOperands(), hasBytes) || !hasBytes(op.getResult()))
    product = arith::SIToFPOp::create(b, writer.loc(), b.getF32Type(), product);
  return kernel::MulOp::create(b, writer.loc(), b.getI32Type(), product,
                               op.getRatioAttr(), op.getOutputZeroPointAttr(),
                               op.getLowAttr(), op.getHighAttr());
}

static void lowerBinary(LoopWriter &writer, Operation *op) {
  Type i32 = writer.builder.getI32Type();
  SmallVector<SmallVector<int64_t>> shapes;
  for (unsigned number = 0; number < op->getNumOperands(); ++number)
    shapes.emplace_back(writer.inputShape(number));
  ArrayRef<int64_t> shape = writer.outputShape();
  forEachElement(writer, shapes, shape, [&](ArrayRef<Value> indices, Value at) {
    OpBuilder &b = writer.builder;
    Location loc = writer.loc();
    Value left = writer.loadStored(writer.inputs[0], indices[0],
                                   isUnsigned(op->getOperand(0)));
    Value right = writer.loadStored(writer.inputs[1], indices[1],
                                    isUnsigned(op->getOperand(1)));
    Value result;
    if (auto add = dyn_cast<q8::AddOp>(op)) {
      left = writer.sub(left, static_cast<int32_t>(add.getLhsZeroPoint()));
      right = writer.sub(right, static_cast<int32_t>(add.getRhsZeroPoint()));
      bool isWide = !llvm::all_of(op->getOperands(), hasBytes);
      Type type = isWide ? b.getI64Type() : i32;
      result = kernel::AddOp::create(
          b, loc, i32, writer.toWide(left, type), writer.toWide(right, type),
          add.getLhsMultiplier(), add.getRhsMultiplier(), add.getShift(),
          add.getOutputZeroPoint(), add.getLow(), add.getHigh());
    } else if (auto add = dyn_cast<q8::AddOrtX64Op>(op)) {
      result = kernel::AddOrtX64Op::create(
          b, loc, i32, left, right, add.getLhsRatioAttr(),
          add.getRhsRatioAttr(), add.getFixAttr(), add.getLowAttr(),
          add.getHighAttr());
    } else {
      result = lowerMul(writer, cast<q8::MulOp>(op), left, right);
    }
    writer.storeStored(result, writer.output, at);
  });
}

static LogicalResult lowerTable(LoopWriter &writer, q8::TableOp op) {
  FailureOr<std::vector<int32_t>> elements =
      constantElements(op, op.getTable());
  if (failed(elements))
    return failure();
  Value table;
  if (hasBytes(op.getResult()))
    table = writer.constant(
        "table", std::vector<int8_t>(elements->begin(), elements->end()));
  else
    table = writer.constant(
        "table", std::vector<int16_t>(elements->begin(), elements->end()));
  auto lookUp = [&](Value at, Value rowStart) {
    Value byte = writer.loadStored(writer.inputs[0], at, /*isUnsigned=*/true);
    Value entry = arith::IndexCastOp::create(
        writer.builder, writer.loc(), writer.builder.getIndexType(), byte);
    writer.store(writer.load(table, writer.add(rowStart, entry)), writer.output,
                 at);
  };
  int64_t count = writer.outputCount();
  if (shapeOf(op.getTable()).size() == 1) {
    writer.loop("i", 0, count, [&](Value i) { lookUp(i, writer.index(0)); });
    return success();
  }
  int64_t channels = shapeOf(op.getTable())[0];
  writer.loop("i", 0, count / channels, [&](Value i) {
    writer.loop("c", 0, channels, [&](Value c) {
      lookUp(writer.add(writer.mul(i, channels), c), writer.mul(c, 256));
    });
  });
  return success();
}

static LogicalResult lowerSoftmax(LoopWriter &writer, q8::SoftmaxOp op) {
  FailureOr<std::vector<int32_t>> exponentials =
      constantElements(op, op.getExponentials());
  if (failed(exponentials))
    return failure();
  Value table = writer.constant("exponentials", *exponentials);
  int64_t length = writer.outputShape().back();
  kernel::SoftmaxOp::create(writer.builder, writer.loc(), writer.inputs[0],
                            writer.output, table, writer.outputCount() / length,
                            length, isUnsigned(op.getInput()) ? 0x80 : 0,
                            op.getInverseScale(), op.getOutputZeroPoint(),
                            op.getLow(), op.getHigh());
  return success();
}

LogicalResult lower::lowerElementwise(LoopWriter &writer, Operation *op) {
  writer.takeRows();
  if (auto table = dyn_cast<q8::TableOp>(op))
    return lowerTable(writer, table);
  if (auto softmax = dyn_cast<q8::SoftmaxOp>(op))
    return lowerSoftmax(writer, softmax);
  lowerBinary(writer, op);
  return success();
}
