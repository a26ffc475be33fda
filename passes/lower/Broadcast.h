// Broadcast.h: loops over tensors whose dimensions of length 1 are repeated.
#ifndef ATTEND_PASSES_LOWER_BROADCAST_H
#define ATTEND_PASSES_LOWER_BROADCAST_H

#include "passes/lower/LoopWriter.h"

namespace attendc::lower {

/// Calls `body` for every element of the result with the flat indices of the
/// operands and of the result. Shapes have one rank; each dimension of an
/// operand is the result's or 1. Neighbouring dimensions that all operands
/// treat alike are one loop.
void forEachElement(
    LoopWriter &writer, llvm::ArrayRef<llvm::SmallVector<int64_t>> operands,
    llvm::ArrayRef<int64_t> result,
    llvm::function_ref<void(llvm::ArrayRef<mlir::Value>, mlir::Value)> body);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_BROADCAST_H
