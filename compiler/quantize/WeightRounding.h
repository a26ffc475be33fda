// WeightRounding.h: the integers of rows of weights that read the same inputs.
#ifndef ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H
#define ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H

#include "llvm/ADT/ArrayRef.h"

#include <vector>

namespace attendc {

/// The lower Cholesky factor L of H + damping * mean(diagonal of H) * I, H
/// [depth, depth] symmetric and positive, of which the lower half is read.
std::vector<double> factorize(llvm::ArrayRef<double> gram, int64_t depth,
                              double damping);

/// The scale of at most max|w| / 127, of 48 down to its half, that minimises
/// sum over k of importance[k] * (w[k] - its nearest integer * scale)^2.
float clippedScale(llvm::ArrayRef<double> row, float largest,
                   llvm::ArrayRef<double> importance);

/// Integers in [-127, 127] near row / scale: nearest, one by one.
std::vector<int8_t> roundNearest(llvm::ArrayRef<double> row, float scale);

/// The same, so that e^T H e of the errors e of a whole row is small: from the
/// last weight to the first, each makes up for the errors of those before as
/// well as it can alone. Source: Babai's nearest plane algorithm; with weights
/// in reverse order it is GPTQ (Frantar et al., 2023), which is OBQ (Frantar
/// and Alistarh, 2022) in a fixed order.
std::vector<int8_t> roundJointly(llvm::ArrayRef<double> row, float scale,
                                 llvm::ArrayRef<double> lower);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_WEIGHTROUNDING_H
