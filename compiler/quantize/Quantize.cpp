// Quantize.cpp: the order of quantization: list the examples, calibrate,
// insert Q and DQ.

#include "compiler/quantize/Quantize.h"

#include "compiler/quantize/Images.h"
#include "passes/quant/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace attendc;

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
  FailureOr<std::vector<std::string>> files =
      listInputs(options.calibrationFolder, "calibration folder", error);
  if (failed(files))
    return failure();
  auto readExample = [&](size_t index, std::string &error) {
    return readInput((*files)[index], inputType, preprocessing, error);
  };
  if (failed(calibrate(function, files->size(), readExample,
                       options.calibration, error)))
    return failure();
  preprocessing.recordOn(function);

  PassManager passes(module.getContext());
  quant::InsertQdqOptions passOptions;
  passOptions.activations = options.activations;
  passes.addNestedPass<func::FuncOp>(quant::createInsertQdq(passOptions));
  return passes.run(module);
}
