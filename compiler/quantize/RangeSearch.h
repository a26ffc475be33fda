// RangeSearch.h: which range of a value to round, from the histogram of what it
// held.
#ifndef ATTEND_COMPILER_QUANTIZE_RANGESEARCH_H
#define ATTEND_COMPILER_QUANTIZE_RANGESEARCH_H

#include "passes/quant/QuantizationParameters.h"

#include <cmath>
#include <vector>

namespace attendc {

enum class CalibrationMethod {
  /// The method whose rounding of the value alone moves the network's outputs
  /// least (mean squared error), tried on examples.
  Auto,
  /// The least and greatest value.
  MinMax,
  /// The values that `percentile` % of all values do not exceed, and that as
  /// many do not fall below, to 1/2048 of the min-max range.
  Percentile,
  /// The least mean squared error of rounded values: step^2 / 12 for those
  /// inside (0 is exact), the squared distance for those outside.
  Mse,
  /// The least Kullback-Leibler divergence of the rounded distribution from
  /// that of the values. Source: Migacz, "8-bit inference with TensorRT"
  /// (2017).
  Entropy,
};

/// What is known of one value.
struct ValueStatistics {
  float low = INFINITY, high = -INFINITY;
  bool isFinite = true;
  int64_t zeros = 0;
  std::vector<int64_t> histogram; ///< Equal bins from low to high.

  void include(llvm::ArrayRef<float> values);
  /// Counts `values`, which were included all.
  void count(llvm::ArrayRef<float> values);
  /// The histogram without the zeros, which round exactly.
  std::vector<int64_t> nonzero() const;

private:
  int64_t binOf(float value) const;
};

/// The range of a value that was included (and, unless by MinMax, counted), by
/// a method other than Auto, for integers of so many bits; holds 0.
quant::Range rangeBy(CalibrationMethod method,
                     const ValueStatistics &statistics, double percentile,
                     int32_t bits);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_RANGESEARCH_H
