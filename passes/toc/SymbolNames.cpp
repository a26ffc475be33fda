// SymbolNames.cpp: numbers the names of functions and constants that clash.

#include "passes/toc/SymbolNames.h"

#include "passes/toc/CText.h"

using namespace attendc;

void toc::SymbolNames::avoidWords(llvm::StringRef text) {
  for (llvm::StringRef word : cWords(text))
    used.insert(word);
}

std::string toc::SymbolNames::claim(llvm::StringRef symbol) {
  std::string base = prefix + "_" + cIdentifier(symbol);
  std::string name = base;
  // A prefix and a symbol may join to a reserved word: `thread`, `local`.
  for (int n = 2; isReserved(name) || !used.insert(name).second; ++n)
    name = base + "_" + std::to_string(n);
  return name;
}
