// Equalization.h: balances the channels between convolutions.
#ifndef ATTEND_COMPILER_QUANTIZE_EQUALIZATION_H
#define ATTEND_COMPILER_QUANTIZE_EQUALIZATION_H

#include "compiler/quantize/Calibration.h"

namespace attendc {

/// Divides channel c of what an op with weights makes by s[c] > 0 and
/// multiplies the weights that read it by s[c], which changes nothing but
/// roundings in real arithmetic, where every reader is a convolution or
/// fully_connected, directly or through ops that commute with it: relu, leaky
/// relu, prelu, pools, resize, reshape that keeps channels last.
///
/// s is that of a few forms a^p and a^p w^(p - 1), a[c] the largest magnitude
/// of the channel on examples, w[c] of its weights, whose predicted noise at
/// the readers' outputs is least: step^2 / 12 of the 8-bit input times its
/// weights squared, plus step^2 / 12 of the 8-bit weights times the input
/// squared. Channels that are less than 1/64 of the largest count as 1/64.
///
/// Source: Nagel et al., "Data-Free Quantization Through Weight Equalization
/// and Bias Correction" (2019), section 4.1; the forms of s and the use of
/// examples as Xiao et al., "SmoothQuant" (2023).
mlir::LogicalResult equalizeChannels(mlir::func::FuncOp function,
                                     const Examples &examples,
                                     std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_EQUALIZATION_H
