// Names.cpp: numbers the names that are taken.

#include "compiler/emit/Names.h"

#include "passes/toc/CText.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace attendc::emit;

bool Names::isTaken(StringRef name) const {
  return fileNames.contains(name) ||
         llvm::any_of(scopes, [&](const llvm::StringSet<> &scope) {
           return scope.contains(name);
         });
}

StringRef Names::declare(Value value) {
  std::string base = "t";
  if (auto wished = dyn_cast<NameLoc>(value.getLoc()))
    base = toc::cIdentifier(wished.getName());
  std::string name = base;
  for (int n = 2; isTaken(name); ++n)
    name = base + std::to_string(n);
  scopes.back().insert(name);
  return names[value] = name;
}
