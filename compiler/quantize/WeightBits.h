// WeightBits.h: which layers get weights of 4 bits.
#ifndef ATTEND_COMPILER_QUANTIZE_WEIGHTBITS_H
#define ATTEND_COMPILER_QUANTIZE_WEIGHTBITS_H

#include "compiler/quantize/Calibration.h"
#include "compiler/quantize/LayerRounding.h"

namespace attendc {

/// Marks convolutions and fully_connected of a calibrated graph with
/// `quant.four_bits`, so that a weight takes at most `mostBits` on average (4
/// to 8), or all that can be: not depthwise ones, whose few weights stay bytes.
///
/// Between 4 and 8, each layer alone is rounded to 4 bits, as improveLayers
/// does, on at most 32 examples; those that change the outputs most (mean
/// squared error) for each byte that they would save keep 8 bits, in this
/// order, as long as the rest suffices.
mlir::LogicalResult chooseWeightBits(mlir::func::FuncOp function,
                                     const Examples &examples, double mostBits,
                                     const ImprovementSteps &steps,
                                     bool isSigned, bool showProgress,
                                     std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_WEIGHTBITS_H
