// Passes.h: constructors and registration of the passes in Passes.td.
#ifndef ATTEND_PASSES_SCHEDULE_PASSES_H
#define ATTEND_PASSES_SCHEDULE_PASSES_H

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace attendc::schedule {

#define GEN_PASS_DECL
#include "passes/schedule/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/schedule/Passes.h.inc"

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_PASSES_H
