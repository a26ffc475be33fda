// CText.cpp: spells names, comments and numbers in the common part of C99 and
// C++17.

#include "passes/toc/CText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include <array>
#include <charconv>

using namespace attendc;

static constexpr size_t kIdentifierLength = 48;
static constexpr size_t kCommentLength = 400;

/// Words that no identifier may be: keywords of C99, C11 and C++20, and the
/// macros that compilers and <stdint.h> define without an underscore.
static const llvm::StringSet<> &reservedWords() {
  static const llvm::StringSet<> words = {
      "alignas",     "alignof",      "and",
      "and_eq",      "arm",          "asm",
      "auto",        "bitand",       "bitor",
      "bool",        "break",        "case",
      "catch",       "char",         "char16_t",
      "char32_t",    "char8_t",      "class",
      "co_await",    "co_return",    "co_yield",
      "compl",       "concept",      "const",
      "const_cast",  "consteval",    "constexpr",
      "constinit",   "continue",     "decltype",
      "default",     "delete",       "do",
      "double",      "dynamic_cast", "else",
      "enum",        "explicit",     "export",
      "extern",      "false",        "float",
      "for",         "friend",       "goto",
      "i386",        "if",           "inline",
      "int",         "linux",        "long",
      "main",        "memcpy",       "memset",
      "mutable",     "namespace",    "new",
      "noexcept",    "not",          "not_eq",
      "nullptr",     "operator",     "or",
      "or_eq",       "private",      "protected",
      "public",      "register",     "reinterpret_cast",
      "requires",    "restrict",     "return",
      "riscv",       "short",        "signed",
      "sizeof",      "static",       "static_assert",
      "static_cast", "struct",       "switch",
      "template",    "this",         "thread_local",
      "throw",       "true",         "try",
      "typedef",     "typeid",       "typename",
      "typeof",      "union",        "unix",
      "unsigned",    "using",        "virtual",
      "void",        "volatile",     "wchar_t",
      "while",       "xor",          "xor_eq",
      "NULL",        "int8_t",       "int16_t",
      "int32_t",     "int64_t",      "uint8_t",
      "uint16_t",    "uint32_t",     "uint64_t",
      "size_t"};
  return words;
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
  if (reservedWords().contains(name))
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

std::string toc::cFloat(float value) {
  std::array<char, 32> buffer;
  std::to_chars_result end = std::to_chars(buffer.begin(), buffer.end(), value);
  std::string digits(buffer.begin(), end.ptr);
  if (digits.find_first_of(".e") == std::string::npos)
    digits += ".0";
  return digits + "f";
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
