// WindowRange.cpp: clamps windows once per row or column, so that no inner loop
// asks whether it is inside.

#include "passes/lower/WindowRange.h"

using namespace mlir;
using namespace attendc::lower;

// low  = ceil(max(0, -start) / dilation)
// high = min(kernel, ceil(max(0, input - start) / dilation))
WindowRange attendc::lower::windowRange(LoopWriter &writer,
                                        const WindowAxis &axis, Value at,
                                        char letter) {
  std::string suffix(1, letter);
  WindowRange range;
  Value scaled = writer.mul(at, axis.stride);
  range.start = writer.sub(scaled, axis.padLow, "i" + suffix);
  range.low = writer.index(0);
  range.high = writer.index(axis.kernel);
  if (axis.alwaysInside())
    return range;
  auto ceilDiv = [&](Value value) {
    return writer.div(writer.add(value, axis.dilation - 1), axis.dilation);
  };
  Value zero = writer.index(0);
  if (axis.padLow > 0) {
    Value before = writer.sub(zero, range.start);
    range.low = writer.max(zero, before, "k" + suffix + "_low");
    if (axis.dilation > 1)
      range.low = ceilDiv(range.low);
  }
  Value after = writer.sub(writer.index(axis.input), range.start);
  if (axis.dilation > 1)
    after = ceilDiv(writer.max(zero, after));
  range.high = writer.min(range.high, after, "k" + suffix + "_high");
  return range;
}
