// RowPipeline.h: the pipelines of a scheduled function, and the loop over the
// steps of one.
#ifndef ATTEND_PASSES_LOWER_ROWPIPELINE_H
#define ATTEND_PASSES_LOWER_ROWPIPELINE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

#include <vector>

namespace attendc::lower {

/// Ops that compute their results row by row, in turns.
struct RowPipeline {
  llvm::SmallVector<mlir::Operation *> ops;
  /// The op, as index into `ops`, that computes its next row, by step.
  std::vector<int32_t> steps;
  /// Where the arena holds the next row of each op, an int32 each.
  int64_t stateOffset;

  int64_t stateBytes() const { return 4 * ops.size(); }
  /// `steps` as bytes.
  mlir::DenseElementsAttr stepBytes(mlir::Builder &builder) const;
  /// By number of rows that op 0 may compute, from none to all: how many steps
  /// can run. As i16 if that holds them, else as i32.
  mlir::DenseElementsAttr stepsByRows(mlir::Builder &builder) const;
};

/// The pipelines of `function` in its order. Emits an error and fails if its
/// attributes describe none that loops can follow: rings that do not hold a
/// row, or that others than their pipeline read; counters outside the arena;
/// pushed rows that are not the first op.
mlir::FailureOr<std::vector<RowPipeline>>
readPipelines(mlir::func::FuncOp function);

/// Writes a loop over the steps first <= step < end, whose body is
///   enterStep(step); layer = steps[step]; row = nextRow[layer]++;
///   computeRow(layer, row)
/// `steps`: memref<? x i8>, unsigned; `nextRow`: memref<layers x i32>.
/// `computeRow` writes what the layer of a number does at a row.
void writeStepLoop(
    mlir::OpBuilder &b, mlir::Value steps, mlir::Value nextRow,
    mlir::Value first, mlir::Value end,
    llvm::function_ref<void(mlir::OpBuilder &, mlir::Value step)> enterStep,
    llvm::function_ref<void(mlir::OpBuilder &, int64_t layer, mlir::Value row)>
        computeRow);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_ROWPIPELINE_H
