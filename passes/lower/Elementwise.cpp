// Elementwise.cpp: sums, products, tables and softmax.

#include "passes/lower/LoopWriter.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// A run of result dimensions in which each operand either moves through its
/// elements in order or stays at one.
struct Run {
  int64_t size;
  bool leftMoves, rightMoves;
};
} // namespace

/// The result's dimensions with neighbours merged where both operands agree.
static SmallVector<Run> mergeDimensions(ArrayRef<int64_t> left,
                                        ArrayRef<int64_t> right,
                                        ArrayRef<int64_t> result) {
  SmallVector<Run> runs;
  for (auto [l, r, size] : llvm::zip_equal(left, right, result)) {
    if (size == 1)
      continue;
    bool leftMoves = l != 1, rightMoves = r != 1;
    if (!runs.empty() && runs.back().leftMoves == leftMoves &&
        runs.back().rightMoves == rightMoves)
      runs.back().size *= size;
    else
      runs.push_back({size, leftMoves, rightMoves});
  }
  return runs;
}

/// Calls `body` with the flat indices of the operands and the result for every
/// element of the result.
static void forEachPair(LoopWriter &writer, Operation *op,
                        llvm::function_ref<void(Value, Value, Value)> body) {
  SmallVector<Run> runs =
      mergeDimensions(shapeOf(op->getOperand(0)), shapeOf(op->getOperand(1)),
                      shapeOf(op->getResult(0)));
  static constexpr StringLiteral names[] = {"i", "j", "k", "l"};
  std::function<void(size_t, Value, Value, Value)> nest =
      [&](size_t depth, Value left, Value right, Value result) {
        if (depth == runs.size())
          return body(left, right, result);
        const Run &run = runs[depth];
        StringRef name = names[std::min(depth, std::size(names) - 1)];
        writer.loop(name, 0, run.size, [&](Value iv) {
          // Horner: index = (..(i * size1 + j) * size2 + ..).
          auto step = [&](Value index, bool moves) {
            return moves ? writer.add(writer.mul(index, run.size), iv) : index;
          };
          nest(depth + 1, step(left, run.leftMoves),
               step(right, run.rightMoves), step(result, true));
        });
      };
  Value zero = writer.index(0);
  nest(0, zero, zero, zero);
}

static void lowerBinary(LoopWriter &writer, Operation *op) {
  Type i32 = writer.builder.getI32Type();
  forEachPair(writer, op, [&](Value leftAt, Value rightAt, Value at) {
    OpBuilder &b = writer.builder;
    Location loc = writer.loc();
    Value left =
        writer.load8(writer.inputs[0], leftAt, isUnsigned(op->getOperand(0)));
    Value right =
        writer.load8(writer.inputs[1], rightAt, isUnsigned(op->getOperand(1)));
    Value result;
    if (auto add = dyn_cast<q8::AddOp>(op)) {
      left = writer.sub(left, static_cast<int32_t>(add.getLhsZeroPoint()));
      right = writer.sub(right, static_cast<int32_t>(add.getRhsZeroPoint()));
      result = kernel::AddOp::create(
          b, loc, i32, left, right, add.getLhsMultiplier(),
          add.getRhsMultiplier(), add.getShift(), add.getOutputZeroPoint(),
          add.getLow(), add.getHigh());
    } else if (auto add = dyn_cast<q8::AddOrtX64Op>(op)) {
      result = kernel::AddOrtX64Op::create(
          b, loc, i32, left, right, add.getLhsRatioAttr(),
          add.getRhsRatioAttr(), add.getFixAttr(), add.getLowAttr(),
          add.getHighAttr());
    } else {
      auto mul = cast<q8::MulOp>(op);
      left = writer.sub(left, static_cast<int32_t>(mul.getLhsZeroPoint()));
      right = writer.sub(right, static_cast<int32_t>(mul.getRhsZeroPoint()));
      result = kernel::MulOp::create(
          b, loc, i32, writer.mul(left, right), mul.getRatioAttr(),
          mul.getOutputZeroPointAttr(), mul.getLowAttr(), mul.getHighAttr());
    }
    writer.store8(result, writer.output, at);
  });
}

static LogicalResult lowerTable(LoopWriter &writer, q8::TableOp op) {
  FailureOr<std::vector<int32_t>> elements =
      constantElements(op, op.getTable());
  if (failed(elements))
    return failure();
  Value table = writer.constant(
      "table", std::vector<int8_t>(elements->begin(), elements->end()));
  auto lookUp = [&](Value at, Value rowStart) {
    Value byte = writer.load8(writer.inputs[0], at, /*isUnsigned=*/true);
    Value entry = arith::IndexCastOp::create(
        writer.builder, writer.loc(), writer.builder.getIndexType(), byte);
    writer.store(writer.load(table, writer.add(rowStart, entry)), writer.output,
                 at);
  };
  int64_t count = cast<ShapedType>(op.getType()).getNumElements();
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
  ArrayRef<int64_t> shape = shapeOf(op.getInput());
  int64_t count = cast<ShapedType>(op.getType()).getNumElements();
  kernel::SoftmaxOp::create(
      writer.builder, writer.loc(), writer.inputs[0], writer.output, table,
      count / shape.back(), shape.back(), isUnsigned(op.getInput()) ? 0x80 : 0,
      op.getInverseScale(), op.getOutputZeroPoint(), op.getLow(), op.getHigh());
  return success();
}

LogicalResult lower::lowerElementwise(LoopWriter &writer, Operation *op) {
  if (auto table = dyn_cast<q8::TableOp>(op))
    return lowerTable(writer, table);
  if (auto softmax = dyn_cast<q8::SoftmaxOp>(op))
    return lowerSoftmax(writer, softmax);
  lowerBinary(writer, op);
  return success();
}
