// AccumulatorBounds.h: the sums of each output channel as attributes of the op.
#ifndef ATTEND_PASSES_QUANT_ACCUMULATORBOUNDS_H
#define ATTEND_PASSES_QUANT_ACCUMULATORBOUNDS_H

#include "passes/quant/ChannelRanges.h"

namespace attendc::quant {

/// `array<i32>` of one least and one largest sum for each output channel; an op
/// has them if no partial sum leaves int32.
inline constexpr llvm::StringLiteral kAccumulatorLow = "q8.accumulator_low";
inline constexpr llvm::StringLiteral kAccumulatorHigh = "q8.accumulator_high";

/// Fails with an error at the first op of `function` that has a partial sum
/// outside int32, though its input has 8 bits.
mlir::LogicalResult verifyAccumulators(mlir::func::FuncOp function,
                                       const ChannelRanges &ranges);

/// For an op whose weights or inputs change.
void dropAccumulatorBounds(mlir::Operation *op);

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_ACCUMULATORBOUNDS_H
