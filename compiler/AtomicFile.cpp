// AtomicFile.cpp: writes output files beside their place and renames them
// into it.

#include "compiler/AtomicFile.h"

#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
namespace fs = llvm::sys::fs;

namespace {
/// A file on its way: `temporary` is empty once renamed, and for a path that
/// is written directly.
struct PendingFile {
  std::string path;
  std::string temporary;
};
} // namespace

static LogicalResult fail(StringRef path, std::error_code reason,
                          std::string &error) {
  error = ("cannot write '" + path + "': " + reason.message()).str();
  return failure();
}

/// Writes `contents` to the open file `descriptor` and closes it.
static std::error_code writeAndClose(int descriptor, StringRef contents) {
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  stream << contents;
  stream.close();
  std::error_code reason = stream.error();
  stream.clear_error();
  return reason;
}

/// Puts the bytes of `file` on disk under a temporary name in its folder.
static LogicalResult writeTemporary(const attendc::OutputFile &file,
                                    PendingFile &pending, std::string &error) {
  pending.path = file.path;
  SmallString<128> real;
  if (!fs::real_path(file.path, real))
    pending.path = real.str().str();

  fs::file_status status;
  if (!fs::status(pending.path, status) && fs::exists(status)) {
    if (fs::is_directory(status))
      return fail(file.path, std::make_error_code(std::errc::is_a_directory),
                  error);
    if (!fs::can_write(pending.path))
      return fail(file.path, std::make_error_code(std::errc::permission_denied),
                  error);
    if (!fs::is_regular_file(status)) {
      int descriptor;
      if (std::error_code reason =
              fs::openFileForWrite(pending.path, descriptor))
        return fail(file.path, reason, error);
      if (std::error_code reason = writeAndClose(descriptor, file.contents))
        return fail(file.path, reason, error);
      return success();
    }
  }

  int descriptor;
  SmallString<128> temporary;
  if (std::error_code reason = fs::createUniqueFile(
          pending.path + ".%%%%%%%%.tmp", descriptor, temporary))
    return fail(file.path, reason, error);
  pending.temporary = temporary.str().str();
  llvm::sys::RemoveFileOnSignal(pending.temporary);
  if (std::error_code reason = writeAndClose(descriptor, file.contents))
    return fail(file.path, reason, error);
  return success();
}

LogicalResult attendc::writeFiles(ArrayRef<OutputFile> files,
                                  std::string &error) {
  SmallVector<PendingFile> pending(files.size());
  llvm::scope_exit removeLeftovers([&] {
    for (const PendingFile &file : pending) {
      if (file.temporary.empty())
        continue;
      fs::remove(file.temporary);
      llvm::sys::DontRemoveFileOnSignal(file.temporary);
    }
  });

  for (auto [file, slot] : llvm::zip_equal(files, pending))
    if (failed(writeTemporary(file, slot, error)))
      return failure();
  for (PendingFile &file : pending) {
    if (file.temporary.empty())
      continue;
    if (std::error_code reason = fs::rename(file.temporary, file.path))
      return fail(file.path, reason, error);
    llvm::sys::DontRemoveFileOnSignal(file.temporary);
    file.temporary.clear();
  }
  return success();
}

LogicalResult attendc::writeFile(StringRef path, StringRef contents,
                                 std::string &error) {
  return writeFiles({{path.str(), contents.str()}}, error);
}
