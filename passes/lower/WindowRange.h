// WindowRange.h: which positions of a window lie inside the input.
#ifndef ATTEND_PASSES_LOWER_WINDOWRANGE_H
#define ATTEND_PASSES_LOWER_WINDOWRANGE_H

#include "passes/lower/LoopWriter.h"

namespace attendc::lower {

/// One spatial dimension of a convolution or pooling.
struct WindowAxis {
  int64_t input, output, kernel, stride, dilation, padLow;

  /// True if every window lies inside the input.
  bool alwaysInside() const {
    return padLow == 0 &&
           (output - 1) * stride + (kernel - 1) * dilation < input;
  }
};

/// Positions low <= k < high of the window lie inside; position k reads the
/// input at `start + k * dilation`. The range may be empty (high <= low).
struct WindowRange {
  mlir::Value start, low, high;
};

/// The range of the window of output position `at`. `letter` is h or w: values
/// are called ih, kh_low, kh_high.
WindowRange windowRange(LoopWriter &writer, const WindowAxis &axis,
                        mlir::Value at, char letter);

/// Axes 0 (height) and 1 (width) of an op with input, strides and pads.
template <typename OpT>
WindowAxis windowAxis(OpT op, unsigned axis, int64_t kernel, int64_t dilation) {
  return {shapeOf(op.getInput())[1 + axis],
          shapeOf(op.getResult())[1 + axis],
          kernel,
          op.getStrides()[axis],
          dilation,
          op.getPads()[axis]};
}

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_WINDOWRANGE_H
