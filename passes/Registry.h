// Registry.h: every dialect and pass of the line, for tools that take IR.
#ifndef ATTEND_PASSES_REGISTRY_H
#define ATTEND_PASSES_REGISTRY_H

#include "mlir/IR/DialectRegistry.h"

namespace attendc {

/// Adds `attend`, `q8`, `kernel` and the upstream dialects they lower to.
void registerDialects(mlir::DialectRegistry &registry);

/// Registers the passes of passes/*/Passes.td with the pass-pipeline parser.
void registerPasses();

} // namespace attendc

#endif // ATTEND_PASSES_REGISTRY_H
