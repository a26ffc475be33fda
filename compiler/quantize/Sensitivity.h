// Sensitivity.h: what each layer's rounding does to a network.
#ifndef ATTEND_COMPILER_QUANTIZE_SENSITIVITY_H
#define ATTEND_COMPILER_QUANTIZE_SENSITIVITY_H

#include "compiler/quantize/Calibration.h"
#include "compiler/quantize/FlatNetwork.h"

namespace attendc {

/// Measures, on at most 16 examples spread over all, the signal to noise ratio
/// (power of the float values over that of the error, in dB) that `function`,
/// calibrated and with its weights rounded, has against `exact`, the network
/// before that: at its outputs, at each layer's output, and at its outputs when
/// only this layer's weights and output are rounded, and when its output has 16
/// bits; and the share of examples whose greatest output is at the same place.
///
/// Returns JSON: `examples`, `outputSqnr`, `agreement`, and `layers`, each with
/// `name`, `op`, `weights` (how many, if there are) of `bits`, `sqnr`,
/// `activationBits`, `outputSqnrAlone`, `outputSqnrAlone16`, `agreementAlone`,
/// in the order of the graph. A ratio is null where nothing differs. Fails with
/// `error` set.
mlir::FailureOr<std::string> describeSensitivity(const FlatNetwork &exact,
                                                 mlir::func::FuncOp function,
                                                 const Examples &examples,
                                                 bool isSigned,
                                                 std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_SENSITIVITY_H
