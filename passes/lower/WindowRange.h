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
  /// True if some window has a position inside the input.
  bool seesInput() const;
};

/// Positions low <= k < high of the window lie inside; position k reads the
/// input at `start + k * dilation`. The range may be empty (high <= low).
struct WindowRange {
  mlir::Value start, low, high;
};

/// The rows of a window, and where they lie in the buffer of operand 0.
class WindowRows : public WindowRange {
public:
  /// Rows under row `oh` of result `n`; columns are those of `width`.
  WindowRows(LoopWriter &writer, const WindowAxis &height,
             const WindowAxis &width, mlir::Value n, mlir::Value oh);
  /// Where the row that position kh reads starts in the buffer, in elements.
  mlir::Value at(mlir::Value kh) const;

private:
  LoopWriter &writer;
  WindowAxis height;
  mlir::Value n;
  // Of a ring that is read, by position, computed once a row; or null.
  mlir::Value starts;
};

/// Calls `body` for every row that is computed, row `oh` of result `n`: with n,
/// oh and the row's position in the output.
void forEachRow(
    LoopWriter &writer, const WindowAxis &height,
    llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value)> body);

/// Calls `body` for every pixel that is computed, of an op on activations [N,
/// H, W, C], with its window's rows and columns and the index of its first
/// channel in the output.
void forEachWindow(LoopWriter &writer, const WindowAxis &height,
                   const WindowAxis &width,
                   llvm::function_ref<void(const WindowRows &,
                                           const WindowRange &, mlir::Value)>
                       body);

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

/// Where a function computes a row whose windows see one row of the input
/// each: makes that row the whole input, of height 1.
void takeOnlyRow(LoopWriter &writer, WindowAxis &height);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_WINDOWRANGE_H
