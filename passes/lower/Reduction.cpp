// Reduction.cpp: sums, means and extremes along dimensions, and the position of
// a maximum.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/Sequence.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;
using attendc::attend::ReduceKind;

namespace {
/// Neighbouring dimensions of the input that are all kept or all reduced.
struct Run {
  int64_t size, stride; // stride: in elements of the input
  bool isReduced;
};
} // namespace

static SmallVector<Run> mergeDimensions(ArrayRef<int64_t> shape,
                                        ArrayRef<int64_t> axes) {
  SmallVector<Run> runs;
  int64_t stride = 1;
  for (int64_t d = shape.size() - 1; d >= 0; --d) {
    bool isReduced = llvm::is_contained(axes, d);
    if (shape[d] != 1 && !runs.empty() && runs.back().isReduced == isReduced)
      runs.back().size *= shape[d];
    else if (shape[d] != 1)
      runs.push_back({shape[d], stride, isReduced});
    stride *= shape[d];
  }
  std::reverse(runs.begin(), runs.end());
  return runs;
}

namespace {
/// Writes the loops of one reduction:
///   for kept: acc = start; for reduced: acc = combine(acc, x[..]); y = acc
class Reduction {
public:
  Reduction(LoopWriter &writer, attend::ReduceOp op)
      : writer(writer), op(op),
        numbers(writer, getElementTypeOrSelf(op.getType())),
        runs(mergeDimensions(shapeOf(op.getInput()), op.getAxes())) {}

  void write() { writeKept(0, writer.index(0), writer.index(0)); }

private:
  static StringRef nameOf(size_t depth) {
    static constexpr StringLiteral names[] = {"i", "j", "k", "l"};
    return names[std::min(depth, std::size(names) - 1)];
  }
  Value start() {
    switch (op.getKind()) {
    case ReduceKind::Max:
      return numbers.least();
    case ReduceKind::Min:
      return numbers.greatest();
    default:
      return numbers.constant(0.0);
    }
  }
  Value combine(Value sum, Value x) {
    switch (op.getKind()) {
    case ReduceKind::Max:
      return numbers.max(sum, x);
    case ReduceKind::Min:
      return numbers.min(sum, x);
    default:
      return numbers.add(sum, x);
    }
  }
  void writeKept(size_t depth, Value from, Value to);
  Value writeReduced(size_t depth, Value from, Value sum);

  LoopWriter &writer;
  attend::ReduceOp op;
  Numbers numbers;
  SmallVector<Run> runs;
};
} // namespace

Value Reduction::writeReduced(size_t depth, Value from, Value sum) {
  if (depth == runs.size())
    return combine(sum, numbers.load(writer.inputs[0], from));
  const Run &run = runs[depth];
  if (!run.isReduced)
    return writeReduced(depth + 1, from, sum);
  bool isExtreme =
      op.getKind() == ReduceKind::Max || op.getKind() == ReduceKind::Min;
  return writer.carry(nameOf(depth), writer.index(0), writer.index(run.size),
                      {isExtreme ? "best" : "sum"}, sum,
                      [&](Value iv, ValueRange now) -> SmallVector<Value> {
                        Value at = writer.add(from, writer.mul(iv, run.stride));
                        return {writeReduced(depth + 1, at, now[0])};
                      })[0];
}

void Reduction::writeKept(size_t depth, Value from, Value to) {
  if (depth < runs.size() && runs[depth].isReduced)
    return writeKept(depth + 1, from, to);
  if (depth < runs.size()) {
    const Run &run = runs[depth];
    writer.loop(nameOf(depth), 0, run.size, [&](Value iv) {
      writeKept(depth + 1, writer.add(from, writer.mul(iv, run.stride)),
                writer.add(writer.mul(to, run.size), iv));
    });
    return;
  }
  Value result = writeReduced(0, from, start());
  if (op.getKind() == ReduceKind::Mean) {
    int64_t count = cast<ShapedType>(op.getInput().getType()).getNumElements() /
                    cast<ShapedType>(op.getType()).getNumElements();
    result = numbers.div(result, numbers.constant(static_cast<double>(count)));
  }
  numbers.store(result, writer.output, to);
}

// for o, i: best = x[o, 0, i]; for k: if x[o, k, i] is greater: best, at = ..
static void lowerArgMax(LoopWriter &writer, attend::ArgMaxOp op) {
  Numbers numbers(writer, getElementTypeOrSelf(op.getInput().getType()));
  Type position = writer.builder.getI64Type();
  AxisView view(shapeOf(op.getInput()), op.getAxis());
  int64_t length = view.length, inner = view.inner;
  writer.loop("i", 0, view.outer, [&](Value i) {
    writer.loop("j", 0, inner, [&](Value j) {
      Value row = writer.add(writer.mul(i, length * inner), j);
      Value first = numbers.load(writer.inputs[0], row);
      Value zero = writer.number(IntegerAttr::get(position, 0));
      SmallVector<Value> last = writer.carry(
          "k", writer.index(1), writer.index(length), {"best", "at"},
          {first, zero}, [&](Value k, ValueRange now) -> SmallVector<Value> {
            Value x = numbers.load(writer.inputs[0],
                                   writer.add(row, writer.mul(k, inner)), "x");
            Value at = writer.toInteger(k, position);
            // Of equal values the first or the last one.
            Value keeps = op.getSelectLast() ? numbers.less(x, now[0])
                                             : numbers.less(now[0], x);
            if (op.getSelectLast())
              return {numbers.select(keeps, now[0], x),
                      numbers.select(keeps, now[1], at)};
            return {numbers.select(keeps, x, now[0]),
                    numbers.select(keeps, at, now[1])};
          });
      writer.store(last[1], writer.output, writer.add(writer.mul(i, inner), j));
    });
  });
}

LogicalResult lower::lowerReduction(LoopWriter &writer, Operation *op) {
  if (auto reduce = dyn_cast<attend::ReduceOp>(op))
    Reduction(writer, reduce).write();
  else
    lowerArgMax(writer, cast<attend::ArgMaxOp>(op));
  return success();
}
