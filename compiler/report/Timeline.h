// Timeline.h: when each layer runs, and where and while bytes are alive.
#ifndef ATTEND_COMPILER_REPORT_TIMELINE_H
#define ATTEND_COMPILER_REPORT_TIMELINE_H

#include "compiler/report/Report.h"

#include "passes/schedule/Network.h"

namespace attendc::report {

/// Adds spans, buffers, alive bytes and the peak to `report`, whose layers are
/// `nodes`. Emits an error and fails where a place lies outside the arena.
mlir::LogicalResult addTimeline(Report &report, mlir::func::FuncOp function,
                                const std::vector<schedule::Node> &nodes,
                                const schedule::Schedule &schedule);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_TIMELINE_H
