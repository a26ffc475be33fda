// UniqueNames.h: names of functions and constants that follow from any text,
// such as the names of ONNX nodes.
#ifndef ATTEND_PASSES_LOWER_UNIQUENAMES_H
#define ATTEND_PASSES_LOWER_UNIQUENAMES_H

#include "llvm/ADT/StringSet.h"

#include <string>

namespace attendc::lower {

/// A scope in which every name is given once.
class UniqueNames {
public:
  /// toc::cIdentifier(text), followed by _2, _3, .. if it was given before.
  std::string claim(llvm::StringRef text);

private:
  llvm::StringSet<> taken;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_UNIQUENAMES_H
