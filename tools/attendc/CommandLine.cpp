// CommandLine.cpp: options that several commands share, and the one place
// where errors become text and exit codes.

#include "tools/attendc/CommandLine.h"

#include "compiler/AtomicFile.h"
#include "compiler/import/Import.h"
#include "passes/Registry.h"
#include "passes/schedule/Search.h"
#include "targets/Target.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
namespace cl = llvm::cl;

int attendc::fail(const Twine &message, int code) {
  std::string text = message.str();
  for (char &c : text)
    if ((unsigned char)c < ' ' || c == 127)
      c = '?';
  llvm::errs() << "attendc: error: " << text << "\n";
  return code;
}

int attendc::writeText(StringRef path, StringRef text) {
  if (!path.empty() && path != "-") {
    std::string error;
    return failed(writeFile(path, text, error)) ? fail(error) : kOk;
  }
  llvm::outs() << text;
  llvm::outs().flush();
  if (!llvm::outs().has_error())
    return kOk;
  llvm::outs().clear_error();
  return fail("cannot write to standard output");
}

/// The ONNX node that `location` names, or nothing.
static StringRef nodeName(Location location) {
  if (auto name = dyn_cast<NameLoc>(location))
    return name.getName();
  if (auto fused = dyn_cast<FusedLoc>(location))
    for (Location inner : fused.getLocations())
      if (StringRef name = nodeName(inner); !name.empty())
        return name;
  if (auto call = dyn_cast<CallSiteLoc>(location))
    return nodeName(call.getCallee());
  return "";
}

static DialectRegistry lineDialects() {
  DialectRegistry registry;
  registerDialects(registry);
  return registry;
}

Session::Session()
    : context(lineDialects(), MLIRContext::Threading::DISABLED),
      handler(&context, [this](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() != DiagnosticSeverity::Error ||
            hasReported)
          return success();
        hasReported = true;
        std::string message = diagnostic.str();
        isUnsupported = StringRef(message).starts_with("unsupported: ");
        std::string place;
        if (auto file = dyn_cast<FileLineColLoc>(
                LocationAttr(diagnostic.getLocation())))
          place = (file.getFilename().getValue() + ":" + Twine(file.getLine()) +
                   ":" + Twine(file.getColumn()))
                      .str();
        else
          place = nodeName(diagnostic.getLocation()).str();
        fail(place.empty() ? message : place + ": " + message);
        return success();
      }) {
  context.loadAllAvailableDialects();
}

int Session::end(StringRef error) {
  if (!error.empty())
    return fail(error);
  if (!hasReported)
    return fail("the compiler failed without saying why; please report this");
  return isUnsupported ? kUnsupported : kBadInput;
}

NetworkOptions::NetworkOptions(Command &command)
    : model(cl::Positional, cl::Required, cl::desc("MODEL.onnx"),
            cl::sub(command.subCommand), cl::cat(command.category)),
      shapes("shape", cl::value_desc("NAME=1x3x224x224"),
             cl::desc("Shape of an input that the file leaves open"),
             cl::sub(command.subCommand), cl::cat(command.category)),
      from("from", cl::Hidden, cl::desc("MODEL is textual IR of this stage"),
           cl::sub(command.subCommand), cl::cat(command.category)) {}

FailureOr<Stage> attendc::readStage(StringRef option, StringRef name,
                                    std::string &error) {
  for (Stage stage : kAllStages)
    if (stageName(stage) == name)
      return stage;
  error = ("--" + option + " is one of ").str();
  for (Stage stage : kAllStages)
    error += (stage == Stage::Attend ? "" : ", ") + stageName(stage).str();
  error += ", not '" + name.str() + "'";
  return failure();
}

/// Parses `1x3x224x224`.
static bool parseShape(StringRef text, SmallVectorImpl<int64_t> &shape) {
  SmallVector<StringRef> sizes;
  text.split(sizes, 'x');
  for (StringRef size : sizes) {
    int64_t value;
    if (size.getAsInteger(10, value) || value <= 0 || value > INT32_MAX)
      return false;
    shape.push_back(value);
  }
  return true;
}

int NetworkOptions::read(Session &session, OwningOpRef<ModuleOp> &module,
                         Stage &stage) {
  std::string error;
  stage = Stage::Attend;
  if (!from.empty()) {
    FailureOr<Stage> given = readStage("from", from, error);
    if (failed(given))
      return fail(error);
    stage = *given;
    module = parseSourceFile<ModuleOp>(model, &session.context);
    return module ? kOk : session.end("");
  }
  ImportOptions options;
  for (const std::string &shape : shapes) {
    auto [name, sizes] = StringRef(shape).rsplit('=');
    SmallVector<int64_t> parsed;
    if (name.empty() || !parseShape(sizes, parsed))
      return fail("--shape is NAME=1x3x224x224, not '" + shape + "'");
    options.shapes[name] = parsed;
  }
  ImportStatus status =
      importOnnx(model, options, session.context, module, error);
  if (status == ImportStatus::Ok)
    return kOk;
  int code = session.end(error);
  return status == ImportStatus::Unsupported ? kUnsupported : code;
}

