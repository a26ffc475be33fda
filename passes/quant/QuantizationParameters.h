// QuantizationParameters.h: which scales, zero points and integers stand for
// ranges of activations, weights and biases.
#ifndef ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H
#define ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>

namespace attendc::quant {

/// `real = (integer - zeroPoint) * scale`.
struct QuantizationParameters {
  float scale;
  int32_t zeroPoint;
};

/// Asymmetric 8-bit parameters for values in [low, high], which is widened to
/// hold 0: scale = f32((high - low) / 255), and zeroPoint the integer nearest
/// to the one that stands for 0, which is therefore exact. A range that is
/// empty or too small for a normal scale gets scale 1.
QuantizationParameters activationParameters(float low, float high,
                                            bool isSigned);

/// sat(rint_even(value / scale) + zeroPoint), the arithmetic of
/// `attend.quantize`.
int32_t quantizeValue(float value, QuantizationParameters parameters,
                      bool isSigned);

/// The largest scale not above `scale` whose 255 steps from a lower end of 0
/// stay at or below `limit` in single precision: so that ONNX Runtime sees
/// that the quantization clips as a Clip before it does.
float scaleWithin(float scale, float limit);

/// Symmetric int8 weights with values in [-127, 127].
struct QuantizedWeights {
  llvm::SmallVector<int8_t> values;
  llvm::SmallVector<float> scales; ///< One for each channel.
  llvm::SmallVector<int32_t>
      bias; ///< In units of inputScale * scale; or empty.
};

/// Quantizes `weights`, `channels` rows of equal length, each with the scale
/// max|w| / 127; a row of zeros takes the largest scale of all rows. `bias` is
/// empty or holds the same number of entries for each channel, row after row.
/// A scale is raised where its bias would leave [-2^30, 2^30], so that the
/// integer sums of the convolution fit in 32 bits.
QuantizedWeights quantizeWeights(llvm::ArrayRef<float> weights,
                                 int64_t channels, llvm::ArrayRef<float> bias,
                                 float inputScale);

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H
