// Passes.td: the passes of passes/graph, in the order in which the line runs them.

#ifndef ATTEND_PASSES_GRAPH_PASSES_TD
#define ATTEND_PASSES_GRAPH_PASSES_TD

include "mlir/Pass/PassBase.td"

#endif // ATTEND_PASSES_GRAPH_PASSES_TD
