// PushedRows.h: an input that the caller delivers in rows.
#ifndef ATTEND_PASSES_LOWER_PUSHEDROWS_H
#define ATTEND_PASSES_LOWER_PUSHEDROWS_H

#include "mlir/IR/Builders.h"

namespace attendc::lower {

/// Rows first <= r < first + count of the network's input, in the function that
/// takes them.
struct PushedRows {
  mlir::Value rows; // flat buffer, [count, W, C]
  mlir::Value first, count;

  /// Calls `body` to write what is done before the first row.
  void ifFirst(mlir::OpBuilder &b,
               llvm::function_ref<void(mlir::OpBuilder &)> body) const;
  /// The steps that run with these rows, from the first and to the last, which
  /// is not one of them. `until`: how many run by number of rows.
  std::pair<mlir::Value, mlir::Value> steps(mlir::OpBuilder &b,
                                            mlir::Value until) const;
  /// Copies row `row` to its slot in `buffer`, which holds rows of `input`.
  void copyRow(mlir::OpBuilder &b, mlir::Value input, mlir::Value buffer,
               mlir::Value row) const;
  /// Moves `b` to where the last of the input's `rowCount` rows has come.
  void enterLast(mlir::OpBuilder &b, int64_t rowCount) const;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_PUSHEDROWS_H
