// CText.h: how names, comments and numbers of a model are spelled in C.
#ifndef ATTEND_PASSES_TOC_CTEXT_H
#define ATTEND_PASSES_TOC_CTEXT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>

namespace attendc::toc {

/// A C and C++ identifier that resembles `text`: other characters become
/// single underscores; keywords, leading digits and reserved forms are
/// changed. Never empty, at most 48 characters, and a result maps to itself.
std::string cIdentifier(llvm::StringRef text);

/// True for an identifier that no part of a model may have: keywords, what the
/// standard headers of the output define as a macro or a type or declare and
/// the output calls, and the names of these headers.
bool isReserved(llvm::StringRef name);

/// The identifiers and keywords in `text`, those in comments too.
llvm::SmallVector<llvm::StringRef> cWords(llvm::StringRef text);

/// `text` as the inside of a C comment: printable ASCII on one line, without
/// the ends of comments and trigraphs, at most 400 characters. The only way
/// for text of a model into the output.
std::string cComment(llvm::StringRef text);

/// The shortest decimal literal that reads back to the same float, with its
/// suffix: `0.1f`. What is not finite is a macro of <math.h>: `-INFINITY`,
/// `NAN`.
std::string cFloat(float value);

/// The same for a double: `0.1`, `(double)INFINITY`.
std::string cDouble(double value);

/// An integer constant expression with the value and the type of the width
/// (32 or 64 bits): `7`, `INT64_C(7)`, `(-2147483647 - 1)`.
std::string cSigned(int64_t value, unsigned width);

/// An unsigned one: `7u`, `UINT64_C(7)`.
std::string cUnsigned(uint64_t value, unsigned width);

} // namespace attendc::toc

#endif // ATTEND_PASSES_TOC_CTEXT_H
