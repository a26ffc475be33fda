// Pooling.cpp: maxima and means over windows as loop nests, channels innermost.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"
#include "passes/lower/WeightedOp.h"
#include "passes/lower/WindowRange.h"
#include "passes/schedule/ChannelTile.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include "targets/Target.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

namespace {
/// The windows of a pooling over activations [N, H, W, C].
struct Windows {
  WindowAxis height, width;
};

/// What a pooling does with the values of its window.
struct Reduction {
  /// Start value of an accumulator.
  Value initial;
  llvm::function_ref<Value(Value acc, Value value)> step;
  /// From accumulator and factor to the result.
  llvm::function_ref<Value(Value acc, Value factor)> finish;
  /// What a window's positions have in common, once per pixel; null if there is
  /// nothing.
  llvm::function_ref<Value(const WindowRange &, const WindowRange &)> factor;
};
} // namespace

template <typename OpT>
static Windows windowsOf(OpT op, ArrayRef<int64_t> dilations = {1, 1}) {
  return {windowAxis(op, 0, op.getKernel()[0], dilations[0]),
          windowAxis(op, 1, op.getKernel()[1], dilations[1])};
}

// for pixel, tile: acc = initial; for kh, kw: for i: acc[i] = step(acc[i],
// x[i])
//   for i: y[i] = finish(acc[i])
static void lowerWindows(const Numbers &numbers, const Windows &windows,
                         const Reduction &reduction) {
  LoopWriter &writer = numbers.writer;
  WindowAxis height = windows.height, width = windows.width;
  takeOnlyRow(writer, height);
  int64_t channels = writer.outputShape()[3];
  int64_t size = schedule::poolingTile(channels, writer.target.ocTile);
  Value acc = writer.accumulators(size, reduction.initial.getType());
  Numbers results(writer, getElementTypeOrSelf(writer.op->getResult(0)));

  auto pixel = [&](const WindowRows &rows, const WindowRange &columns,
                   Value y) {
    Value factor = reduction.factor ? reduction.factor(rows, columns) : Value();
    writer.loop("tile", 0, channels / size, [&](Value tile) {
      Value first = writer.mul(tile, size, "first");
      writer.loop("i", 0, size,
                  [&](Value i) { writer.store(reduction.initial, acc, i); });
      writer.loop("kh", rows.low, rows.high, [&](Value kh) {
        Value rowStart = rows.at(kh);
        writer.loop("kw", columns.low, columns.high, [&](Value kw) {
          Value iw = writer.add(columns.start, writer.mul(kw, width.dilation),
                                "column");
          Value pixel = writer.add(rowStart, writer.mul(iw, channels));
          Value x = writer.add(pixel, first, "x_pixel");
          writer.loop("i", 0, size, [&](Value i) {
            Value value = numbers.load(writer.inputs[0], writer.add(x, i));
            writer.store(reduction.step(writer.load(acc, i), value), acc, i);
          });
        });
      });
      Value yFirst = writer.add(y, first);
      writer.loop("i", 0, size, [&](Value i) {
        results.store(reduction.finish(writer.load(acc, i), factor),
                      writer.output, writer.add(yFirst, i));
      });
    });
  };
  forEachWindow(writer, height, width, pixel);
}

static void lowerMaxPool(const Numbers &numbers, const Windows &windows) {
  auto step = [&](Value acc, Value value) { return numbers.max(acc, value); };
  auto finish = [](Value acc, Value) { return acc; };
  lowerWindows(numbers, windows, {numbers.least(), step, finish, {}});
}

/// Positions of a window that lie inside the input, as an index.
static Value windowSize(LoopWriter &writer, const WindowRange &rows,
                        const WindowRange &columns) {
  return writer.mul(writer.sub(rows.high, rows.low),
                    writer.sub(columns.high, columns.low));
}

