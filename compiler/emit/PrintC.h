// PrintC.h: emitc as C text.
#ifndef ATTEND_COMPILER_EMIT_PRINTC_H
#define ATTEND_COMPILER_EMIT_PRINTC_H

#include "compiler/AtomicFile.h"

#include "mlir/IR/BuiltinOps.h"

#include <vector>

namespace attendc::emit {

/// The text of every `emitc.file` of `module`, named by its id. Reports an op
/// that has no C form at that op.
llvm::FailureOr<std::vector<OutputFile>> printFiles(mlir::ModuleOp module);

} // namespace attendc::emit

#endif // ATTEND_COMPILER_EMIT_PRINTC_H
