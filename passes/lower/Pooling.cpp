// Pooling.cpp: maxima and means over windows as loop nests, channels innermost.

#include "passes/lower/Families.h"
#include "passes/lower/WindowRange.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include "targets/Target.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

/// Channels reduced at a time: all, or a divisor that keeps the accumulators
/// small.
static int64_t poolingTile(int64_t channels, int64_t ocTile) {
  int64_t most = 8 * ocTile;
  if (channels <= most)
    return channels;
  for (int64_t tile = most; tile > most / 4; --tile)
    if (channels % tile == 0)
      return tile;
  return channels;
}

namespace {
/// What a pooling does with the values of its window.
struct Reduction {
  /// Start value of an accumulator.
  int64_t initial;
  llvm::function_ref<Value(Value acc, Value stored)> step;
  /// From accumulator and window to the stored result.
  llvm::function_ref<Value(Value acc, Value multiplier)> finish;
  /// The factor of a window, once per pixel; null if it has none.
  llvm::function_ref<Value(const WindowRange &, const WindowRange &)> factor;
};
} // namespace

// for pixel, tile: acc = initial; for kh, kw: for i: acc[i] = step(acc[i],
// x[i])
//   for i: y[i] = finish(acc[i])
template <typename OpT>
static void lowerWindows(LoopWriter &writer, OpT op,
                         const Reduction &reduction) {
  ArrayRef<int64_t> input = shapeOf(op.getInput());
  WindowAxis height = windowAxis(op, 0, op.getKernel()[0], 1);
  WindowAxis width = windowAxis(op, 1, op.getKernel()[1], 1);
  int64_t channels = input[3];
  int64_t size = poolingTile(channels, writer.target.ocTile);
  bool zeroExtend = isUnsigned(op.getInput());
  Value acc = writer.accumulators(size);
  Value initial = writer.i32(reduction.initial);

  auto pixel = [&](Value n, const WindowRange &rows, const WindowRange &columns,
                   Value y) {
    Value factor = reduction.factor ? reduction.factor(rows, columns) : Value();
    writer.loop("tile", 0, channels / size, [&](Value tile) {
      Value first = writer.mul(tile, size, "first");
      writer.loop("i", 0, size,
                  [&](Value i) { writer.store(initial, acc, i); });
      writer.loop("kh", rows.low, rows.high, [&](Value kh) {
        Value inputRow = writer.add(writer.mul(n, height.input),
                                    writer.add(rows.start, kh), "row");
        writer.loop("kw", columns.low, columns.high, [&](Value kw) {
          Value iw = writer.add(columns.start, kw, "column");
          Value at = writer.add(writer.mul(inputRow, width.input), iw);
          Value x = writer.add(writer.mul(at, channels), first, "x_pixel");
          writer.loop("i", 0, size, [&](Value i) {
            Value stored =
                writer.load8(writer.inputs[0], writer.add(x, i), zeroExtend);
            writer.store(reduction.step(writer.load(acc, i), stored), acc, i);
          });
        });
      });
      Value yFirst = writer.add(y, first);
      writer.loop("i", 0, size, [&](Value i) {
        writer.store8(reduction.finish(writer.load(acc, i), factor),
                      writer.output, writer.add(yFirst, i));
      });
    });
  };
  writer.loop("n", 0, input[0], [&](Value n) {
    writer.loop("oh", 0, height.output, [&](Value oh) {
      WindowRange rows = windowRange(writer, height, oh, 'h');
      Value row = writer.add(writer.mul(n, height.output), oh);
      writer.loop("ow", 0, width.output, [&](Value ow) {
        WindowRange columns = windowRange(writer, width, ow, 'w');
        Value y = writer.mul(writer.add(writer.mul(row, width.output), ow),
                             channels, "y_pixel");
        pixel(n, rows, columns, y);
      });
    });
  });
}

static void lowerMaxPool(LoopWriter &writer, q8::MaxPool2dOp op) {
  auto step = [&](Value acc, Value stored) { return writer.max(acc, stored); };
  auto finish = [](Value acc, Value) { return acc; };
  lowerWindows(writer, op,
               {isUnsigned(op.getInput()) ? 0 : -128, step, finish, {}});
}

static void lowerAvgPool(LoopWriter &writer, q8::AvgPool2dOp op) {
  int32_t inputZeroPoint = static_cast<int32_t>(op.getInputZeroPoint());
  auto step = [&](Value acc, Value stored) {
    return writer.add(acc, writer.sub(stored, inputZeroPoint));
  };
  Value multipliers;
  Type f32 = writer.builder.getF32Type();
  if (op.getMultipliers().size() > 1)
    multipliers = writer.constant("multipliers", op.getMultipliers());
  auto factor = [&](const WindowRange &rows,
                    const WindowRange &columns) -> Value {
    if (!multipliers) {
      OpBuilder start = writer.atStart();
      return arith::ConstantOp::create(
          start, writer.loc(), f32,
          start.getF32FloatAttr(op.getMultipliers()[0]));
    }
    Value count = writer.mul(writer.sub(rows.high, rows.low),
                             writer.sub(columns.high, columns.low));
    return writer.load(multipliers, writer.sub(count, 1), "multiplier");
  };
  auto finish = [&](Value acc, Value multiplier) -> Value {
    return kernel::RequantizeOp::create(
        writer.builder, writer.loc(), writer.builder.getI32Type(), acc,
        multiplier, static_cast<int32_t>(op.getOutputZeroPoint()),
        static_cast<int32_t>(op.getLow()), static_cast<int32_t>(op.getHigh()));
  };
  lowerWindows(writer, op, {0, step, finish, factor});
}

LogicalResult lower::lowerPooling(LoopWriter &writer, Operation *op) {
  if (auto pool = dyn_cast<q8::MaxPool2dOp>(op))
    lowerMaxPool(writer, pool);
  else
    lowerAvgPool(writer, cast<q8::AvgPool2dOp>(op));
  return success();
}
