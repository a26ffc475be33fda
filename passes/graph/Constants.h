// Constants.h: reads and writes the float constants of an `attend` graph.
#ifndef ATTEND_PASSES_GRAPH_CONSTANTS_H
#define ATTEND_PASSES_GRAPH_CONSTANTS_H

#include "dialects/attend/AttendDialect.h"

#include <optional>

namespace attendc::graph {

using Floats = llvm::SmallVector<float>;

/// The elements of a float constant in row-major order (a splat is expanded),
/// or nothing if `value` is not one.
std::optional<Floats> constantFloats(mlir::Value value);

bool isConstant(mlir::Value value);

/// A constant [values.size()], or of `shape` with as many elements.
mlir::Value makeConstant(mlir::OpBuilder &builder, mlir::Location loc,
                         llvm::ArrayRef<float> values,
                         llvm::ArrayRef<int64_t> shape = {});

/// A constant that broadcasts along the last dimension only: its value for
/// each of `channels` channels, or nothing.
std::optional<Floats> channelConstant(mlir::Value value, int64_t channels);

/// y = a[c] * x + o[c] of a batch norm with constant statistics, or nothing.
struct ChannelAffine {
  Floats scale, offset;
};
std::optional<ChannelAffine> batchNormAffine(attend::BatchNormOp op);

/// Multiplies output channel c of a convolution or fully connected op by
/// scale[c] and adds offset[c], in place: weights and bias get new constants.
/// Fails (and changes nothing) if weights or bias are not constant.
llvm::LogicalResult scaleOutputChannels(mlir::RewriterBase &rewriter,
                                        mlir::Operation *op,
                                        const ChannelAffine &affine);

/// A depthwise 1x1 convolution computing scale[c] * x + offset[c].
mlir::Value makeChannelAffine(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::Value x, const ChannelAffine &affine);

} // namespace attendc::graph

#endif // ATTEND_PASSES_GRAPH_CONSTANTS_H
