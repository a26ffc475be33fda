// Report.cpp: `attendc report`: what a network costs, layer by layer.

#include "compiler/report/Program.h"
#include "tools/attendc/Commands.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;
namespace cl = llvm::cl;

namespace {
class ReportCommand : public Command {
public:
  ReportCommand()
      : Command("report", "Show layers, operations, memory and placement"),
        network(*this), calibration(*this), target(*this), memory(*this),
        keepFloat("float", cl::desc("Show a float network as it is"),
                  cl::sub(subCommand), cl::cat(category)),
        json("json", cl::desc("Print JSON instead of a table"),
             cl::sub(subCommand), cl::cat(category)) {}

  int run() override {
    Session session;
    std::string error;
    FailureOr<QuantizeOptions> quantize = calibration.read(error);
    LineOptions options;
    if (failed(quantize) || failed(target.read(options, error)) ||
        failed(memory.read(options, error)))
      return fail(error);
    options.quantize = *quantize;
    options.keepFloat = keepFloat;
    OwningOpRef<ModuleOp> module;
    Stage from;
    if (int code = network.read(session, module, from))
      return code;
    if (failed(runLine(*module, from, Stage::Scheduled, options, error)))
      return session.end(error);
    auto functions = llvm::to_vector(module->getOps<func::FuncOp>());
    if (functions.size() != 1)
      return fail("expected one function, found " + Twine(functions.size()));
    FailureOr<report::Report> report = report::makeReport(functions.front());
    if (failed(report))
      return session.end("");
    if (failed(
            runLine(*module, Stage::Scheduled, Stage::Loops, options, error)))
      return session.end(error);
    report::addProgram(*report, *module);
    if (json)
      report::printJson(*report, llvm::outs());
    else
      report::printText(*report, llvm::outs());
    return kOk;
  }

private:
  NetworkOptions network;
  CalibrationFlags calibration;
  TargetOptions target;
  MemoryOptions memory;
  cl::opt<bool> keepFloat;
  cl::opt<bool> json;
};
} // namespace

std::unique_ptr<Command> attendc::makeReportCommand() {
  return std::make_unique<ReportCommand>();
}
