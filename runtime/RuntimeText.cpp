// RuntimeText.cpp: looks a C text up in the table that embed_text.cmake wrote.

#include "runtime/RuntimeText.h"

using namespace attendc;

namespace {
struct Text {
  llvm::StringLiteral path;
  llvm::StringLiteral content;
};
} // namespace

static constexpr Text kTexts[] = {
#include "runtime/RuntimeTable.inc"
};

llvm::StringRef attendc::runtimeText(llvm::StringRef path) {
  for (const Text &text : kTexts)
    if (text.path == path)
      return text.content;
  return {};
}
