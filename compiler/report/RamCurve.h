// RamCurve.h: what less memory costs in time, before anything is flashed.
#ifndef ATTEND_COMPILER_REPORT_RAMCURVE_H
#define ATTEND_COMPILER_REPORT_RAMCURVE_H

#include "compiler/report/Report.h"

#include "targets/Target.h"

namespace attendc::report {

/// Adds to `report`, which is that of `function`, the schedules from the
/// fastest to the smallest: each has a smaller arena than the one before it and
/// takes longer, by the target's cost table. Of many a dozen are kept.
void addRamCurve(Report &report, mlir::func::FuncOp function,
                 const Target &target);

/// Prints the curve as an <svg>: bytes across, time up.
void printCurvePicture(const Report &report, llvm::raw_ostream &os);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_RAMCURVE_H
