// ImproveLayers.h: weights and biases that make up for rounding, layer by
// layer.
#ifndef ATTEND_COMPILER_QUANTIZE_IMPROVELAYERS_H
#define ATTEND_COMPILER_QUANTIZE_IMPROVELAYERS_H

#include "compiler/quantize/Calibration.h"
#include "compiler/quantize/LayerRounding.h"

namespace attendc {

/// Replaces the weights of every convolution and fully_connected of a
/// calibrated graph by multiples of scales that it leaves as
/// `quant.weight_scales`, and biases by better ones. In the order of the graph,
/// each layer reads what the rounded layers before it make of the examples,
/// and is to give what the float network gives.
///
/// Bias correction: the mean error of each output channel is subtracted from
/// its bias, times 1 - v / m^2, v the variance of the mean m as it differs from
/// example to example (James and Stein, 1961): nothing is learnt from chance,
/// or from one example. Source: Nagel et al. (2019), section 4.2, on examples.
///
/// Examples are as many as fit into 1 GiB, at most 256, spread over all.
mlir::LogicalResult improveLayers(mlir::func::FuncOp function,
                                  const Examples &examples,
                                  const ImprovementSteps &steps, bool isSigned,
                                  bool showProgress, std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_IMPROVELAYERS_H
