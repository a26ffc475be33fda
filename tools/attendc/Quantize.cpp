// Quantize.cpp: `attendc quantize`: a float ONNX file in, a QDQ ONNX file out.

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
               cl::cat(category)) {}

  int run() override {
    Session session;
    std::string error;
    FailureOr<QuantizeOptions> quantize = calibration.read(error);
    if (failed(quantize))
      return fail(error);
    LineOptions options;
    options.quantize = *quantize;
    OwningOpRef<ModuleOp> module;
    Stage from;
    if (int code = network.read(session, module, from))
      return code;
    if (failed(runLine(*module, from, Stage::Qdq, options, error)) ||
        failed(exportOnnx(*module, output, error)))
      return session.end(error);
    return kOk;
  }

private:
  NetworkOptions network;
  CalibrationFlags calibration;
  cl::opt<std::string> output;
};
} // namespace

std::unique_ptr<Command> attendc::makeQuantizeCommand() {
  return std::make_unique<QuantizeCommand>();
}
