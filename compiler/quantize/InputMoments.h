// InputMoments.h: second moments of what the weights of a layer multiply.
#ifndef ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H
#define ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H

#include "compiler/reference/Tensor.h"

#include "mlir/IR/Operation.h"

namespace attendc {

/// Of the windows x [KH * KW * C / groups] that a convolution or
/// fully_connected reads from one group of its input channels.
class InputMoments {
public:
  InputMoments(mlir::Operation *op, int64_t group);

  /// Windows of one input.
  int64_t windows() const { return n * oh * ow; }

  /// Counts every `stride`-th window from `first` on.
  void add(const reference::Tensor &input, int64_t first, int64_t stride);

  /// Takes the means away, so that what is left does not depend on a bias.
  void centre();

  int64_t depth() const { return kh * kw * c; }
  /// Sum of x[i] * x[j], [depth, depth], of which the lower half is there.
  llvm::ArrayRef<double> gram() const { return products; }

private:
  void gather(const float *input, int64_t window, double *row) const;

  int64_t group, groups = 1;
  int64_t n, h, w, c; // c: channels of a group
  int64_t oh, ow, kh = 1, kw = 1;
  int64_t strideH = 1, strideW = 1, top = 0, left = 0;
  int64_t dilationH = 1, dilationW = 1;
  double count = 0.0;
  std::vector<double> sums;     // [depth]
  std::vector<double> products; // [depth, depth]
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H
