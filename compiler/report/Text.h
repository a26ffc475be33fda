// Text.h: words that all three forms of the report share.
#ifndef ATTEND_COMPILER_REPORT_TEXT_H
#define ATTEND_COMPILER_REPORT_TEXT_H

#include "compiler/report/Report.h"

namespace attendc::report {

/// `text` as UTF-8 without control characters; what it cannot say is U+FFFD.
/// Names of nodes are any bytes.
std::string printable(llvm::StringRef text);

/// `text`, printable, for the text and the quoted attributes of HTML.
std::string escaped(llvm::StringRef text);

/// `1,234,567`.
std::string grouped(int64_t number);

/// `512 B`, `1.25 KiB` or `120.2 KiB`.
std::string kib(int64_t bytes);

/// `56x56x24`.
std::string joined(const std::vector<int64_t> &shape);

/// `ring`, `3/56`, ..: how a layer's rows are held, or `whole` if it cannot
/// compute row by row.
std::string rowsText(const Layer &layer);

/// `arena+1024 in place`.
std::string placeText(const Layer &layer);

/// The layer, or `op 7` if it has no name.
std::string layerName(const Report &report, size_t layer);

/// What the bytes are: `conv, ring 3/56`.
std::string describe(const Report &report, const Buffer &buffer);

/// All bytes of kind `kind`.
int64_t bytesOf(const Report &report, BufferKind kind);

} // namespace attendc::report

#endif // ATTEND_COMPILER_REPORT_TEXT_H
