// CondenserChain.h: the embedding path of a condenser, from V to A, and the
// grammar that it must follow.
#ifndef ATTEND_PASSES_GRAPH_CONDENSERCHAIN_H
#define ATTEND_PASSES_GRAPH_CONDENSERCHAIN_H

#include "dialects/attend/AttendDialect.h"

#include "llvm/ADT/SetVector.h"

#include <string>

namespace attendc::graph {

/// The ops of a path in order from V to A; each has one operand that is not
/// constant: V or the result of the op before it.
struct Chain {
  llvm::SmallVector<mlir::Operation *> ops;
  /// Index in `ops` of the expanding op X, or -1.
  int expand = -1;
  /// Some op lowers the resolution: a pool or a strided convolution.
  bool condenses = false;
};

/// Follows `a` back to `v` and checks the grammar. Where the path leads back
/// but breaks the grammar, `reason` says how in one phrase.
mlir::FailureOr<Chain> traceChain(mlir::Value a, mlir::Value v,
                                  std::string &reason);

/// True if every result of `chainOps` is used only inside `chainOps` or by
/// `consumers`.
bool isClosed(const llvm::SetVector<mlir::Operation *> &chainOps,
              llvm::ArrayRef<mlir::Operation *> consumers);

/// True for a convolution of a 1x1 kernel with stride 1, no pads and one
/// group or more: it commutes with any resize.
bool isPointwise(mlir::Operation *op);

} // namespace attendc::graph

#endif // ATTEND_PASSES_GRAPH_CONDENSERCHAIN_H
