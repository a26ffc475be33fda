// NetworkFunction.h: the public functions of a lowered module.
#ifndef ATTEND_PASSES_LOWER_NETWORKFUNCTION_H
#define ATTEND_PASSES_LOWER_NETWORKFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace attendc::lower {

/// The type of a buffer that holds a tensor.
mlir::MemRefType bufferType(mlir::Type tensor);
mlir::MemRefType bytesType(mlir::MLIRContext *context, int64_t bytes);

/// `@run(inputs.., outputs.., arena)` of the scheduled function `source`, with
/// an empty body. Moves `builder` before it.
mlir::func::FuncOp createRun(mlir::OpBuilder &builder,
                             mlir::func::FuncOp source);

/// `@push_rows(rows, outputs.., memory, first, count)`, with an empty body: it
/// takes rows first <= r < first + count of the input of `run`, whose body
/// becomes one call with all rows. `rowsTakenOffset`: where the arena holds how
/// many rows have come. Moves `builder` before it.
mlir::func::FuncOp createPushRows(mlir::OpBuilder &builder,
                                  mlir::func::FuncOp run,
                                  int64_t rowsTakenOffset);

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_NETWORKFUNCTION_H
