// Pixels.h: numbers in SVG, without digits that nobody sees.
#ifndef ATTEND_COMPILER_REPORT_PIXELS_H
#define ATTEND_COMPILER_REPORT_PIXELS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace attendc::report {

struct Pixels {
  double value;
};

inline llvm::raw_ostream &operator<<(llvm::raw_ostream &os, Pixels pixels) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.1f", pixels.value);
  if (llvm::StringRef(text).ends_with(".0"))
    text.resize(text.size() - 2);
  return os << text;
}

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_PIXELS_H
