// Rows.h: which ops compute their result row by row, and from which rows.
#ifndef ATTEND_PASSES_SCHEDULE_ROWS_H
#define ATTEND_PASSES_SCHEDULE_ROWS_H

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"

#include <cstdint>

namespace attendc::schedule {

/// Rows first <= r < end of a tensor [1, H, W, C]; empty if end <= first.
struct RowRange {
  int64_t first;
  int64_t end;
};

/// True if `op` computes each row of its result [1, H, W, C] from a few rows of
/// its operands, and passes/lower can write it so.
bool computesRows(mlir::Operation *op);

/// The rows of operand number `operand` that row `row` of the result reads,
/// those that exist: a window that lies in the padding reads none. Constants
/// are read as a whole at every row, and have no rows here. `op` computes rows.
RowRange rowsRead(mlir::Operation *op, unsigned operand, int64_t row);

/// H of a tensor [1, H, W, C].
int64_t rowCount(mlir::Value value);

/// Rows that the buffer of `value` holds, row r at slot r modulo this:
/// `kernel.rows` of the op that computes it in a pipeline, else all of them.
int64_t rowsHeld(mlir::Value value);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_ROWS_H
