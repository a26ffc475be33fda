// Quantize.cpp: `attendc quantize`: a float ONNX file in, a QDQ ONNX file out.

#include "compiler/AtomicFile.h"
#include "compiler/export/Export.h"
#include "tools/attendc/Commands.h"

using namespace mlir;
using namespace attendc;
namespace cl = llvm::cl;

namespace {
class QuantizeCommand : public Command {
public:
  QuantizeCommand()
      : Command("quantize", "Quantize a float network to a QDQ ONNX file"),
        network(*this), calibration(*this),
        output("o", cl::value_desc("OUT.onnx"), cl::Required,
               cl::desc("File to write"), cl::sub(subCommand),
               cl::cat(category)),
        report("report", cl::value_desc("FILE.json"),
               cl::desc("Write how much each layer's rounding costs"),
               cl::sub(subCommand), cl::cat(category)) {}

  int run() override {
    Session session;
    std::string error;
    FailureOr<QuantizeOptions> quantize = calibration.read(error);
    if (failed(quantize))
      return fail(error);
    LineOptions options;
    options.quantize = *quantize;
    if (!report.empty() && options.quantize.calibrationFolder.empty())
      return fail("--report needs --calibration DIR with example inputs");
    std::string sensitivity;
    if (!report.empty())
      options.quantize.sensitivity = &sensitivity;
    OwningOpRef<ModuleOp> module;
    Stage from;
    if (int code = network.read(session, module, from))
      return code;
    if (failed(runLine(*module, from, Stage::Qdq, options, error)))
      return session.end(error);
    FailureOr<std::string> bytes = toOnnx(*module);
    if (failed(bytes))
      return session.end(error);
    std::vector<OutputFile> files = {{output, std::move(*bytes)}};
    if (!report.empty())
      files.push_back({report, std::move(sensitivity)});
    return failed(writeFiles(files, error)) ? session.end(error) : kOk;
  }

private:
  NetworkOptions network;
  CalibrationFlags calibration;
  cl::opt<std::string> output;
  cl::opt<std::string> report;
};
} // namespace

std::unique_ptr<Command> attendc::makeQuantizeCommand() {
  return std::make_unique<QuantizeCommand>();
}
