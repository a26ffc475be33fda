// QuantizationParameters.h: which scales, zero points and integers stand for
// ranges of activations, weights and biases.
#ifndef ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H
#define ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H

#include "dialects/q8/FixedPoint.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <algorithm>
#include <cstdint>

namespace attendc::quant {

/// The values from `low` to `high`; holds 0.
struct Range {
  float low = 0.0f, high = 0.0f;

  void include(Range other) {
    low = std::min(low, other.low);
    high = std::max(high, other.high);
  }
};

/// How values in [low, high] are stored, which is widened to hold 0: scale =
/// f32((high - low) / steps), and zeroPoint the integer nearest to the one that
/// stands for 0, which is therefore exact. A range that is empty or too small
/// for a normal scale gets scale 1.
q8::Quantization activationParameters(float low, float high, bool isSigned,
                                      int32_t bits);

/// The range of 8-bit parameters in 16 bits.
q8::Quantization widened(q8::Quantization bytes);

/// The largest scale not above `scale` whose `steps` from a lower end of 0 stay
/// at or below `limit` in single precision: so that ONNX Runtime sees that the
/// quantization clips as a Clip before it does.
float scaleWithin(float scale, float limit, int32_t steps);

/// Symmetric int8 weights with values in [-127, 127].
struct QuantizedWeights {
  llvm::SmallVector<int8_t> values;
  llvm::SmallVector<float> scales; ///< One for each channel.
  llvm::SmallVector<int32_t>
      bias; ///< In units of inputScale * scale; or empty.
};

/// The scale of a row of weights without a better one: max|w| / 127, or
/// `ofTensor` (that of all rows) for a row of zeros.
float weightScale(llvm::ArrayRef<float> row, float ofTensor);

/// The least scale of weights whose bias stays in [-2^30, 2^30], so that the
/// integer sums of the convolution fit in 32 bits, and whose products with
/// `inputScale` are normal numbers.
float leastWeightScale(llvm::ArrayRef<float> bias, float inputScale);

/// Quantizes `weights`, `channels` rows of equal length, each with its entry of
/// `scales`, or its weightScale if that is empty; no less than its
/// leastWeightScale. `bias` is empty or holds the same number of entries for
/// each channel, row after row.
QuantizedWeights quantizeWeights(llvm::ArrayRef<float> weights,
                                 int64_t channels, llvm::ArrayRef<float> bias,
                                 float inputScale,
                                 llvm::ArrayRef<float> scales = {});

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_QUANTIZATIONPARAMETERS_H