PictureOptions::PictureOptions(Command &command)
    : mean("mean", cl::value_desc("R,G,B"),
           cl::desc("Mean that is subtracted from pixels / 255"),
           cl::sub(command.subCommand), cl::cat(command.category)),
      std("std", cl::value_desc("R,G,B"),
          cl::desc("Standard deviation that they are then divided by"),
          cl::sub(command.subCommand), cl::cat(command.category)),
      layout("layout", cl::value_desc("nchw|nhwc"),
             cl::desc("Dimensions of the input in the ONNX file (nchw)"),
             cl::sub(command.subCommand), cl::cat(command.category)) {}

/// Parses `0.485,0.456,0.406`.
static LogicalResult parseFloats(StringRef option, StringRef text,
                                 std::vector<float> &values,
                                 std::string &error) {
  if (text.empty())
    return success();
  for (StringRef part : llvm::split(text, ',')) {
    double value;
    if (part.getAsDouble(value) || !std::isfinite(float(value)) ||
        (option == "std" && float(value) == 0.0f)) {
      error =
          ("--" + option + " is a list such as 0.5,0.5,0.5, not '" + text + "'")
              .str();
      return failure();
    }
    values.push_back(float(value));
  }
  return success();
}

FailureOr<std::optional<Preprocessing>>
PictureOptions::read(std::string &error) const {
  if (mean.empty() && std.empty() && layout.empty())
    return std::optional<Preprocessing>();
  Preprocessing preprocessing;
  if (failed(parseFloats("mean", mean, preprocessing.mean, error)) ||
      failed(parseFloats("std", std, preprocessing.std, error)))
    return failure();
  if (!layout.empty())
    preprocessing.layout = layout;
  if (preprocessing.layout != "nchw" && preprocessing.layout != "nhwc") {
    error = "--layout is nchw or nhwc, not '" + layout + "'";
    return failure();
  }
  return std::optional<Preprocessing>(preprocessing);
}

CalibrationFlags::CalibrationFlags(Command &command)
    : folder("calibration", cl::value_desc("DIR"),
             cl::desc("Folder of example inputs (PNG, JPEG, .npy) that a float "
                      "network is quantized by"),
             cl::sub(command.subCommand), cl::cat(command.category)),
      quantizer(
          "quantizer", cl::value_desc("best|plain|STEPS"), cl::init("best"),
          cl::desc("What makes up for rounding: all that is known, nothing, or "
                   "some of equalize,clip,round,correct (best)"),
          cl::sub(command.subCommand), cl::cat(command.category)),
      method("calibration-method", cl::value_desc("METHOD"),
             cl::desc("How ranges follow from the examples: minmax, "
                      "percentile, mse, entropy, or auto, the best for each "
                      "value on examples (auto if the quantizer is best, else "
                      "minmax)"),
             cl::sub(command.subCommand), cl::cat(command.category)),
      percentile("percentile", cl::value_desc("P"), cl::init("99.99"),
                 cl::desc("Percent of all values inside the range (99.99)"),
                 cl::sub(command.subCommand), cl::cat(command.category)),
      weightBits("weight-bits", cl::value_desc("BITS"), cl::init("8"),
                 cl::desc("Most bits of a weight on average, from 4 to 8: "
                          "layers that lose least by it get 4 (8)"),
                 cl::sub(command.subCommand), cl::cat(command.category)),
      activations("activations", cl::value_desc("s8|u8"), cl::init("s8"),
                  cl::desc("Bytes that activations are stored in (s8)"),
                  cl::sub(command.subCommand), cl::cat(command.category)),
      keepFloat("keep-float", cl::value_desc("NODE"),
                cl::desc("Node whose weights, and what passes to others like "
                         "it, are not rounded; may be given often"),
                cl::sub(command.subCommand), cl::cat(command.category)),
      int16("int16", cl::value_desc("NODE"),
            cl::desc("Node whose activations, what it reads and what it makes, "
                     "have 16 bits; may be given often"),
            cl::sub(command.subCommand), cl::cat(command.category)),
      noResize("no-resize",
               cl::desc("Refuse pictures of another size than the input"),
               cl::sub(command.subCommand), cl::cat(command.category)),
      pictures(command) {}

/// `best`, `plain` or some of the steps.
static FailureOr<ImprovementSteps> readSteps(StringRef text,
                                             std::string &error) {
  ImprovementSteps steps;
  if (text == "best")
    return steps;
  steps = {false, false, false, false};
  if (text == "plain")
    return steps;
  for (StringRef name : llvm::split(text, ',')) {
    bool *step = llvm::StringSwitch<bool *>(name)
                     .Case("equalize", &steps.equalizesChannels)
                     .Case("clip", &steps.clipsWeights)
                     .Case("round", &steps.roundsJointly)
                     .Case("correct", &steps.correctsBias)
                     .Default(nullptr);
    if (!step) {
      error = "--quantizer is best, plain or some of "
              "equalize,clip,round,correct, not '" +
              text.str() + "'";
      return failure();
    }
    *step = true;
  }
  return steps;
}

