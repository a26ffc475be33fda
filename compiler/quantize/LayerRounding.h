// LayerRounding.h: the weights of one layer as integers with scales.
#ifndef ATTEND_COMPILER_QUANTIZE_LAYERROUNDING_H
#define ATTEND_COMPILER_QUANTIZE_LAYERROUNDING_H

#include "compiler/quantize/InputMoments.h"
#include "compiler/quantize/Weights.h"

namespace attendc {

/// What the quantizer does besides rounding to the nearest.
struct ImprovementSteps {
  bool equalizesChannels = true; ///< See Equalization.h.
  bool clipsWeights = true;      ///< See clippedScale.
  bool roundsJointly = true;     ///< See JointRounding.
  bool correctsBias = true;      ///< See improveLayers.

  /// True if a layer learns from examples.
  bool learns() const { return clipsWeights || roundsJointly || correctsBias; }
};

/// Replaces `weights` of `op` by multiples of the scales that it returns, one
/// for each output channel: integers of `bits` (8 or 4).
///
/// `inputs`, what `op` reads of each example, gives some thousand windows to
/// the second moments, which are about their means if biases are corrected
/// anyway; `drifts`, what its exact output has more than the weights as they
/// are make of `inputs`, is made up for before weights are rounded jointly (and
/// may be empty otherwise).
/// Source of the latter: GPTAQ (Li et al., 2025); that it is shrunk to what
/// halves of the examples agree on is ours.
std::vector<float> roundLayer(Weights &weights, mlir::Operation *op,
                              llvm::ArrayRef<reference::Tensor> inputs,
                              llvm::ArrayRef<reference::Tensor> drifts,
                              float inputScale, int bits,
                              const ImprovementSteps &steps);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_LAYERROUNDING_H
