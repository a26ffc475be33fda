// CProgram.h: a network's C, compiled to a program that runs it on examples.
#ifndef ATTEND_COMPILER_EVALUATE_CPROGRAM_H
#define ATTEND_COMPILER_EVALUATE_CPROGRAM_H

#include "compiler/AtomicFile.h"
#include "compiler/reference/Tensor.h"
#include "targets/Target.h"

#include <memory>

namespace attendc::evaluate {

/// Lives in a temporary folder, which goes with it; a signal leaves it empty. A
/// target with a runner is run by its emulator.
class CProgram {
public:
  /// Compiles `files`, the C of a network with one input and one output for
  /// `target` under the prefix "model". `compiler` is a command; if empty, the
  /// target's own, or on this machine the first of cc, gcc and clang. Fails
  /// with one line if there is no compiler or emulator, or the C cannot be
  /// compiled.
  static mlir::FailureOr<std::unique_ptr<CProgram>>
  build(llvm::ArrayRef<OutputFile> files, const Target &target,
        llvm::StringRef compiler, std::string &error);
  ~CProgram();

  /// The outputs, of `outputType`, for these inputs, both as they are stored.
  /// Fails with one line.
  mlir::FailureOr<std::vector<reference::Tensor>>
  run(llvm::ArrayRef<reference::Tensor> inputs,
      mlir::RankedTensorType outputType, std::string &error);

  const Target &target() const { return machine; }
  /// Processor time of all runs of the network so far; 0 under an emulator.
  double seconds() const { return time; }

private:
  explicit CProgram(const Target &target) : machine(target) {}
  std::string pathOf(llvm::StringRef file) const;
  /// The path of a file that a signal removes.
  std::string addFile(llvm::StringRef file);
  std::string driver() const;

  const Target &machine;
  std::string folder;
  std::vector<std::string> files;
  std::vector<std::string> command;
  double time = 0;
};

} // namespace attendc::evaluate

#endif // ATTEND_COMPILER_EVALUATE_CPROGRAM_H
