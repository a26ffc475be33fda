// Padding.cpp: padding with the input's own elements.

#include "passes/lower/Families.h"
#include "passes/lower/Numbers.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

/// The position of the input that position `at` of the result shows.
static Value sourceOf(LoopWriter &writer, attend::PadMode mode, Value at,
                      int64_t low, int64_t length) {
  Value from = writer.sub(at, low);
  if (mode == attend::PadMode::Edge)
    return writer.min(writer.max(from, writer.index(0)),
                      writer.index(length - 1), "from");
  // Mirrored at 0, then at the last position.
  Value mirrored = writer.max(from, writer.sub(writer.index(0), from));
  return writer.min(
      mirrored, writer.sub(writer.index(2 * (length - 1)), mirrored), "from");
}

// for i, j, ..: y[i, j, ..] = x[source(i), source(j), ..]
LogicalResult lower::lowerPadFromInput(LoopWriter &writer, attend::PadOp op) {
  ArrayRef<int64_t> in = shapeOf(op.getInput()), out = shapeOf(op.getResult());
  static constexpr StringLiteral names[] = {"i", "j", "k", "l"};
  // Dimensions behind the last padded one are copied as a whole.
  size_t padded = in.size();
  int64_t run = 1;
  while (padded > 0 && in[padded - 1] == out[padded - 1])
    run *= in[--padded];
  std::function<void(size_t, Value, Value)> nest = [&](size_t depth, Value from,
                                                       Value to) {
    if (depth == padded) {
      Value start = writer.mul(from, run), end = writer.mul(to, run);
      if (run > 1)
        return writer.copy(writer.inputs[0], start, writer.output, end, run);
      return writer.store(writer.load(writer.inputs[0], start), writer.output,
                          end);
    }
    StringRef name = names[std::min(depth, std::size(names) - 1)];
    writer.loop(name, 0, out[depth], [&](Value at) {
      Value source = in[depth] == out[depth]
                         ? at
                         : sourceOf(writer, op.getMode(), at,
                                    op.getLow()[depth], in[depth]);
      nest(depth + 1, writer.add(writer.mul(from, in[depth]), source),
           writer.add(writer.mul(to, out[depth]), at));
    });
  };
  nest(0, writer.index(0), writer.index(0));
  return success();
}
