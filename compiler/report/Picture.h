// Picture.h: the arena as a picture: time across, bytes up.
#ifndef ATTEND_COMPILER_REPORT_PICTURE_H
#define ATTEND_COMPILER_REPORT_PICTURE_H

#include "compiler/report/Report.h"

namespace attendc::report {

/// Prints an <svg> with every buffer at its place while its rows are alive, the
/// bytes that are alive below it, and the peak. The page has the styles.
void printPicture(const Report &report, llvm::raw_ostream &os);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_PICTURE_H
