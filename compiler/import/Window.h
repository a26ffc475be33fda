// Window.h: the sliding window that convolutions and pools share.
#ifndef ATTEND_COMPILER_IMPORT_WINDOW_H
#define ATTEND_COMPILER_IMPORT_WINDOW_H

#include "compiler/import/Node.h"

#include <array>

namespace attendc::importer {

/// A window over H and W; index 0 is H, 1 is W.
struct Window {
  std::array<int64_t, 2> kernel, strides, dilations;
  /// [top, left, bottom, right], in input positions; for the transposed
  /// convolution in output positions.
  std::array<int64_t, 4> pads;
  /// SAME_UPPER, SAME_LOWER, VALID or NOTSET: who chooses the pads.
  std::string autoPad;

  /// Extent of one dilated kernel: (K - 1) * dilation + 1.
  int64_t extent(int d) const { return (kernel[d] - 1) * dilations[d] + 1; }
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad. `weightKernel`
/// is the kernel that the weights have, or empty for pools, where the
/// attribute is required.
mlir::FailureOr<Window> readWindow(Node &node,
                                   llvm::ArrayRef<int64_t> weightKernel);

/// For convolutions and pools over `input` [H, W]: replaces auto_pad by pads
/// and returns the output [H, W]. With `ceilMode` the last window may reach
/// beyond the padded input, but starts inside the input or the pad before it
/// (ONNX MaxPool-22); the pads after the input then grow to hold it.
mlir::FailureOr<std::array<int64_t, 2>>
resolveWindow(Node &node, Window &window, llvm::ArrayRef<int64_t> input,
              bool ceilMode);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_WINDOW_H
