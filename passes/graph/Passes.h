// Passes.h: constructors and registration of the passes in Passes.td.
#ifndef ATTEND_PASSES_GRAPH_PASSES_H
#define ATTEND_PASSES_GRAPH_PASSES_H

#include "dialects/attend/AttendDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace attendc::graph {

#define GEN_PASS_DECL
#include "passes/graph/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/graph/Passes.h.inc"

} // namespace attendc::graph

#endif // ATTEND_PASSES_GRAPH_PASSES_H
