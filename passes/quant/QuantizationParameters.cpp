// QuantizationParameters.cpp: rounds ranges to scales, zero points and
// integers; every division is done in double precision and rounded once.

#include "passes/quant/QuantizationParameters.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

using namespace attendc;
using namespace attendc::quant;

/// Biases up to this size leave room for 32,000 products of two bytes.
static constexpr double largestBias = 1 << 30;

q8::Quantization quant::widened(q8::Quantization bytes) {
  q8::Quantization wide = bytes;
  wide.bits = 16;
  // 257 of the finer steps are one.
  wide.scale = bytes.scale / 257.0f;
  wide.zeroPoint = wide.least() + 257 * (bytes.zeroPoint - bytes.least());
  return wide;
}

q8::Quantization quant::activationParameters(float low, float high,
                                             bool isSigned, int32_t bits) {
  q8::Quantization result{1.0f, 0, !isSigned, bits};
  double least = result.least();
  low = std::min(low, 0.0f);
  high = std::max(high, 0.0f);
  double range = static_cast<double>(high) - static_cast<double>(low);
  float scale = static_cast<float>(range / result.steps());
  if (scale >= FLT_MIN)
    result.scale = scale;
  double zero = std::rint(least - static_cast<double>(low) / result.scale);
  result.zeroPoint = static_cast<int32_t>(
      std::clamp(zero, least, static_cast<double>(result.most())));
  return result;
}

float quant::scaleWithin(float scale, float limit, int32_t steps) {
  while (scale * static_cast<float>(steps) > limit)
    scale = std::nextafter(scale, 0.0f);
  return scale;
}

static float largestMagnitude(llvm::ArrayRef<float> values) {
  float largest = 0.0f;
  for (float value : values)
    largest = std::max(largest, std::fabs(value));
  return largest;
}

float quant::weightScale(llvm::ArrayRef<float> row, float ofTensor) {
  float scale = largestMagnitude(row) / 127.0f;
  if (scale == 0.0f)
    scale = ofTensor == 0.0f ? 1.0f : ofTensor;
  return scale;
}

float quant::leastWeightScale(llvm::ArrayRef<float> bias, float inputScale) {
  double needed = largestMagnitude(bias) / (largestBias * inputScale);
  float scale = std::nextafter(static_cast<float>(needed), INFINITY);
  // The bias's scale must be a normal number too.
  return std::max(
      {scale, FLT_MIN, std::nextafter(FLT_MIN / inputScale, INFINITY)});
}

QuantizedWeights quant::quantizeWeights(llvm::ArrayRef<float> weights,
                                        int64_t channels,
                                        llvm::ArrayRef<float> bias,
                                        float inputScale,
                                        llvm::ArrayRef<float> scales) {
  QuantizedWeights result;
  float ofTensor = largestMagnitude(weights) / 127.0f;
  int64_t length = weights.size() / channels;
  int64_t biasLength = bias.size() / channels;
  for (int64_t c = 0; c < channels; ++c) {
    llvm::ArrayRef<float> row = weights.slice(c * length, length);
    llvm::ArrayRef<float> rowBias = bias.slice(c * biasLength, biasLength);
    float scale = scales.empty() ? weightScale(row, ofTensor) : scales[c];
    scale = std::max(scale, leastWeightScale(rowBias, inputScale));
    result.scales.push_back(scale);
    for (float weight : row)
      result.values.push_back(static_cast<int8_t>(std::clamp(
          std::rint(static_cast<double>(weight) / scale), -127.0, 127.0)));
    double biasScale = scale * inputScale;
    for (float value : rowBias)
      result.bias.push_back(static_cast<int32_t>(
          std::clamp(std::rint(value / biasScale), -largestBias, largestBias)));
  }
  return result;
}
