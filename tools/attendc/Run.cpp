// Run.cpp: `attendc run`: a network on pictures or arrays, in the reference
// interpreters.

#include "compiler/AtomicFile.h"
#include "compiler/quantize/Images.h"
#include "compiler/quantize/Npy.h"
#include "compiler/reference/FloatReference.h"
#include "compiler/reference/IntegerReference.h"
#include "compiler/reference/Stored.h"
#include "tools/attendc/Commands.h"

#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <numeric>

using namespace mlir;
using namespace attendc;
using reference::ElementType;
using reference::Tensor;
namespace cl = llvm::cl;

namespace {
class RunCommand : public Command {
public:
  RunCommand()
      : Command("run", "Run a network on pictures or arrays"), network(*this),
        pictures(*this), target(*this),
        inputs("input", cl::value_desc("FILE"), cl::OneOrMore,
               cl::desc("Picture (PNG, JPEG) or array (.npy), one for each "
                        "input of the network"),
               cl::sub(subCommand), cl::cat(category)),
        outputs("output", cl::value_desc("FILE"),
                cl::desc("Write the result: real values (.npy), or bytes as "
                         "the C stores them (any other name)"),
                cl::sub(subCommand), cl::cat(category)),
        dumpInput("dump-input", cl::value_desc("FILE"),
                  cl::desc("Write the input as the network takes it: .npy, or "
                           "raw bytes"),
                  cl::sub(subCommand), cl::cat(category)),
        top("top", cl::value_desc("K"), cl::init("5"),
            cl::desc("How many of the best classes to print (5)"),
            cl::sub(subCommand), cl::cat(category)) {}

  int run() override;

private:
  FailureOr<Tensor> readArgument(func::FuncOp function, unsigned index,
                                 const Preprocessing &preprocessing,
                                 std::string &error);
  void printResult(const Tensor &result, StringRef name);

  NetworkOptions network;
  PictureOptions pictures;
  TargetOptions target;
  cl::list<std::string> inputs;
  cl::list<std::string> outputs;
  cl::opt<std::string> dumpInput;
  cl::opt<std::string> top;
  unsigned topCount = 5;
};
} // namespace

/// Input `index` of `function` from its file, quantized if it takes bytes.
FailureOr<Tensor> RunCommand::readArgument(func::FuncOp function,
                                           unsigned index,
                                           const Preprocessing &preprocessing,
                                           std::string &error) {
  auto type = dyn_cast<RankedTensorType>(function.getArgumentTypes()[index]);
  if (!type) {
    error = "an input of the network is no tensor";
    return failure();
  }
  Tensor wanted(type);
  StringRef path = inputs[index];
  if (wanted.type != ElementType::F32 && path.ends_with(".npy")) {
    std::string ignored;
    FailureOr<Tensor> stored = readNpy(path, ignored);
    if (succeeded(stored) && stored->type == wanted.type) {
      if (stored->shape == wanted.shape)
        return stored;
      error =
          ("'" + path + "' holds bytes of another shape than the input").str();
      return failure();
    }
  }
  auto realType = RankedTensorType::get(
      type.getShape(), Float32Type::get(function.getContext()));
  FailureOr<Tensor> real = readInput(path, realType, preprocessing, error);
  if (failed(real))
    return failure();
  return reference::toStored(*real, wanted.type,
                             function.getArgAttrDict(index));
}

/// The file `path` with `tensor`: an array if the name says so, else raw bytes.
static OutputFile fileOf(StringRef path, const Tensor &tensor) {
  if (path.ends_with(".npy"))
    return {path.str(), toNpy(tensor)};
  return {path.str(), std::string(tensor.bytes.begin(), tensor.bytes.end())};
}

/// The best classes of a vector of scores; the range of anything else.
void RunCommand::printResult(const Tensor &result, StringRef name) {
  const float *values = result.data<float>();
  int64_t count = result.count();
  llvm::outs() << (name.empty() ? "output" : name) << " [";
  llvm::interleaveComma(result.shape, llvm::outs());
  llvm::outs() << "]\n";
  if (count == 0)
    return;
  if (result.shape.empty() || count != result.shape.back()) {
    auto [least, most] = std::minmax_element(values, values + count);
    llvm::outs() << llvm::format("  from %g to %g\n", *least, *most);
    return;
  }
  std::vector<int64_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  });
  order.resize(std::min<int64_t>(count, topCount));
  for (int64_t index : order)
    llvm::outs() << llvm::format("  class %-5lld %g\n", (long long)index,
                                 values[index]);
}

int RunCommand::run() {
  Session session;
  std::string error;
  auto given = pictures.read(error);
  LineOptions options;
  if (failed(given) || failed(target.read(options, error)))
    return fail(error);
  if (StringRef(top).getAsInteger(10, topCount))
    return fail("--top is a number such as 5, not '" + top + "'");
  OwningOpRef<ModuleOp> module;
  Stage from;
  if (int code = network.read(session, module, from))
    return code;
  bool isInteger = isQuantized(*module);
  if (failed(runLine(*module, from, isInteger ? Stage::Q8 : Stage::Fused,
                     options, error)))
    return session.end(error);

  func::FuncOp function = *module->getOps<func::FuncOp>().begin();
  if (inputs.size() != function.getNumArguments())
    return fail("the network has " + Twine(function.getNumArguments()) +
                " inputs, but there are " + Twine(inputs.size()) +
                " --input files");
  Preprocessing preprocessing = given->value_or(
      Preprocessing::recordedOn(function).value_or(Preprocessing()));
  std::vector<Tensor> arguments;
  for (unsigned i = 0; i < inputs.size(); ++i) {
    FailureOr<Tensor> argument =
        readArgument(function, i, preprocessing, error);
    if (failed(argument))
      return fail(error);
    arguments.push_back(*argument);
  }
  std::vector<OutputFile> files;
  if (!dumpInput.empty())
    files.push_back(fileOf(dumpInput, arguments.front()));

  std::vector<Tensor> results;
  if (isInteger) {
    auto computed = reference::runInteger(function, arguments);
    if (failed(computed))
      return session.end("");
    results.assign(computed->begin(), computed->end());
  } else {
    auto network = reference::FloatReference::create(function);
    if (failed(network))
      return session.end("");
    auto computed = (*network)->run(arguments);
    if (failed(computed))
      return session.end("");
    results = *computed;
  }
  if (outputs.size() > results.size())
    return fail("the network has " + Twine(results.size()) +
                " outputs, but there are " + Twine(outputs.size()) +
                " --output files");
  std::vector<Tensor> reals;
  for (auto [i, result] : llvm::enumerate(results)) {
    reals.push_back(reference::toReal(result, function.getResultAttrDict(i)));
    if (i < outputs.size())
      files.push_back(fileOf(outputs[i], StringRef(outputs[i]).ends_with(".npy")
                                             ? reals.back()
                                             : result));
  }
  if (failed(writeFiles(files, error)))
    return fail(error);
  for (auto [i, real] : llvm::enumerate(reals)) {
    auto name = function.getResultAttrOfType<StringAttr>(i, "attend.name");
    printResult(real, name ? name.getValue() : "");
  }
  return kOk;
}

std::unique_ptr<Command> attendc::makeRunCommand() {
  return std::make_unique<RunCommand>();
}
