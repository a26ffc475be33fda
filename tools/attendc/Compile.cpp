// Compile.cpp: `attendc compile`: a network in, C or any stage before it out.

#include "compiler/AtomicFile.h"
#include "compiler/emit/PrintC.h"
#include "passes/toc/CText.h"
#include "tools/attendc/Commands.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;
namespace cl = llvm::cl;

namespace {
class CompileCommand : public Command {
public:
  CompileCommand()
      : Command("compile", "Compile a network to standalone C"), network(*this),
        calibration(*this), target(*this), memory(*this),
        keepFloat("float",
                  cl::desc("Compile a float network as it is, to float C"),
                  cl::sub(subCommand), cl::cat(category)),
        prefix("prefix", cl::value_desc("NAME"), cl::init("model"),
               cl::desc("First part of file names and symbols (model)"),
               cl::sub(subCommand), cl::cat(category)),
        stage("emit", cl::value_desc("STAGE"), cl::init("c"),
              cl::desc("Stop at a stage and print it:\n"
                       "attend     as imported, NHWC\n"
                       "fused      constants folded, condensers recognized\n"
                       "qdq        quantized, still in float\n"
                       "q8         integers, except with --float\n"
                       "scheduled  kernels and the arena chosen\n"
                       "loops      a function per layer\n"
                       "emitc      C as IR\n"
                       "c          the C files (default)"),
              cl::sub(subCommand), cl::cat(category)),
        output("o", cl::value_desc("DIR|FILE|-"),
               cl::desc("Folder for the C files (.), or file for a stage (-)"),
               cl::sub(subCommand), cl::cat(category)) {}

  int run() override;

private:
  int writeIR(ModuleOp module);
  int writeC(Session &session, ModuleOp module);

  NetworkOptions network;
  CalibrationFlags calibration;
  TargetOptions target;
  MemoryOptions memory;
  cl::opt<bool> keepFloat;
  cl::opt<std::string> prefix;
  cl::opt<std::string> stage;
  cl::opt<std::string> output;
};
} // namespace

int CompileCommand::writeIR(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo(/*enable=*/true, /*prettyForm=*/false);
  module.print(os, flags);
  os << "\n";
  return writeText(output, text);
}

int CompileCommand::writeC(Session &session, ModuleOp module) {
  FailureOr<std::vector<OutputFile>> files = emit::printFiles(module);
  if (failed(files))
    return session.end("");
  if (output == "-") {
    std::string text;
    for (const OutputFile &file : *files)
      text += file.contents;
    return writeText("-", text);
  }
  std::string folder = output.empty() ? "." : output.getValue();
  bool isNew = !llvm::sys::fs::exists(folder);
  std::error_code reason = llvm::sys::fs::create_directories(folder);
  if (!reason && !llvm::sys::fs::is_directory(folder))
    reason = std::make_error_code(std::errc::not_a_directory);
  if (reason)
    return fail("cannot make the folder '" + folder + "': " + reason.message());
  for (OutputFile &file : *files) {
    SmallString<128> path(folder);
    llvm::sys::path::append(path, file.path);
    file.path = path.str().str();
  }
  std::string error;
  if (failed(writeFiles(*files, error))) {
    if (isNew)
      llvm::sys::fs::remove(folder);
    return fail(error);
  }
  return kOk;
}

int CompileCommand::run() {
  Session session;
  std::string error;
  FailureOr<QuantizeOptions> quantize = calibration.read(error);
  LineOptions options;
  if (failed(quantize) || failed(target.read(options, error)) ||
      failed(memory.read(options, error)))
    return fail(error);
  if (toc::cIdentifier(prefix) != prefix.getValue())
    return fail("--prefix is a C identifier such as '" +
                toc::cIdentifier(prefix) + "', not '" + prefix + "'");
  options.quantize = *quantize;
  options.keepFloat = keepFloat;
  options.prefix = prefix;

  FailureOr<Stage> to = readStage("emit", stage, error);
  if (failed(to))
    return fail(error);

  OwningOpRef<ModuleOp> module;
  Stage from;
  if (int code = network.read(session, module, from))
    return code;
  if (failed(
          runLine(*module, from, std::min(*to, Stage::EmitC), options, error)))
    return session.end(error);
  return *to == Stage::C ? writeC(session, *module) : writeIR(*module);
}

std::unique_ptr<Command> attendc::makeCompileCommand() {
  return std::make_unique<CompileCommand>();
}
