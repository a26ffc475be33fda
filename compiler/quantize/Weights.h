// Weights.h: weights and biases of an op as numbers that change.
#ifndef ATTEND_COMPILER_QUANTIZE_WEIGHTS_H
#define ATTEND_COMPILER_QUANTIZE_WEIGHTS_H

#include "mlir/IR/Operation.h"

#include <optional>
#include <vector>

namespace attendc {

/// The parameters of an `attend.conv2d` or `attend.fully_connected`, whose
/// input channels fall into groups.
struct Weights {
  /// Nothing for other ops, or if they are no constants.
  static std::optional<Weights> of(mlir::Operation *op);

  /// Gives `op` new constants; a bias where it had none unless all are 0.
  void writeTo(mlir::Operation *op) const;

  int64_t rows() const { return bias.size(); }
  /// Weights of one row: taps * channels of a group.
  int64_t depth() const { return values.size() / bias.size(); }
  /// The input channel that position `k` of row `row` multiplies.
  int64_t channelOf(int64_t row, int64_t k) const {
    return row / (rows() / groups) * channelsPerGroup + k % channelsPerGroup;
  }

  std::vector<float> values; ///< [OC, KH, KW, C / groups]
  std::vector<float> bias;   ///< [OC], zeros for an op without
  int64_t groups = 1;
  int64_t channelsPerGroup = 0;
};

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_WEIGHTS_H
