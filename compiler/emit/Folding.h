// Folding.h: which values are written where they are used, and which get a
// variable of their own.
#ifndef ATTEND_COMPILER_EMIT_FOLDING_H
#define ATTEND_COMPILER_EMIT_FOLDING_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseSet.h"

namespace attendc::emit {

/// The folded values of one function. A value is folded into its use if
///  * it is a constant, the name of a global or an element's address; or
///  * it has one use, in the same block, and is evaluated once there; and
///  * it reads memory (a load, a call with a result): nothing between it and
///    the statement that it ends up in writes memory.
/// Calls with a result are taken to read memory only.
class Folding {
public:
  explicit Folding(mlir::Region &body);

  bool isFolded(mlir::Operation *op) const { return folded.contains(op); }
  /// True if nothing would change without `op`: only dead ops use its value.
  bool isDead(mlir::Operation *op) const { return dead.contains(op); }

private:
  void visit(mlir::Block &block);

  llvm::DenseSet<mlir::Operation *> folded;
  llvm::DenseSet<mlir::Operation *> dead;
};

} // namespace attendc::emit

#endif // ATTEND_COMPILER_EMIT_FOLDING_H
