// WindowRange.cpp: clamps windows once per row or column, so that no inner loop
// asks whether it is inside.

#include "passes/lower/WindowRange.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

// low  = ceil(max(0, -start) / dilation)
// high = min(kernel, ceil(max(0, input - start) / dilation))
WindowRange lower::windowRange(LoopWriter &writer, const WindowAxis &axis,
                               Value at, char letter) {
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

/// W*C of the input.
static int64_t rowSize(LoopWriter &writer) {
  ArrayRef<int64_t> input = writer.inputShape(0);
  return input[2] * input[3];
}

bool WindowAxis::seesInput() const {
  for (int64_t at = 0; at < output; ++at)
    for (int64_t k = 0; k < kernel; ++k)
      if (int64_t position = at * stride - padLow + k * dilation;
          0 <= position && position < input)
        return true;
  return false;
}

WindowRows::WindowRows(LoopWriter &writer, const WindowAxis &height,
                       const WindowAxis &width, Value n, Value oh)
    : WindowRange(windowRange(writer, height, oh, 'h')), writer(writer),
      height(height), n(n) {
  if (!writer.isRing(0) || !width.seesInput())
    return;
  Type i32 = writer.builder.getI32Type();
  starts = writer.accumulators(height.kernel, i32, "starts");
  writer.loop("kh", low, high, [&](Value kh) {
    Value ih = writer.add(start, writer.mul(kh, height.dilation));
    Value at = writer.mul(writer.slot(0, ih), rowSize(writer));
    writer.store(writer.toInteger(at, i32), starts, kh);
  });
}

Value WindowRows::at(Value kh) const {
  if (starts)
    return writer.toIndex(writer.load(starts, kh), "row_start");
  Value ih = writer.add(start, writer.mul(kh, height.dilation));
  Value row = writer.add(writer.mul(n, height.input), ih);
  return writer.mul(row, rowSize(writer), "row_start");
}

void lower::forEachRow(LoopWriter &writer, const WindowAxis &height,
                       llvm::function_ref<void(Value, Value, Value)> body) {
  Value zero = writer.index(0);
  if (writer.row())
    return body(zero, height.output == 1 ? zero : writer.row(), zero);
  writer.loop("n", 0, writer.outputShape()[0], [&](Value n) {
    writer.loop("oh", 0, height.output, [&](Value oh) {
      body(n, oh, writer.add(writer.mul(n, height.output), oh, "output_row"));
    });
  });
}

void lower::forEachWindow(
    LoopWriter &writer, const WindowAxis &height, const WindowAxis &width,
    llvm::function_ref<void(const WindowRows &, const WindowRange &, Value)>
        body) {
  int64_t channels = writer.outputShape()[3];
  forEachRow(writer, height, [&](Value n, Value oh, Value outputRow) {
    WindowRows rows(writer, height, width, n, oh);
    writer.loop("ow", 0, width.output, [&](Value ow) {
      WindowRange columns = windowRange(writer, width, ow, 'w');
      Value pixel = writer.add(writer.mul(outputRow, width.output), ow);
      body(rows, columns, writer.mul(pixel, channels, "y_pixel"));
    });
  });
}

void lower::takeOnlyRow(LoopWriter &writer, WindowAxis &height) {
  if (!writer.row() || height.kernel != 1 || !height.alwaysInside())
    return;
  writer.takeRow(0, writer.mul(writer.row(), height.stride));
  height = {/*input=*/1,  /*output=*/1,   /*kernel=*/1,
            /*stride=*/1, /*dilation=*/1, /*padLow=*/0};
}
