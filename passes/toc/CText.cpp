// CText.cpp: spells names, comments and numbers in the common part of C99 and
// C++17.

#include "passes/toc/CText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <array>
#include <charconv>
#include <cmath>

using namespace attendc;

static constexpr size_t kIdentifierLength = 48;
static constexpr size_t kCommentLength = 400;

/// Keywords of C23 and C++23, macros that compilers and headers define without
/// an underscore, and functions of the C library that the output calls.
static const llvm::StringSet<> &reservedWords() {
  static const llvm::StringSet<> words = {
      "alignas", "alignof", "and", "and_eq", "arm", "asm", "auto", "bitand",
      "bitor", "bool", "break", "case", "catch", "char", "char16_t", "char32_t",
      "char8_t", "class", "co_await", "co_return", "co_yield", "compl",
      "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
      "continue", "decltype", "default", "delete", "do", "double",
      "dynamic_cast", "else", "enum", "explicit", "export", "extern", "false",
      "float", "for", "friend", "goto", "i386", "if", "inline", "int", "linux",
      "long", "main", "memcpy", "memset", "mutable", "namespace", "new",
      "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq",
      "private", "protected", "public", "register", "reinterpret_cast",
      "requires", "restrict", "return", "riscv", "short", "signed", "sizeof",
      "static", "static_assert", "static_cast", "struct", "switch", "template",
      "this", "thread_local", "throw", "true", "try", "typedef", "typeid",
      "typename", "typeof", "union", "unix", "unsigned", "using", "virtual",
      "void", "volatile", "wchar_t", "while", "xor", "xor_eq", "NULL", "size_t",
      "ptrdiff_t", "typeof_unqual", "errno", "memmove",
      // Of <math.h>, and what old ones define besides.
      "exp", "expf", "expm1", "expm1f", "log", "logf", "log1p", "log1pf",
      "tanh", "tanhf", "sqrt", "sqrtf", "erf", "erff", "pow", "powf", "floor",
      "floorf", "ceil", "ceilf", "fabs", "fabsf", "rint", "rintf", "INFINITY",
      "NAN", "HUGE", "DOMAIN", "SING", "OVERFLOW", "UNDERFLOW", "PLOSS",
      "TLOSS", "X_TLOSS", "MAXFLOAT", "EOF", "math_errhandling", "fpclassify",
      "isfinite", "isinf", "isnan", "isnormal", "signbit", "isgreater",
      "isgreaterequal", "isless", "islessequal", "islessgreater", "isunordered",
      // A prefix that names a file like these would hide it.
      "immintrin", "math", "stdint", "string"};
  return words;
}

bool toc::isReserved(llvm::StringRef name) {
  if (reservedWords().contains(name))
    return true;
  // int8_t .. uintmax_t
  if ((name.starts_with("int") || name.starts_with("uint")) &&
      name.ends_with("_t"))
    return true;
  // INT8_MAX, UINT64_C, SIZE_MAX, WCHAR_MIN, FP_NAN, HUGE_VALF, M_PI ..
  bool isUpper = llvm::none_of(name, llvm::isLower);
  return isUpper && (name.ends_with("_MAX") || name.ends_with("_MIN") ||
                     name.ends_with("_C") || name.ends_with("_WIDTH") ||
                     name.starts_with("FP_") || name.starts_with("HUGE_VAL") ||
                     name.starts_with("MATH_") || name.starts_with("M_"));
}

llvm::SmallVector<llvm::StringRef> toc::cWords(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef> words;
  auto isWord = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  while (true) {
    text = text.drop_until(isWord);
    if (text.empty())
      return words;
    llvm::StringRef word = text.take_while(isWord);
    if (!llvm::isDigit(word.front()))
      words.push_back(word);
    text = text.drop_front(word.size());
  }
}

std::string toc::cIdentifier(llvm::StringRef text) {
  std::string name;
  for (char c : text) {
    if (llvm::isAlnum(c))
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
    if (name.size() == kIdentifierLength)
      break;
  }
  while (!name.empty() && name.back() == '_')
    name.pop_back();
  if (name.empty() || llvm::isDigit(name.front()))
    name = "n" + name.substr(0, kIdentifierLength - 1);
  if (isReserved(name))
    name += "_value";
  return name;
}

std::string toc::cComment(llvm::StringRef text) {
  std::string comment;
  for (char c : text) {
    if (comment.size() >= kCommentLength) {
      comment += "...";
      break;
    }
    char previous = comment.empty() ? ' ' : comment.back();
    if (!llvm::isPrint(c))
      c = '?';
    // No "*/", no "/*" (-Wcomment) and no "??" (trigraphs), no backslash that
    // could join lines.
    if (c == '\\')
      c = '|';
    if ((c == '/' && previous == '*') || (c == '*' && previous == '/') ||
        (c == '?' && previous == '?'))
      comment += ' ';
    comment += c;
  }
  return comment;
}

/// Digits with a point or an exponent, without a suffix. The value is finite.
template <typename Number> static std::string digitsOf(Number value) {
  std::array<char, 32> buffer;
  std::to_chars_result end = std::to_chars(buffer.begin(), buffer.end(), value);
  std::string digits(buffer.begin(), end.ptr);
  if (digits.find_first_of(".e") == std::string::npos)
    digits += ".0";
  return digits;
}

/// The float macro of a number that is not finite.
static std::string notFinite(double value) {
  if (std::isnan(value))
    return "NAN";
  return value < 0 ? "-INFINITY" : "INFINITY";
}

std::string toc::cFloat(float value) {
  return std::isfinite(value) ? digitsOf(value) + "f" : notFinite(value);
}

std::string toc::cDouble(double value) {
  // The macros are floats.
  return std::isfinite(value) ? digitsOf(value) : "(double)" + notFinite(value);
}

std::string toc::cSigned(int64_t value, unsigned width) {
  if (width <= 32) {
    if (value == INT32_MIN)
      return "(-2147483647 - 1)";
    return std::to_string(value);
  }
  if (value == INT64_MIN)
    return "(-INT64_C(9223372036854775807) - 1)";
  if (value < 0)
    return "-INT64_C(" + std::to_string(-value) + ")";
  return "INT64_C(" + std::to_string(value) + ")";
}

std::string toc::cUnsigned(uint64_t value, unsigned width) {
  if (width <= 32)
    return std::to_string(value) + "u";
  return "UINT64_C(" + std::to_string(value) + ")";
}
