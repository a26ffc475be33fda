// Window.h: the sliding window that convolutions and pools share.
#ifndef ATTEND_COMPILER_IMPORT_WINDOW_H
#define ATTEND_COMPILER_IMPORT_WINDOW_H

#include "compiler/import/Node.h"

namespace attendc::importer {

/// A window over the dimensions behind N and C: W, H and W, or D, H and W.
struct Window {
  /// One entry for each dimension.
  Shape kernel, strides, dilations;
  /// Before each dimension, then after each, in input positions; for the
  /// transposed convolution in output positions.
  Shape pads;
  /// SAME_UPPER, SAME_LOWER, VALID or NOTSET: who chooses the pads.
  std::string autoPad;

  size_t dims() const { return kernel.size(); }
  /// Extent of one dilated kernel: (K - 1) * dilation + 1.
  int64_t extent(int d) const { return (kernel[d] - 1) * dilations[d] + 1; }
  /// A window over W becomes one over H and W.
  void raiseToPicture();
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad of a window over
/// `dims` dimensions. `weightKernel` is the kernel that the weights have, or
/// empty for pools, where the attribute is required.
mlir::FailureOr<Window> readWindow(Node &node, size_t dims,
                                   llvm::ArrayRef<int64_t> weightKernel);

/// For convolutions and pools over `input`, one length for each dimension:
/// replaces auto_pad by pads and returns the output's lengths. With `ceilMode`
/// the last window may reach beyond the padded input, but starts inside the
/// input or the pad before it (ONNX MaxPool-22); the pads after the input then
/// grow to hold it.
mlir::FailureOr<Shape> resolveWindow(Node &node, Window &window,
                                     llvm::ArrayRef<int64_t> input,
                                     bool ceilMode);

/// Operand 0 with 3 or 4 dimensions: [N, C, W] is [N, C, 1, W].
struct Picture {
  mlir::Value value;
  Shape shape; // [N, C, H, W]
};

/// Operand 0 as a picture of its own element type; 5 dimensions are
/// unsupported.
mlir::FailureOr<Picture> readPicture(Node &node);

/// The picture `value` of ONNX shape `shape` as result 0, of as many dimensions
/// as operand 0.
mlir::LogicalResult finishPicture(Node &node, mlir::Value value,
                                  llvm::ArrayRef<int64_t> shape);

// Windows3d.cpp: windows over D, H and W, made of windows over H and W.
mlir::LogicalResult importConv3d(Node &node);
mlir::LogicalResult importPool3d(Node &node, bool isMax);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_WINDOW_H
