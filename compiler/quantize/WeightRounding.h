// WeightRounding.h: the integers of rows of weights that read the same inputs.
#ifndef ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H
#define ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace attendc {

/// The integers that a weight may be: [-127, 127], or [-8, 7] in 4 bits.
struct Levels {
  double low = -127.0, high = 127.0;

  static Levels ofBits(int bits) {
    return bits == 4 ? Levels{-8.0, 7.0} : Levels();
  }
};

/// A row of weights as integer * scale.
struct RoundedRow {
  std::vector<int8_t> integers;
  float scale = 0.0f;
};

/// The scale that minimises sum over k of importance[k] * (w[k] - its nearest
/// level * scale)^2, of 48 from `largest` down to a part of it: half with 255
/// levels, a third with 16.
float clippedScale(llvm::ArrayRef<double> row, float largest, Levels levels,
                   llvm::ArrayRef<double> importance);

/// Levels near row / scale: nearest, one by one.
std::vector<int8_t> roundNearest(llvm::ArrayRef<double> row, float scale,
                                 Levels levels);

/// Rounds rows so that e^T H e is small, e the errors of a whole row, H the
/// second moments of what it multiplies plus `damping` of their mean diagonal.
class JointRounding {
public:
  /// `gram` [depth, depth] is symmetric and positive; its lower half is read.
  JointRounding(llvm::ArrayRef<double> gram, int64_t depth, double damping,
                Levels levels);

  /// From the last weight to the first, each makes up for the errors of those
  /// before as well as it can alone; then each in turn moves to where the
  /// others want it, until none does. With `fitsScale` the scale that is best
  /// for the integers, and the integers for that scale, follow in turn, from
  /// some scales around `scale`, down to `least`.
  ///
  /// Source: Babai's nearest plane algorithm, which with weights in reverse
  /// order is GPTQ (Frantar et al., 2023), then coordinate descent as in
  /// QuantEase (Behdin et al., 2023).
  RoundedRow round(llvm::ArrayRef<double> row, float scale, float least,
                   bool fitsScale) const;

  /// H^-1 y.
  std::vector<double> solve(llvm::ArrayRef<double> y) const;

private:
  std::vector<int8_t> nearestPlane(llvm::ArrayRef<double> row,
                                   float scale) const;
  void descend(RoundedRow &rounded, llvm::ArrayRef<double> target,
               std::vector<double> &reached) const;
  /// H row.
  std::vector<double> times(llvm::ArrayRef<double> row) const;

  int64_t depth;
  Levels levels;
  std::vector<double> matrix; // H
  std::vector<double> lower;  // L, H = L L^T
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H
