// RuntimeText.h: the C texts of this folder, as the compiler carries them.

#ifndef ATTENDC_RUNTIME_RUNTIMETEXT_H
#define ATTENDC_RUNTIME_RUNTIMETEXT_H

#include "llvm/ADT/StringRef.h"

namespace attendc {

/// The whole text of the file `path` below `runtime/`, such as
/// "portable/requantize.h", ending in a line break; empty if there is none.
llvm::StringRef runtimeText(llvm::StringRef path);

} // namespace attendc

#endif // ATTENDC_RUNTIME_RUNTIMETEXT_H
