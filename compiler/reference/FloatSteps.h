// FloatSteps.h: each `attend` op as a function on tensors.
#ifndef ATTEND_COMPILER_REFERENCE_FLOATSTEPS_H
#define ATTEND_COMPILER_REFERENCE_FLOATSTEPS_H

#include "compiler/reference/Tensor.h"

#include "mlir/IR/Operation.h"

#include <functional>

namespace attendc::reference {

/// Computes an op's result, which has its shape and type already, from its
/// operands. For `attend.condenser` the operands are V and what the region
/// yields.
using Compute = std::function<void(llvm::ArrayRef<const Tensor *> operands,
                                   Tensor &result)>;

/// Prepares `op`, which has one result. `constants` holds an entry for each
/// operand: its tensor if it never changes, else null; weights that are
/// constant are packed here. Fails with a diagnostic at `op` if it is none of
/// the ops that compute.
mlir::FailureOr<Compute> prepareStep(mlir::Operation *op,
                                     llvm::ArrayRef<const Tensor *> constants);

/// The part of prepareStep for functions of one element. Null for other ops.
Compute prepareElementwise(mlir::Operation *op);

/// The part of prepareStep for ops on numbers of any type. Null for others.
Compute prepareNumbers(mlir::Operation *op);

/// The part of prepareStep for ops that move elements. Null for other ops.
Compute prepareMovement(mlir::Operation *op);

/// The part of prepareStep for windows over integers. Null for other ops.
Compute prepareIntegerWindow(mlir::Operation *op);

/// The part of prepareStep for ops that look at windows, rows or channels.
/// Null for other ops.
Compute prepareWindow(mlir::Operation *op,
                      llvm::ArrayRef<const Tensor *> constants);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_FLOATSTEPS_H
