// IntegerReference.h: runs a `q8` function, each op as its description says.
#ifndef ATTEND_COMPILER_REFERENCE_INTEGERREFERENCE_H
#define ATTEND_COMPILER_REFERENCE_INTEGERREFERENCE_H

#include "compiler/reference/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace attendc::reference {

/// Called with each op's result as it is computed; not with constants.
using IntegerObserver = llvm::function_ref<void(mlir::Value, const Tensor &)>;

/// The results of a function of q8 ops for `inputs`, one for each argument.
/// Fails with a diagnostic at the function if their number, types or shapes
/// are not the arguments', at an op if it is no q8 op or its accumulator, of an
/// input of 8 bits, does not fit in int32.
mlir::FailureOr<llvm::SmallVector<Tensor>>
runInteger(mlir::func::FuncOp function, llvm::ArrayRef<Tensor> inputs,
           IntegerObserver observe = nullptr);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_INTEGERREFERENCE_H