static std::optional<CalibrationMethod> methodNamed(StringRef name) {
  return llvm::StringSwitch<std::optional<CalibrationMethod>>(name)
      .Case("auto", CalibrationMethod::Auto)
      .Case("minmax", CalibrationMethod::MinMax)
      .Case("percentile", CalibrationMethod::Percentile)
      .Case("mse", CalibrationMethod::Mse)
      .Case("entropy", CalibrationMethod::Entropy)
      .Default(std::nullopt);
}

FailureOr<QuantizeOptions> CalibrationFlags::read(std::string &error) const {
  QuantizeOptions options;
  options.calibrationFolder = folder;
  FailureOr<ImprovementSteps> steps = readSteps(quantizer, error);
  if (failed(steps))
    return failure();
  options.steps = *steps;
  StringRef fitting = quantizer == "best" ? "auto" : "minmax";
  std::optional<CalibrationMethod> known =
      methodNamed(method.empty() ? fitting : StringRef(method));
  if (!known) {
    error = "--calibration-method is auto, minmax, percentile, mse or entropy, "
            "not '" +
            method + "'";
    return failure();
  }
  options.calibration.method = *known;
  if (StringRef(percentile).getAsDouble(options.calibration.percentile)) {
    error = "--percentile is a number such as 99.99, not '" + percentile + "'";
    return failure();
  }
  if (StringRef(weightBits).getAsDouble(options.weightBits) ||
      !(options.weightBits >= 4.0 && options.weightBits <= 8.0)) {
    error = "--weight-bits is a number from 4 to 8 such as 4.5, not '" +
            weightBits + "'";
    return failure();
  }
  options.activations = activations;
  options.resizes = !noResize;
  options.keepFloat.assign(keepFloat.begin(), keepFloat.end());
  options.int16.assign(int16.begin(), int16.end());
  if (activations != "s8" && activations != "u8") {
    error = "--activations is s8 or u8, not '" + activations + "'";
    return failure();
  }
  auto preprocessing = pictures.read(error);
  if (failed(preprocessing))
    return failure();
  options.preprocessing = *preprocessing;
  return options;
}

TargetOptions::TargetOptions(Command &command)
    : target("target", cl::value_desc("TARGET"), cl::init("portable"),
             cl::desc("Machine that the C is for; see attendc targets "
                      "(portable)"),
             cl::sub(command.subCommand), cl::cat(command.category)),
      match("match", cl::value_desc("ort-x64"),
            cl::desc("Add as ONNX Runtime does on x86-64, to compare with it "
                     "bit for bit"),
            cl::sub(command.subCommand), cl::cat(command.category)),
      disabledPasses("disable-pass", cl::value_desc("PASS"), cl::Hidden,
                     cl::desc("Leave out a pass that changes no result"),
                     cl::sub(command.subCommand), cl::cat(command.category)) {}

LogicalResult TargetOptions::read(LineOptions &options,
                                  std::string &error) const {
  if (!match.empty() && match != "ort-x64")
    error = "--match is ort-x64, not '" + match + "'";
  else if (!findTarget(target))
    error = "there is no target '" + target + "'; see attendc targets";
  for (const std::string &pass : disabledPasses)
    if (error.empty() && !llvm::is_contained(kOptionalPasses, pass))
      error = "--disable-pass is one of " +
              llvm::join(ArrayRef(kOptionalPasses), ", ") + ", not '" + pass +
              "'";
  options.target = target;
  options.match = match;
  options.disabledPasses.assign(disabledPasses.begin(), disabledPasses.end());
  return failure(!error.empty());
}

MemoryOptions::MemoryOptions(Command &command)
    : ram("ram", cl::value_desc("BYTES|min|time"),
          cl::desc("Most bytes of the arena; min for the smallest, time for "
                   "the fastest; rows of layers wait in rings where that is "
                   "needed (the target's goal)"),
          cl::sub(command.subCommand), cl::cat(command.category)),
      pushRows("push-rows",
               cl::desc("Take the input in rows, as a camera delivers them"),
               cl::sub(command.subCommand), cl::cat(command.category)),
      arenaHooks("arena-hooks", cl::Hidden,
                 cl::desc("Call ATTEND_TICK at every step of the plan"),
                 cl::sub(command.subCommand), cl::cat(command.category)) {}

LogicalResult MemoryOptions::read(LineOptions &options,
                                  std::string &error) const {
  if (failed(schedule::readWish(ram, *findTarget(options.target)))) {
    error = "--ram is a number of bytes such as 131072, min or time, not '" +
            ram + "'";
    return failure();
  }
  options.ram = ram;
  options.pushRows = pushRows;
  options.arenaHooks = arenaHooks;
  return success();
}
