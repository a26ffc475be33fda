// Calibration.cpp: collects minima, maxima and histograms while the float
// reference runs.

#include "compiler/quantize/Calibration.h"

#include "compiler/ProgressBar.h"
#include "compiler/reference/FloatReference.h"

#include "llvm/ADT/MapVector.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::reference;

static constexpr int64_t bins = 2048;

namespace {
/// What is known of one value so far.
struct Statistics {
  float low = INFINITY, high = -INFINITY;
  bool isFinite = true;
  std::vector<int64_t> histogram; // equal bins from low to high

  void include(ArrayRef<float> values) {
    for (float value : values) {
      low = std::min(low, value);
      high = std::max(high, value);
      isFinite &= value - value == 0.0f; // not for infinities and NaN
    }
  }

  void count(ArrayRef<float> values) {
    histogram.resize(bins);
    float width = (high - low) / bins;
    for (float value : values) {
      int64_t bin = width > 0 ? static_cast<int64_t>((value - low) / width) : 0;
      ++histogram[std::clamp<int64_t>(bin, 0, bins - 1)];
    }
  }

  /// Narrows [low, high] so that `share` of the values lie below high, and as
  /// many above low.
  void narrow(double share) {
    int64_t total = 0;
    for (int64_t bin : histogram)
      total += bin;
    double allowed = (1.0 - share) * static_cast<double>(total);
    int64_t first = 0, last = bins - 1;
    for (int64_t below = histogram[0]; first < last && below <= allowed;)
      below += histogram[++first];
    for (int64_t above = histogram[last]; last > first && above <= allowed;)
      above += histogram[--last];
    float start = low, width = (high - low) / bins;
    low = start + width * static_cast<float>(first);
    high =
        last == bins - 1 ? high : start + width * static_cast<float>(last + 1);
  }
};
} // namespace

static ArrayRef<float> floatsOf(const Tensor &tensor) {
  if (tensor.type != ElementType::F32)
    return {};
  return {tensor.data<float>(), static_cast<size_t>(tensor.count())};
}

static void setRange(func::FuncOp function, Value value, float low,
                     float high) {
  Builder builder(function.getContext());
  Attribute range = builder.getDenseF32ArrayAttr({low, high});
  if (auto argument = dyn_cast<BlockArgument>(value))
    function.setArgAttr(argument.getArgNumber(), "quant.range", range);
  else
    value.getDefiningOp()->setDiscardableAttr("quant.range", range);
}

static std::string nameOf(Value value) {
  if (auto name = dyn_cast<NameLoc>(value.getLoc()))
    return ("'" + name.getName().strref() + "'").str();
  return isa<BlockArgument>(value) ? "the input" : "an unnamed node";
}

LogicalResult attendc::calibrate(func::FuncOp function, size_t count,
                                 ReadExample readExample,
                                 const CalibrationOptions &options,
                                 std::string &error) {
  FailureOr<std::unique_ptr<FloatReference>> reference =
      FloatReference::create(function);
  if (failed(reference))
    return failure();
  bool isPercentile = options.method == CalibrationMethod::Percentile;
  ProgressBar progress("calibrating", isPercentile ? 2 * count : count,
                       options.showProgress);
  llvm::MapVector<Value, Statistics> statistics;
  auto visitAll = [&](auto visit) -> LogicalResult {
    for (size_t i = 0; i < count; ++i) {
      FailureOr<Tensor> example = readExample(i, error);
      if (failed(example))
        return failure();
      if (failed((*reference)
                     ->run(*example, [&](Value value, const Tensor &tensor) {
                       visit(statistics[value], floatsOf(tensor));
                     })))
        return failure();
      progress.advance();
    }
    return success();
  };

  if (failed(visitAll([](Statistics &known, ArrayRef<float> values) {
        known.include(values);
      })))
    return failure();
  for (auto &[value, known] : statistics)
    if (!known.isFinite) {
      error = nameOf(value) + " overflows to infinity or NaN in calibration";
      return failure();
    }
  if (isPercentile &&
      failed(visitAll([](Statistics &known, ArrayRef<float> values) {
        known.count(values);
      })))
    return failure();
  for (auto &[value, known] : statistics) {
    if (isPercentile)
      known.narrow(options.percentile / 100.0);
    if (known.low > known.high) // no f32 values
      continue;
    setRange(function, value, std::min(known.low, 0.0f),
             std::max(known.high, 0.0f));
  }
  return success();
}
