// BoardText.h: the files of boards, as the compiler carries them.

#ifndef ATTENDC_TARGETS_BOARDTEXT_H
#define ATTENDC_TARGETS_BOARDTEXT_H

#include "llvm/ADT/StringRef.h"

namespace attendc {

/// The whole text of a target's board file or linker script, whose path is
/// below `targets/`; empty if there is none.
llvm::StringRef boardText(llvm::StringRef path);

} // namespace attendc

#endif // ATTENDC_TARGETS_BOARDTEXT_H
