// Program.h: what the lowered layers need beside the arena: flash and stack.
#ifndef ATTEND_COMPILER_REPORT_PROGRAM_H
#define ATTEND_COMPILER_REPORT_PROGRAM_H

#include "compiler/report/Report.h"

#include "mlir/IR/BuiltinOps.h"

namespace attendc::report {

/// Adds to `report` the bytes of constants, at the first layer that reads each,
/// and of local arrays. `loops` is the module of stage `loops` that the
/// reported function became.
void addProgram(Report &report, mlir::ModuleOp loops);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_PROGRAM_H
