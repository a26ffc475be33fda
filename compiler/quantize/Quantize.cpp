// Quantize.cpp: the order of quantization: list the examples, equalize,
// calibrate, improve layers, insert Q and DQ.

#include "compiler/quantize/Quantize.h"

#include "compiler/quantize/Equalization.h"
#include "compiler/quantize/Images.h"
#include "compiler/quantize/Sensitivity.h"
#include "compiler/quantize/WeightBits.h"
#include "dialects/attend/AttendDialect.h"
#include "passes/quant/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace attendc;

static StringRef nameOf(Operation &op) {
  auto name = dyn_cast<NameLoc>(op.getLoc());
  return name ? name.getName().strref() : StringRef();
}

/// Gives the ops of the nodes `names` the unit attribute `mark`; fails if there
/// is no such node, `purpose` being what for.
static LogicalResult markNodes(func::FuncOp function,
                               ArrayRef<std::string> names, StringRef mark,
                               StringRef purpose, std::string &error) {
  auto ops = function.getBody().front().without_terminator();
  for (StringRef name : names) {
    bool isFound = false;
    StringRef closest;
    for (Operation &op : ops) {
      StringRef known = nameOf(op);
      if (isa<attend::ConstantOp>(op) || known.empty())
        continue;
      if (known == name) {
        op.setAttr(mark, UnitAttr::get(op.getContext()));
        isFound = true;
      }
      if (closest.empty() ||
          name.edit_distance(known) < name.edit_distance(closest))
        closest = known;
    }
    if (isFound)
      continue;
    error = "there is no node '" + name.str() + "' to " + purpose.str();
    if (!closest.empty())
      error += "; did you mean '" + closest.str() + "'?";
    return failure();
  }
  return success();
}

/// Which nodes the user wants in more than 8 bits.
static LogicalResult markNodes(func::FuncOp function,
                               const QuantizeOptions &options,
                               std::string &error) {
  for (StringRef name : options.int16)
    if (llvm::is_contained(options.keepFloat, name)) {
      error = "node '" + name.str() +
              "' cannot both stay in float and have activations of 16 bits; "
              "give --keep-float or --int16";
      return failure();
    }
  if (failed(markNodes(function, options.keepFloat, quant::kKeepFloatName,
                       "keep in float", error)))
    return failure();
  return markNodes(function, options.int16, quant::kInt16Name,
                   "give activations of 16 bits", error);
}

/// Everything between the examples and the attributes that insert-qdq reads.
static LogicalResult decide(func::FuncOp function, const Examples &examples,
                            const QuantizeOptions &options,
                            std::string &error) {
  bool isSigned = options.activations == "s8";
  bool showProgress = options.calibration.showProgress;
  const ImprovementSteps &steps = options.steps;
  if (steps.equalizesChannels &&
      failed(equalizeChannels(function, examples, error)))
    return failure();
  if (failed(
          calibrate(function, examples, options.calibration, isSigned, error)))
    return failure();
  std::optional<FlatNetwork> exact;
  if (options.sensitivity) {
    FailureOr<FlatNetwork> network = FlatNetwork::create(function);
    if (failed(network))
      return failure();
    exact = std::move(*network);
  }
  bool hasFewerBits = options.weightBits < 8.0;
  if (hasFewerBits &&
      failed(chooseWeightBits(function, examples, options.weightBits, steps,
                              isSigned, showProgress, error)))
    return failure();
  if ((steps.learns() || hasFewerBits || exact) &&
      failed(improveLayers(function, examples, steps, isSigned, showProgress,
                           error)))
    return failure();
  if (!exact)
    return success();
  FailureOr<std::string> text =
      describeSensitivity(*exact, function, examples, isSigned, error);
  if (failed(text))
    return failure();
  *options.sensitivity = *text;
  return success();
}

LogicalResult attendc::quantizeModule(ModuleOp module,
                                      const QuantizeOptions &options,
                                      std::string &error) {
  error.clear();
  auto functions = module.getOps<func::FuncOp>();
  if (!llvm::hasSingleElement(functions)) {
    error = "expected a module with one function";
    return failure();
  }
  func::FuncOp function = *functions.begin();
  auto inputType =
      function.getNumArguments() == 1
          ? dyn_cast<RankedTensorType>(function.getArgumentTypes()[0])
          : nullptr;
  if (!inputType || !inputType.getElementType().isF32()) {
    error = "calibration needs a model with one float input";
    return failure();
  }
  if (options.activations != "s8" && options.activations != "u8") {
    error = "activations are s8 or u8, not '" + options.activations + "'";
    return failure();
  }
  double percentile = options.calibration.percentile;
  if (!(percentile > 50.0 && percentile <= 100.0)) {
    error = "a percentile lies above 50 and up to 100";
    return failure();
  }

  Preprocessing preprocessing = options.preprocessing.value_or(
      Preprocessing::recordedOn(function).value_or(Preprocessing()));
  preprocessing.resizes = options.resizes;
  FailureOr<std::vector<std::string>> files =
      listInputs(options.calibrationFolder, "calibration folder", error);
  if (failed(files))
    return failure();
  auto readExample = [&](size_t index, std::string &error) {
    return readInput((*files)[index], inputType, preprocessing, error);
  };
  Examples examples{files->size(), readExample};
  if (failed(markNodes(function, options, error)) ||
      failed(decide(function, examples, options, error)))
    return failure();
  preprocessing.recordOn(function);

  PassManager passes(module.getContext());
  quant::InsertQdqOptions passOptions;
  passOptions.activations = options.activations;
  passes.addNestedPass<func::FuncOp>(quant::createInsertQdq(passOptions));
  return passes.run(module);
}
