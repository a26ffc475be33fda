// RuntimeTexts.h: the C text that a model needs from runtime/.
#ifndef ATTEND_PASSES_TOC_RUNTIMETEXTS_H
#define ATTEND_PASSES_TOC_RUNTIMETEXTS_H

#include "targets/Target.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SetVector.h"

#include <string>

namespace attendc::toc {

/// Every text that `collectTexts` may give for `target`, one after the other.
std::string allTexts(const Target &target);

struct RuntimeTexts {
  llvm::SetVector<llvm::StringRef> includes; // names of standard headers
  std::string text; // definitions, without the includes and a last line break
};

/// The texts that define the functions `calls` on `target`, each once, in an
/// order in which they can stand in a file. Fails with `problem` set to one
/// line if there is no such function.
llvm::FailureOr<RuntimeTexts>
collectTexts(llvm::ArrayRef<llvm::StringRef> calls, const Target &target,
             std::string &problem);

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_RUNTIMETEXTS_H
