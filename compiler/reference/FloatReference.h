// FloatReference.h: runs an `attend` function in single precision.
#ifndef ATTEND_COMPILER_REFERENCE_FLOATREFERENCE_H
#define ATTEND_COMPILER_REFERENCE_FLOATREFERENCE_H

#include "compiler/reference/FloatSteps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <deque>
#include <memory>

namespace attendc::reference {

/// An `attend` function made ready to run many times: constants are evaluated
/// and weights packed once, every value has its buffer. Holds no copy of the
/// IR, which must outlive it unchanged. Not for use by two threads at once.
class FloatReference {
public:
  /// Called with each value as it is computed: arguments, results of ops, and
  /// those inside condensers; not with constants.
  using Observer = llvm::function_ref<void(mlir::Value, const Tensor &)>;

  /// Fails with a diagnostic at the op that cannot be run.
  static mlir::FailureOr<std::unique_ptr<FloatReference>>
  create(mlir::func::FuncOp function);

  /// The results of the function for `inputs`, one for each argument. Fails
  /// with a diagnostic at the function if their number, types or shapes are
  /// not the arguments'.
  mlir::FailureOr<std::vector<Tensor>> run(llvm::ArrayRef<Tensor> inputs,
                                           Observer observe = nullptr);

private:
  struct Step {
    mlir::Value result;
    llvm::SmallVector<const Tensor *> operands;
    Tensor *output;
    Compute compute;
  };

  explicit FloatReference(mlir::func::FuncOp function) : function(function) {}
  mlir::LogicalResult addBlock(mlir::Block &block);
  mlir::LogicalResult addOp(mlir::Operation &op);
  Tensor *addBuffer(mlir::Value value);

  mlir::func::FuncOp function;
  std::deque<Tensor> buffers; // a deque: pointers to its elements stay valid
  llvm::DenseMap<mlir::Value, Tensor *> tensorOf;
  llvm::DenseMap<mlir::Value, bool> isConstant;
  std::vector<Step> steps;
};

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_FLOATREFERENCE_H
