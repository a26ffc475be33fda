// Families.h: one function for each family of ops; each writes the loops of the
// op, or of the row that the writer computes, into the writer's function or
// emits an error.
#ifndef ATTEND_PASSES_LOWER_FAMILIES_H
#define ATTEND_PASSES_LOWER_FAMILIES_H

#include "passes/lower/LoopWriter.h"

namespace attendc::lower {

/// The loops of the writer's op, by its family.
mlir::LogicalResult writeLoops(LoopWriter &writer);

/// conv2d and fully_connected of q8 and attend.
mlir::LogicalResult lowerConvolution(LoopWriter &writer, mlir::Operation *op);
mlir::LogicalResult lowerFullyConnected(LoopWriter &writer,
                                        mlir::Operation *op);
mlir::LogicalResult lowerConvTranspose(LoopWriter &writer,
                                       attend::ConvTranspose2dOp op);
mlir::LogicalResult lowerConvolutionToGemm(LoopWriter &writer, q8::Conv2dOp op);
mlir::LogicalResult lowerFullyConnectedToGemm(LoopWriter &writer,
                                              q8::FullyConnectedOp op);
/// Maxima and means over windows, of q8 and attend.
mlir::LogicalResult lowerPooling(LoopWriter &writer, mlir::Operation *op);
/// Sums, products, tables and softmax of q8.
mlir::LogicalResult lowerElementwise(LoopWriter &writer, mlir::Operation *op);
mlir::LogicalResult lowerMovement(LoopWriter &writer, mlir::Operation *op);
/// attend.pad in the modes reflect and edge.
mlir::LogicalResult lowerPadFromInput(LoopWriter &writer, attend::PadOp op);
/// attend.resize in mode linear.
mlir::LogicalResult lowerLinearResize(LoopWriter &writer, attend::ResizeOp op);
/// attend.softmax.
mlir::LogicalResult lowerFloatSoftmax(LoopWriter &writer, attend::SoftmaxOp op);

/// attend.add, sub, mul, div, max, min and pow.
mlir::LogicalResult lowerArithmetic(LoopWriter &writer, mlir::Operation *op);
/// attend.unary, prelu and batch_norm.
mlir::LogicalResult lowerFunction(LoopWriter &writer, mlir::Operation *op);
/// attend.quantize, dequantize and cast.
mlir::LogicalResult lowerConversion(LoopWriter &writer, mlir::Operation *op);

/// attend.reduce and arg_max.
mlir::LogicalResult lowerReduction(LoopWriter &writer, mlir::Operation *op);
/// attend.matmul and resample.
mlir::LogicalResult lowerProduct(LoopWriter &writer, mlir::Operation *op);
mlir::LogicalResult lowerGather(LoopWriter &writer, attend::GatherOp op);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_FAMILIES_H
