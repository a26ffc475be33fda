// Report.cpp: `attendc report`: what a network costs, layer by layer.

#include "compiler/report/Program.h"
#include "compiler/report/RamCurve.h"
#include "tools/attendc/Commands.h"

#include "llvm/Support/Path.h"
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
        json("json", cl::desc("Write JSON instead of a table"),
             cl::sub(subCommand), cl::cat(category)),
        html("html", cl::desc("Write a page with a picture of the arena"),
             cl::sub(subCommand), cl::cat(category)),
        ramCurve("ram-curve",
                 cl::desc("Show what less memory costs in time, too"),
                 cl::sub(subCommand), cl::cat(category)),
        output("o", cl::value_desc("FILE|-"),
               cl::desc("File for the report (-)"), cl::sub(subCommand),
               cl::cat(category)) {}

  int run() override {
    Session session;
    std::string error;
    FailureOr<QuantizeOptions> quantize = calibration.read(error);
    LineOptions options;
    if (failed(quantize) || failed(target.read(options, error)) ||
        failed(memory.read(options, error)))
      return fail(error);
    if (json && html)
      return fail("--json and --html are two forms; give one of them");
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
    if (ramCurve)
      report::addRamCurve(*report, functions.front(),
                          *findTarget(options.target));
    if (failed(
            runLine(*module, Stage::Scheduled, Stage::Loops, options, error)))
      return session.end(error);
    report::addProgram(*report, *module);
    std::string text;
    llvm::raw_string_ostream os(text);
    if (json)
      report::printJson(*report, os);
    else if (html)
      report::printHtml(*report, llvm::sys::path::filename(network.model), os);
    else
      report::printText(*report, os);
    return writeText(output, text);
  }

private:
  NetworkOptions network;
  CalibrationFlags calibration;
  TargetOptions target;
  MemoryOptions memory;
  cl::opt<bool> keepFloat;
  cl::opt<bool> json;
  cl::opt<bool> html;
  cl::opt<bool> ramCurve;
  cl::opt<std::string> output;
};
} // namespace

std::unique_ptr<Command> attendc::makeReportCommand() {
  return std::make_unique<ReportCommand>();
}
