// AtomicFile.h: output files that appear whole or not at all.
#ifndef ATTEND_COMPILER_ATOMICFILE_H
#define ATTEND_COMPILER_ATOMICFILE_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace attendc {

/// A file to be written: where, and its bytes.
struct OutputFile {
  std::string path;
  std::string contents;
};

/// Writes all `files`, or none: each goes to a temporary file beside its path,
/// and only when all are on disk are they renamed. Replaces existing files,
/// keeping a symbolic link's target; writes devices and pipes directly. On
/// failure removes what it made and sets `error` to one line without prefix
/// that names the path and the system's reason.
mlir::LogicalResult writeFiles(llvm::ArrayRef<OutputFile> files,
                               std::string &error);

/// The same for one file.
mlir::LogicalResult writeFile(llvm::StringRef path, llvm::StringRef contents,
                              std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_ATOMICFILE_H
