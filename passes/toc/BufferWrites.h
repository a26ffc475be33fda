// BufferWrites.h: which buffers a function writes, so that the others can be
// const in C, and which it uses at all.
#ifndef ATTEND_PASSES_TOC_BUFFERWRITES_H
#define ATTEND_PASSES_TOC_BUFFERWRITES_H

#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/Value.h"

namespace attendc::toc {

/// True if anything may store into `buffer`: an op on it, on a view of it, or
/// in a function that it is passed to. What is not known counts as a store.
bool isWritten(mlir::Value buffer, mlir::SymbolTableCollection &symbols);

/// True if anything depends on `value`: not if all that is made of it, such as
/// a view, is unused itself, for then C does not mention it.
bool isUsed(mlir::Value value);

/// True for a part of a buffer that is all of it, whatever its offset is
/// computed from.
bool isWholeView(mlir::Operation *op);

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_BUFFERWRITES_H
