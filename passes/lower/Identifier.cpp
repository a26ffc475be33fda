// Identifier.cpp: which text may stand as a name in the C that is printed.

#include "passes/lower/Identifier.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;

// Keywords of C23 and C++23, their alternative tokens, and names that the
// standard headers of the output define as macros or types. Names with a
// leading underscore, a double underscore or a capital after one cannot come
// out of the encoding.
static bool isReserved(StringRef name) {
  static constexpr StringLiteral words[] = {"alignas",
                                            "alignof",
                                            "and",
                                            "and_eq",
                                            "asm",
                                            "auto",
                                            "bitand",
                                            "bitor",
                                            "bool",
                                            "break",
                                            "case",
                                            "catch",
                                            "char",
                                            "char8_t",
                                            "char16_t",
                                            "char32_t",
                                            "class",
                                            "co_await",
                                            "co_return",
                                            "co_yield",
                                            "compl",
                                            "concept",
                                            "const",
                                            "const_cast",
                                            "consteval",
                                            "constexpr",
                                            "constinit",
                                            "continue",
                                            "decltype",
                                            "default",
                                            "delete",
                                            "do",
                                            "double",
                                            "dynamic_cast",
                                            "else",
                                            "enum",
                                            "errno",
                                            "explicit",
                                            "export",
                                            "extern",
                                            "false",
                                            "float",
                                            "for",
                                            "friend",
                                            "goto",
                                            "if",
                                            "inline",
                                            "int",
                                            "linux",
                                            "long",
                                            "main",
                                            "memcpy",
                                            "memmove",
                                            "memset",
                                            "mutable",
                                            "namespace",
                                            "new",
                                            "noexcept",
                                            "not",
                                            "not_eq",
                                            "nullptr",
                                            "operator",
                                            "or",
                                            "or_eq",
                                            "private",
                                            "protected",
                                            "ptrdiff_t",
                                            "public",
                                            "register",
                                            "reinterpret_cast",
                                            "requires",
                                            "restrict",
                                            "return",
                                            "short",
                                            "signed",
                                            "size_t",
                                            "sizeof",
                                            "static",
                                            "static_assert",
                                            "static_cast",
                                            "struct",
                                            "switch",
                                            "template",
                                            "this",
                                            "thread_local",
                                            "throw",
                                            "true",
                                            "try",
                                            "typedef",
                                            "typeid",
                                            "typename",
                                            "typeof",
                                            "typeof_unqual",
                                            "union",
                                            "unix",
                                            "unsigned",
                                            "using",
                                            "virtual",
                                            "void",
                                            "volatile",
                                            "wchar_t",
                                            "while",
                                            "xor",
                                            "xor_eq"};
  if (is_contained(words, name))
    return true;
  // int8_t .. uintmax_t, INT8_C .. and the runtime's own names.
  bool isStdint = (name.starts_with("int") || name.starts_with("uint")) &&
                  name.ends_with("_t");
  bool isMacro = name.starts_with("INT") || name.starts_with("UINT");
  return isStdint || isMacro || name.starts_with("attend_") ||
         name.starts_with("ATTEND_");
}

std::string attendc::lower::toIdentifier(StringRef text) {
  constexpr size_t kMaxLength = 60;
  std::string name;
  bool gap = false;
  for (char character : text) {
    if (!isAlnum(character)) {
      gap = true;
      continue;
    }
    if (gap && !name.empty())
      name += '_';
    gap = false;
    if (name.empty() && isDigit(character))
      name += 'n';
    name += character;
    if (name.size() >= kMaxLength)
      break;
  }
  if (name.empty())
    name = "node";
  if (isReserved(name))
    name += '_';
  return name;
}

std::string attendc::lower::UniqueNames::claim(StringRef text) {
  std::string name = toIdentifier(text);
  std::string stem = name.back() == '_' ? name : name + "_";
  for (unsigned count = 2; !taken.insert(name).second; ++count)
    name = stem + std::to_string(count);
  return name;
}
