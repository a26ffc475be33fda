// IntegerSteps.h: the integer interpreter's ops, one function each.
#ifndef ATTEND_COMPILER_REFERENCE_INTEGERSTEPS_H
#define ATTEND_COMPILER_REFERENCE_INTEGERSTEPS_H

#include "compiler/reference/Numbers.h"
#include "dialects/q8/Q8Dialect.h"

namespace attendc::reference {

/// The operands of an op, in its order.
using Operands = llvm::ArrayRef<const Tensor *>;

/// The elements of a tensor of integers of up to 32 bits, or ui8 or ui16, minus
/// `zeroPoint`.
std::vector<int32_t> integersOf(const Tensor &tensor, int32_t zeroPoint = 0);

/// Stores `value`, which lies in the element type, at row-major `index`.
void store(Tensor &tensor, int64_t index, int32_t value);

// Each fills `result`; those with an accumulator and an input of 8 bits fail
// with a diagnostic if it leaves int32.
mlir::LogicalResult compute(q8::Conv2dOp op, Operands operands, Tensor &result);
mlir::LogicalResult compute(q8::FullyConnectedOp op, Operands operands,
                            Tensor &result);
mlir::LogicalResult compute(q8::AvgPool2dOp op, Operands operands,
                            Tensor &result);
void compute(q8::MaxPool2dOp op, Operands operands, Tensor &result);
void compute(q8::AddOp op, Operands operands, Tensor &result);
void compute(q8::AddOrtX64Op op, Operands operands, Tensor &result);
void compute(q8::MulOp op, Operands operands, Tensor &result);
void compute(q8::SoftmaxOp op, Operands operands, Tensor &result);
void compute(q8::TableOp op, Operands operands, Tensor &result);
void compute(q8::ResizeNearestOp op, Operands operands, Tensor &result);
void compute(q8::PadOp op, Operands operands, Tensor &result);
void compute(q8::ConcatOp op, Operands operands, Tensor &result);
void compute(q8::SliceOp op, Operands operands, Tensor &result);
void compute(q8::TransposeOp op, Operands operands, Tensor &result);
void compute(q8::ReshapeOp op, Operands operands, Tensor &result);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_INTEGERSTEPS_H
