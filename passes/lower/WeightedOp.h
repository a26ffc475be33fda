// WeightedOp.h: what convolutions and matrix products read beside their input.
#ifndef ATTEND_PASSES_LOWER_WEIGHTEDOP_H
#define ATTEND_PASSES_LOWER_WEIGHTEDOP_H

#include "passes/lower/LoopWriter.h"

namespace attendc::lower {

/// Parameters of a q8.conv2d or q8.fully_connected, read from its constants.
struct WeightedOp {
  /// [channels][perChannel] weights less their zero points, in [-255, 255].
  std::vector<int32_t> weights;
  std::vector<int32_t> bias;      // [channels]
  std::vector<float> multipliers; // [channels]
  int64_t channels;
  int64_t perChannel;
  int32_t inputZeroPoint, outputZeroPoint, low, high;
  mlir::Type sumType;

  /// Emits an error and fails if an operand is no constant, or if a sum could
  /// leave int32 for some input of 8 bits.
  static mlir::FailureOr<WeightedOp> read(q8::Conv2dOp op);
  static mlir::FailureOr<WeightedOp> read(q8::FullyConnectedOp op);

  bool weightsFitInt8() const;
  /// Whether kernel.nibbles may stand on the op: all weights fit.
  bool weightsFitNibbles() const;
};

/// `values` of [channels] with zeros up to `size` entries.
template <typename T>
std::vector<T> padded(const std::vector<T> &values, int64_t size) {
  std::vector<T> result(values);
  result.resize(size, T(0));
  return result;
}

/// Of the sums of `op`, none of which is larger than `reach` by its inputs'
/// types: i32, or i64 if an input of 16 bits may need it and
/// attend-bound-ranges has not stated closer bounds, which fit.
mlir::Type sumTypeOf(mlir::Operation *op, int64_t reach);

/// What an accumulator of `op` is requantized from: itself, or, where it or
/// the op's result is wide, its value in single precision.
mlir::Value roundedSum(LoopWriter &writer, mlir::Operation *op,
                       mlir::Value acc);

/// requant(acc, multiplier) as i32.
mlir::Value requantize(LoopWriter &writer, const WeightedOp &op,
                       mlir::Value acc, mlir::Value multiplier);

/// Weights in any order as a constant of int8, or int16 if they need it.
mlir::Value weightConstant(LoopWriter &writer,
                           const std::vector<int32_t> &packed);

/// Weights in [-8, 7] plus `bias`, 4 bits each, as a constant of bytes: of
/// every 2 * span of them byte i holds the i-th in its low half and the
/// (span + i)-th in its high half. `packed` is a multiple of 2 * span long.
mlir::Value nibbleConstant(LoopWriter &writer,
                           const std::vector<int32_t> &packed, int64_t span,
                           int32_t bias);

/// A weight as i32.
mlir::Value loadWeight(LoopWriter &writer, mlir::Value weights, mlir::Value at);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_WEIGHTEDOP_H
