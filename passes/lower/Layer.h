// Layer.h: the function of one op, its arguments and the buffers it is called
// with.
#ifndef ATTEND_PASSES_LOWER_LAYER_H
#define ATTEND_PASSES_LOWER_LAYER_H

#include "passes/lower/ConstantPool.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace attendc {
struct Target;
}

namespace attendc::lower {

/// A function that computes an op, and the buffers that it is called with. The
/// function of an op of a pipeline takes behind them the row that it computes.
struct Layer {
  mlir::func::FuncOp function;
  llvm::SmallVector<mlir::Value> buffers;
};

/// Where the operands and the result of an op lie, in the caller.
struct Places {
  /// Flat buffers of tensors; none of constants.
  const llvm::DenseMap<mlir::Value, mlir::Value> &buffers;
  mlir::Value output;
  mlir::Value scratch; // or null
};

/// Writes the functions of ops.
class LayerWriter {
public:
  /// Functions are put where `builder` stands.
  LayerWriter(mlir::OpBuilder &builder, UniqueNames &names, ConstantPool &pool,
              const Target &target)
      : builder(builder), names(names), pool(pool), target(target) {}

  /// The function of `op`, with the name of its node. Emits an error and fails
  /// if the op cannot be lowered.
  mlir::FailureOr<Layer> write(mlir::Operation *op, const Places &places);

private:
  mlir::OpBuilder &builder;
  UniqueNames &names;
  ConstantPool &pool;
  const Target &target;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_LAYER_H
