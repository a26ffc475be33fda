// UniqueNames.cpp: numbers the names that were given before.

#include "passes/lower/UniqueNames.h"

#include "passes/toc/CText.h"

std::string attendc::lower::UniqueNames::claim(llvm::StringRef text) {
  std::string base = toc::cIdentifier(text);
  std::string name = base;
  for (unsigned count = 2; !taken.insert(name).second; ++count)
    name = base + "_" + std::to_string(count);
  return name;
}
