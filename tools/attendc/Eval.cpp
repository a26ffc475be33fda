// Eval.cpp: `attendc eval`: how well a network classifies a folder of pictures.

#include "compiler/AtomicFile.h"
#include "compiler/emit/PrintC.h"
#include "compiler/evaluate/Print.h"
#include "targets/Target.h"
#include "tools/attendc/Commands.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace attendc;
namespace cl = llvm::cl;

/// Pictures that an emulator gets, unless the user says how many.
static constexpr size_t kEmulated = 100;

namespace {
/// The forms, and the modules that hold them.
struct Network {
  OwningOpRef<ModuleOp> floats, integers;
  std::unique_ptr<evaluate::CProgram> program;

  evaluate::Forms forms() const;
};

class EvalCommand : public Command {
public:
  EvalCommand()
      : Command("eval", "Classify pictures in float, int8 and C, and compare"),
        network(*this), calibration(*this), target(*this),
        data("data", cl::value_desc("DIR"), cl::Required,
             cl::desc("Folder with a folder of pictures for each class, which "
                      "sorted by name are the classes of the scores"),
             cl::sub(subCommand), cl::cat(category)),
        classes("classes", cl::value_desc("FILE"),
                cl::desc("Names of these folders in the order of the scores, "
                         "one a line, if that is another"),
                cl::sub(subCommand), cl::cat(category)),
        sample("sample", cl::value_desc("N"), cl::init("0"),
               cl::desc("Take N pictures, evenly over the classes (all; under "
                        "an emulator 100)"),
               cl::sub(subCommand), cl::cat(category)),
        compiler("cc", cl::value_desc("COMPILER"),
                 cl::desc("C compiler (the target's; on this machine the first "
                          "of cc, gcc and clang)"),
                 cl::sub(subCommand), cl::cat(category)),
        skipsC("no-c", cl::desc("Leave out the C: run the references alone"),
               cl::sub(subCommand), cl::cat(category)),
        json("json", cl::value_desc("FILE|-"),
             cl::desc("Write the figures as JSON, too; with - instead of the "
                      "text"),
             cl::sub(subCommand), cl::cat(category)) {}

  int run() override;

private:
  int makeForms(Session &session, Stage from, LineOptions options,
                OwningOpRef<ModuleOp> module, Network &result);
  int makeProgram(Session &session, ModuleOp module, Stage from,
                  const LineOptions &options,
                  std::unique_ptr<evaluate::CProgram> &program);
  int print(const evaluate::Evaluation &evaluation);

  NetworkOptions network;
  CalibrationFlags calibration;
  TargetOptions target;
  cl::opt<std::string> data;
  cl::opt<std::string> classes;
  cl::opt<std::string> sample;
  cl::opt<std::string> compiler;
  cl::opt<bool> skipsC;
  cl::opt<std::string> json;
};
} // namespace

/// The one function of `module`, or null.
static func::FuncOp functionOf(ModuleOp module) {
  auto functions = module.getOps<func::FuncOp>();
  return llvm::hasSingleElement(functions) ? *functions.begin() : nullptr;
}

/// Compiles a copy of `module`, which is at stage `from`.
int EvalCommand::makeProgram(Session &session, ModuleOp module, Stage from,
                             const LineOptions &options,
                             std::unique_ptr<evaluate::CProgram> &program) {
  std::string error;
  OwningOpRef<ModuleOp> copy = module.clone();
  if (failed(runLine(*copy, from, Stage::EmitC, options, error)))
    return session.end(error);
  FailureOr<std::vector<OutputFile>> files = emit::printFiles(*copy);
  if (failed(files))
    return session.end("");
  auto built = evaluate::CProgram::build(*files, *findTarget(options.target),
                                         compiler, error);
  if (failed(built))
    return fail(error);
  program = std::move(*built);
  return kOk;
}

evaluate::Forms Network::forms() const {
  evaluate::Forms forms;
  forms.floats = floats ? functionOf(*floats) : nullptr;
  forms.integers = integers ? functionOf(*integers) : nullptr;
  forms.program = program.get();
  return forms;
}

/// Takes the network to its forms: a float one to float C as well, unless it is
/// quantized on the way.
int EvalCommand::makeForms(Session &session, Stage from, LineOptions options,
                           OwningOpRef<ModuleOp> module, Network &result) {
  std::string error;
  bool isFloat = !isQuantized(*module);
  if (isFloat) {
    result.floats = module->clone();
    if (failed(runLine(*result.floats, from, Stage::Fused, options, error)))
      return session.end(error);
  }
  if (!isFloat || !options.quantize.calibrationFolder.empty()) {
    result.integers = std::move(module);
    if (failed(runLine(*result.integers, from, Stage::Q8, options, error)))
      return session.end(error);
  }
  options.keepFloat = !result.integers;
  options.quantize.calibrationFolder.clear();
  if (skipsC)
    return kOk;
  return result.integers ? makeProgram(session, *result.integers, Stage::Q8,
                                       options, result.program)
                         : makeProgram(session, *result.floats, Stage::Fused,
                                       options, result.program);
}

int EvalCommand::run() {
  Session session;
  std::string error;
  FailureOr<QuantizeOptions> quantize = calibration.read(error);
  LineOptions options;
  if (failed(quantize) || failed(target.read(options, error)))
    return fail(error);
  options.quantize = *quantize;
  size_t count;
  if (StringRef(sample).getAsInteger(10, count))
    return fail("--sample is a number such as 500, not '" + sample + "'");
  bool isEmulated = !findTarget(options.target)->runner.empty();
  if (isEmulated && !skipsC && sample.getNumOccurrences() == 0)
    count = kEmulated;

  OwningOpRef<ModuleOp> module;
  Stage from;
  if (int code = network.read(session, module, from))
    return code;
  func::FuncOp function = functionOf(*module);
  if (!function)
    return fail("expected a module with one function");
  FailureOr<evaluate::DataSet> set =
      evaluate::readDataSet(data, classes, error);
  if (failed(set) ||
      failed(evaluate::verifyClassifier(function, set->classes.size(), error)))
    return fail(error);
  Preprocessing preprocessing = quantize->preprocessing.value_or(
      Preprocessing::recordedOn(function).value_or(Preprocessing()));
  preprocessing.resizes = quantize->resizes;
  Network forms;
  if (int code = makeForms(session, from, options, std::move(module), forms))
    return code;
  FailureOr<evaluate::Evaluation> evaluation = evaluate::evaluate(
      forms.forms(), set->classes, set->sample(count), preprocessing, error);
  if (failed(evaluation))
    return session.end(error);
  return print(*evaluation);
}

/// The figures as text, unless their JSON goes to standard output. The text
/// comes first, so that minutes of work are not lost to a bad file name.
int EvalCommand::print(const evaluate::Evaluation &evaluation) {
  if (json != "-")
    evaluate::printText(evaluation, llvm::outs());
  if (json.empty())
    return kOk;
  std::string text;
  llvm::raw_string_ostream os(text);
  evaluate::printJson(evaluation, os);
  return writeText(json, text);
}

std::unique_ptr<Command> attendc::makeEvalCommand() {
  return std::make_unique<EvalCommand>();
}
