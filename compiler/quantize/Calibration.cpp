// Calibration.cpp: collects minima, maxima and histograms while the float
// reference runs.

#include "compiler/quantize/Calibration.h"

#include "compiler/ProgressBar.h"
#include "compiler/quantize/ChooseRanges.h"
#include "compiler/reference/FloatReference.h"
#include "passes/quant/RoundedValues.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

static ArrayRef<float> floatsOf(const Tensor &tensor) {
  if (tensor.type != ElementType::F32)
    return {};
  return {tensor.data<float>(), static_cast<size_t>(tensor.count())};
}

static std::string nameOf(Value value) {
  if (auto name = dyn_cast<NameLoc>(value.getLoc()))
    return ("'" + name.getName().strref() + "'").str();
  return isa<BlockArgument>(value) ? "the input" : "an unnamed node";
}

LogicalResult
Examples::forEach(size_t chosen, std::string &error,
                  function_ref<LogicalResult(const Tensor &)> use) const {
  for (size_t i = 0; i < chosen; ++i) {
    FailureOr<Tensor> example = read(i * count / chosen, error);
    if (failed(example) || failed(use(*example)))
      return failure();
  }
  return success();
}

/// Minimum, maximum and, with `hasHistogram`, the histogram of every value.
static FailureOr<llvm::MapVector<Value, ValueStatistics>>
collectStatistics(func::FuncOp function, const Examples &examples,
                  bool hasHistogram, bool showProgress, std::string &error) {
  FailureOr<std::unique_ptr<FloatReference>> reference =
      FloatReference::create(function);
  if (failed(reference))
    return failure();
  ProgressBar progress("calibrating", (hasHistogram ? 2 : 1) * examples.count,
                       showProgress);
  llvm::MapVector<Value, ValueStatistics> statistics;
  auto visitAll = [&](auto visit) -> LogicalResult {
    auto use = [&](const Tensor &example) -> LogicalResult {
      if (failed((*reference)
                     ->run(example, [&](Value value, const Tensor &tensor) {
                       visit(statistics[value], floatsOf(tensor));
                     })))
        return failure();
      progress.advance();
      return success();
    };
    if (failed(examples.forEach(examples.count, error, use)))
      return failure();
    return success();
  };

  if (failed(visitAll([](ValueStatistics &known, ArrayRef<float> values) {
        known.include(values);
      })))
    return failure();
  for (auto &[value, known] : statistics)
    if (!known.isFinite) {
      error = nameOf(value) + " overflows to infinity or NaN in calibration";
      return failure();
    }
  if (hasHistogram &&
      failed(visitAll([](ValueStatistics &known, ArrayRef<float> values) {
        known.count(values);
      })))
    return failure();
  statistics.remove_if([](auto &entry) { // no f32 values
    return entry.second.low > entry.second.high;
  });
  return std::move(statistics);
}

LogicalResult attendc::calibrate(func::FuncOp function,
                                 const Examples &examples,
                                 const CalibrationOptions &options,
                                 bool isSigned, std::string &error) {
  bool isMinMax = options.method == CalibrationMethod::MinMax;
  auto statistics = collectStatistics(function, examples, !isMinMax,
                                      options.showProgress, error);
  if (failed(statistics))
    return failure();
  if (options.method == CalibrationMethod::Auto)
    return chooseRanges(function, examples, *statistics, options, isSigned,
                        error);
  FailureOr<quant::RoundedValues> rounded =
      quant::RoundedValues::find(function);
  if (failed(rounded))
    return failure();
  for (auto &[value, known] : *statistics) {
    Operation *op = value.getDefiningOp();
    std::optional<unsigned> of = rounded->classOf(value);
    if (!of || (isMinMax && op && quant::isUnitInterval(op)))
      continue;
    quant::recordRange(value, rangeBy(options.method, known, options.percentile,
                                      rounded->bitsOf(*of)));
  }
  return success();
}
