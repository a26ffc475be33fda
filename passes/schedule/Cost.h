// Cost.h: what a network costs on a target, estimated before anything runs.
#ifndef ATTEND_PASSES_SCHEDULE_COST_H
#define ATTEND_PASSES_SCHEDULE_COST_H

#include "passes/schedule/Network.h"
#include "targets/Target.h"

namespace attendc::schedule {

/// Multiply-adds of an op, those with padding included.
int64_t multiplyAdds(mlir::Operation *op);

/// Cycles of a node that runs whole, or row by row in a pipeline, by the
/// target's cost table. They rank schedules; they are no promise.
double wholeCycles(const Node &node, const Target &target);
double rowCycles(const Node &node, const Target &target);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_COST_H
