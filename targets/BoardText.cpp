// BoardText.cpp: looks a board's file up in the table that embed_text.cmake
// wrote.

#include "targets/BoardText.h"

using namespace attendc;

namespace {
struct Text {
  llvm::StringLiteral path;
  llvm::StringLiteral content;
};
} // namespace

static constexpr Text kTexts[] = {
#include "targets/BoardTable.inc"
};

llvm::StringRef attendc::boardText(llvm::StringRef path) {
  for (const Text &text : kTexts)
    if (text.path == path)
      return text.content;
  return {};
}