static void lowerQuantizedMean(const Numbers &numbers, q8::AvgPool2dOp op) {
  LoopWriter &writer = numbers.writer;
  int32_t inputZeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  int64_t reach = op.getKernel()[0] * op.getKernel()[1] * UINT16_MAX;
  Value zero = writer.toWide(writer.i32(0), sumTypeOf(op, reach));
  auto step = [&](Value acc, Value stored) {
    Value value = writer.sub(stored, inputZeroPoint);
    return writer.add(acc, writer.toWide(value, zero.getType()));
  };
  Value multipliers;
  if (op.getMultipliers().size() > 1)
    multipliers = writer.constant("multipliers", op.getMultipliers());
  auto factor = [&](const WindowRange &rows,
                    const WindowRange &columns) -> Value {
    if (!multipliers)
      return writer.number(
          writer.builder.getF32FloatAttr(op.getMultipliers()[0]));
    Value count = windowSize(writer, rows, columns);
    return writer.load(multipliers, writer.sub(count, 1), "multiplier");
  };
  auto finish = [&](Value acc, Value multiplier) -> Value {
    return kernel::RequantizeOp::create(
        writer.builder, writer.loc(), writer.builder.getI32Type(),
        roundedSum(writer, op, acc), multiplier,
        static_cast<int32_t>(op.getOutputZeroPoint()),
        static_cast<int32_t>(op.getLow()), static_cast<int32_t>(op.getHigh()));
  };
  lowerWindows(numbers, windowsOf(op), {zero, step, finish, factor});
}

/// `fixedCount`: what a sum is divided by; 0 for the positions of its window
/// that lie inside the input.
static void lowerMean(const Numbers &numbers, const Windows &windows,
                      int64_t fixedCount) {
  LoopWriter &writer = numbers.writer;
  auto step = [&](Value acc, Value value) { return numbers.add(acc, value); };
  auto factor = [&](const WindowRange &rows,
                    const WindowRange &columns) -> Value {
    if (fixedCount)
      return numbers.constant(static_cast<double>(fixedCount));
    Value count = writer.toInteger(windowSize(writer, rows, columns),
                                   writer.builder.getI32Type());
    return arith::SIToFPOp::create(writer.builder, writer.named("count"),
                                   numbers.type, count);
  };
  auto finish = [&](Value acc, Value count) { return numbers.div(acc, count); };
  lowerWindows(numbers, windows, {numbers.constant(0.0), step, finish, factor});
}

LogicalResult lower::lowerPooling(LoopWriter &writer, Operation *op) {
  Numbers numbers(writer, getElementTypeOrSelf(op->getOperand(0).getType()));
  llvm::TypeSwitch<Operation *>(op)
      .Case<q8::MaxPool2dOp>(
          [&](auto pool) { lowerMaxPool(numbers, windowsOf(pool)); })
      .Case<attend::MaxPool2dOp>([&](auto pool) {
        lowerMaxPool(numbers, windowsOf(pool, pool.getDilations()));
      })
      .Case<q8::AvgPool2dOp>(
          [&](auto pool) { lowerQuantizedMean(numbers, pool); })
      .Case<attend::AvgPool2dOp>([&](auto pool) {
        Windows windows = windowsOf(pool);
        bool isFixed =
            pool.getCountIncludePad() ||
            (windows.height.alwaysInside() && windows.width.alwaysInside());
        int64_t count = windows.height.kernel * windows.width.kernel;
        lowerMean(numbers, windows, isFixed ? count : 0);
      })
      .Case<attend::GlobalAvgPoolOp>([&](attend::GlobalAvgPoolOp pool) {
        // One window over everything.
        ArrayRef<int64_t> input = shapeOf(pool.getInput());
        auto axis = [](int64_t length) -> WindowAxis {
          return {length,         /*output=*/1, /*kernel=*/length, /*stride=*/1,
                  /*dilation=*/1, /*padLow=*/0};
        };
        lowerMean(numbers, {axis(input[1]), axis(input[2])},
                  input[1] * input[2]);
      });
  return success();
}
