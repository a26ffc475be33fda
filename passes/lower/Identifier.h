// Identifier.h: C names from any text, such as the names of ONNX nodes.
#ifndef ATTEND_PASSES_LOWER_IDENTIFIER_H
#define ATTEND_PASSES_LOWER_IDENTIFIER_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace attendc::lower {

/// `text` as an identifier of C and C++: letters, digits and single
/// underscores, at most 60 characters, first a letter; no keyword, no name that
/// the standards or the runtime reserve. Each run of other characters becomes
/// one underscore. Different texts may give the same name.
///
///     "/stages.0/conv/Conv" -> "stages_0_conv_Conv", "7" -> "n7", "int" ->
///     "int_"
std::string toIdentifier(llvm::StringRef text);

/// A scope in which every name is given once.
class UniqueNames {
public:
  /// toIdentifier(text), followed by _2, _3, .. if it was given before.
  std::string claim(llvm::StringRef text);

private:
  llvm::StringSet<> taken;
};

} // namespace attendc::lower

#endif // ATTEND_PASSES_LOWER_IDENTIFIER_H
