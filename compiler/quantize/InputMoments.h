// InputMoments.h: second moments of what the weights of a layer multiply.
#ifndef ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H
#define ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H

#include "compiler/reference/Tensor.h"

#include "mlir/IR/Operation.h"

namespace attendc {

/// Of the windows x [KH * KW * C / groups] that a convolution or
/// fully_connected reads from one group of its input channels; and their
/// products with the drift d [OC / groups] that its outputs have there, apart
/// for every other example, so that what both halves say is no chance.
class InputMoments {
public:
  InputMoments(mlir::Operation *op, int64_t group);

  /// Windows of one input.
  int64_t windows() const { return n * oh * ow; }

  /// Counts every `stride`-th window of example `index`, from another one for
  /// each. `drift`, which may be null, has the shape of the output.
  void add(int64_t index, const reference::Tensor &input,
           const reference::Tensor *drift, int64_t stride);

  /// Takes the means away, so that what is left does not depend on a bias.
  void centre();

  int64_t depth() const { return kh * kw * c; }
  /// Sum of x[i] * x[j], [depth, depth], of which the lower half is there.
  llvm::ArrayRef<double> gram() const { return products; }
  /// Sum of x[k] * d[row] over half 0 or 1 of the examples, [depth].
  llvm::ArrayRef<double> pull(int half, int64_t row) const {
    return llvm::ArrayRef(halves[half].pulls).slice(row * depth(), depth());
  }

private:
  struct Half {
    double count = 0.0;
    std::vector<double> sums, drifts; // [depth], [rows]
    std::vector<double> pulls;        // [rows, depth]
  };

  void gather(const float *input, int64_t window, double *row) const;

  int64_t group, groups = 1;
  int64_t n, h, w, c; // c: channels of a group
  int64_t rows;       // of a group
  int64_t oh, ow, kh = 1, kw = 1;
  int64_t strideH = 1, strideW = 1, top = 0, left = 0;
  int64_t dilationH = 1, dilationW = 1;
  std::vector<double> products; // [depth, depth]
  Half halves[2];
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_INPUTMOMENTS_H
