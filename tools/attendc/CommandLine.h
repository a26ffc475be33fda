// CommandLine.h: the options of attendc's commands, and how they end.
#ifndef ATTEND_TOOLS_ATTENDC_COMMANDLINE_H
#define ATTEND_TOOLS_ATTENDC_COMMANDLINE_H

#include "compiler/Pipeline.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/CommandLine.h"

#include <string>

namespace attendc {

/// Exit codes.
inline constexpr int kOk = 0;
inline constexpr int kBadInput = 1;
inline constexpr int kUnsupported = 3;

/// Prints `attendc: error: message` on one line of standard error, with
/// control characters replaced, and returns `code`.
int fail(const llvm::Twine &message, int code = kBadInput);

/// Writes `text` to the file `path`, or to standard output if that is empty or
/// "-"; returns the exit code.
int writeText(llvm::StringRef path, llvm::StringRef text);

/// A context with the dialects of the line. The first error that anything
/// reports becomes one line that names the ONNX node; the rest is dropped.
class Session {
public:
  Session();

  mlir::MLIRContext context;

  /// Ends a command that failed: prints `error` unless it is empty, in which
  /// case a diagnostic was printed. Returns the exit code.
  int end(llvm::StringRef error);

private:
  mlir::ScopedDiagnosticHandler handler;
  bool hasReported = false;
  bool isUnsupported = false;
};

/// One of attendc's commands with the options that belong to it.
class Command {
public:
  Command(llvm::StringRef name, llvm::StringRef summary)
      : subCommand(name, summary), category("Options") {}
  virtual ~Command() = default;

  virtual int run() = 0;

  llvm::cl::SubCommand subCommand;
  llvm::cl::OptionCategory category;
};

/// Prints what `command` does and the options that it has.
void printHelp(Command &command);

/// What is wrong with `arguments`, those after the command's name: one line
/// without the end of a sentence, empty if nothing is.
std::string findProblem(Command &command,
                        llvm::ArrayRef<const char *> arguments);

/// Reads the name of a stage; fails with one line that starts with `option`.
mlir::FailureOr<Stage> readStage(llvm::StringRef option, llvm::StringRef name,
                                 std::string &error);

/// Where a network comes from. Options are text, and read by us, so that every
/// error is a line like all others.
struct NetworkOptions {
  explicit NetworkOptions(Command &command);

  /// Reads the ONNX file, or the .mlir file of the stage that --from names,
  /// into `module` and its stage into `stage`; returns the exit code.
  int read(Session &session, mlir::OwningOpRef<mlir::ModuleOp> &module,
           Stage &stage);

  llvm::cl::opt<std::string> model;
  llvm::cl::list<std::string> shapes;
  llvm::cl::opt<std::string> from;
};

/// How pictures become inputs.
struct PictureOptions {
  explicit PictureOptions(Command &command);

  /// What the options say; nothing if none was given. `error` is one line.
  mlir::FailureOr<std::optional<Preprocessing>> read(std::string &error) const;

  llvm::cl::opt<std::string> mean;
  llvm::cl::opt<std::string> std;
  llvm::cl::opt<std::string> layout;
};

/// How a float network is quantized.
struct CalibrationFlags {
  explicit CalibrationFlags(Command &command);

  mlir::FailureOr<QuantizeOptions> read(std::string &error) const;

  llvm::cl::opt<std::string> folder;
  llvm::cl::opt<std::string> quantizer;
  llvm::cl::opt<std::string> method;
  llvm::cl::opt<std::string> percentile;
  llvm::cl::opt<std::string> weightBits;
  llvm::cl::opt<std::string> activations;
  llvm::cl::list<std::string> keepFloat;
  llvm::cl::list<std::string> int16;
  llvm::cl::opt<bool> noResize;
  PictureOptions pictures;
};

/// What arithmetic and machine the integers are for, and which passes they can
/// do without.
struct TargetOptions {
  explicit TargetOptions(Command &command);

  /// Sets what they say in `options`; fails with one line if there is no such
  /// target, arithmetic or pass.
  mlir::LogicalResult read(LineOptions &options, std::string &error) const;

  llvm::cl::opt<std::string> target;
  llvm::cl::opt<std::string> match;
  llvm::cl::list<std::string> disabledPasses;
};

/// Options of commands that decide where every byte lies.
struct MemoryOptions {
  explicit MemoryOptions(Command &command);

  /// Sets what they say in `options`, whose target is known; fails with one
  /// line if `ram` is none.
  mlir::LogicalResult read(LineOptions &options, std::string &error) const;

  llvm::cl::opt<std::string> ram;
  llvm::cl::opt<bool> pushRows;
  llvm::cl::opt<bool> arenaHooks;
};

} // namespace attendc

#endif // ATTEND_TOOLS_ATTENDC_COMMANDLINE_H
