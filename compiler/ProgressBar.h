// ProgressBar.h: a line on the terminal that shows how far work has come.
#ifndef ATTEND_COMPILER_PROGRESSBAR_H
#define ATTEND_COMPILER_PROGRESSBAR_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace attendc {

/// Rewrites one line of standard error as steps are done, `verb [###...] 3/9`,
/// and wipes it in the end; silent if that is no terminal.
class ProgressBar {
public:
  ProgressBar(llvm::StringRef verb, size_t total, bool isWanted = true)
      : verb(verb), total(total),
        isShown(isWanted && total > 0 && llvm::errs().is_displayed()) {
    show();
  }
  ProgressBar(const ProgressBar &) = delete;
  ~ProgressBar() {
    if (isShown)
      llvm::errs() << "\r\033[K";
  }

  /// One of the `total` steps is done.
  void advance() {
    ++done;
    show();
  }

private:
  void show() const {
    if (!isShown)
      return;
    size_t filled = done * kWidth / total;
    llvm::errs() << "\r" << verb << " [" << std::string(filled, '#')
                 << std::string(kWidth - filled, '.') << "] " << done << "/"
                 << total;
    llvm::errs().flush();
  }

  static constexpr size_t kWidth = 30;
  std::string verb;
  size_t total, done = 0;
  bool isShown;
};

} // namespace attendc

#endif // ATTEND_COMPILER_PROGRESSBAR_H
