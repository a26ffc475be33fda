// ChannelRanges.h: which integers each channel of a q8 network can hold, for
// any input.
#ifndef ATTEND_PASSES_QUANT_CHANNELRANGES_H
#define ATTEND_PASSES_QUANT_CHANNELRANGES_H

#include "dialects/q8/Q8Dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace attendc::quant {

/// The integers from low to high, both of them included.
struct Interval {
  int64_t low, high;

  bool isConstant() const { return low == high; }
  /// The smallest interval that holds both.
  Interval with(Interval other) const {
    return {std::min(low, other.low), std::max(high, other.high)};
  }
};

/// The sum of one output channel.
struct Accumulator {
  /// Its final values.
  Interval sum;
  /// Every partial sum too, in any order of summation that starts with the
  /// bias.
  Interval partial;

  bool fitsInt32() const {
    return partial.low >= INT32_MIN && partial.high <= INT32_MAX;
  }
};

/// Longer last dimensions are rows, not channels: one interval says what is
/// known of them, and they are kept whole.
inline constexpr int64_t kMostChannels = 1 << 16;

/// Positions of the last dimension; 1 without dimensions.
int64_t channelsOf(mlir::Value value);

/// Per kernel position along dimension 0 (rows) or 1 (columns) of `op`'s
/// window: whether it lies outside the input for some output.
llvm::SmallVector<bool> positionsOutside(q8::Conv2dOp op, unsigned dimension);

/// What `op`, a q8.add, q8.add_ort_x64 or q8.mul, makes of one stored integer
/// of each operand before it saturates and clamps.
int32_t evaluatePair(mlir::Operation *op, int32_t lhs, int32_t rhs);

/// A forward analysis of a function of one block. Values that no q8 op makes,
/// as inputs and results of `attend` ops, hold any integer of their type.
class ChannelRanges {
public:
  explicit ChannelRanges(mlir::func::FuncOp function);

  /// The integers in position `channel` of the last dimension of `value`, an
  /// activation.
  Interval of(mlir::Value value, int64_t channel) const;

  /// One for each output channel of a conv2d, fully_connected or avg_pool2d;
  /// empty if its weights are not constant.
  llvm::ArrayRef<Accumulator> accumulators(mlir::Operation *op) const;

  /// The results of an op with low and high before they saturate and are
  /// clamped; nothing if they are not known.
  std::optional<Interval> unclamped(mlir::Operation *op) const;

private:
  using Channels = llvm::SmallVector<Interval>; // one, or one per channel

  Channels compute(mlir::Operation *op);
  template <typename OpT>
  Channels weighted(OpT op, int64_t groups, llvm::ArrayRef<bool> outside);
  Channels pooled(q8::AvgPool2dOp op);
  Channels looked(q8::TableOp op);
  Channels moved(mlir::Operation *op);
  Channels clamped(mlir::Operation *op, Channels wide, int32_t low,
                   int32_t high);
  Interval hullOf(mlir::Value value) const;

  llvm::DenseMap<mlir::Value, Channels> ranges;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<Accumulator>> sums;
  llvm::DenseMap<mlir::Operation *, Interval> wideResults;
};

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_CHANNELRANGES_H
