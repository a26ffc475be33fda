// SymbolNames.h: the C names of a model's functions and constants.
#ifndef ATTEND_PASSES_TOC_SYMBOLNAMES_H
#define ATTEND_PASSES_TOC_SYMBOLNAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace attendc::toc {

/// Gives out the names of one model's files. No name is given twice, and none
/// is reserved or a word of the texts that stand beside them.
class SymbolNames {
public:
  explicit SymbolNames(llvm::StringRef prefix) : prefix(prefix) {}

  /// Keeps clear of every identifier in `text`, C or comment.
  void avoidWords(llvm::StringRef text);

  /// `<prefix>_<symbol>` as C can say it, numbered if it is taken.
  std::string claim(llvm::StringRef symbol);

private:
  std::string prefix;
  llvm::StringSet<> used;
};

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_SYMBOLNAMES_H
