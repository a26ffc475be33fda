// Calibration.h: the range of every value of a float graph over example inputs.
#ifndef ATTEND_COMPILER_QUANTIZE_CALIBRATION_H
#define ATTEND_COMPILER_QUANTIZE_CALIBRATION_H

#include "compiler/reference/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace attendc {

enum class CalibrationMethod {
  /// The least and greatest value.
  MinMax,
  /// The values that `percentile` % of all values do not exceed, and that as
  /// many do not fall below, to 1/2048 of the min-max range.
  Percentile,
};

struct CalibrationOptions {
  CalibrationMethod method = CalibrationMethod::MinMax;
  double percentile = 99.99;
  /// A bar on standard error if that is a terminal.
  bool showProgress = true;
};

/// Gives example input `index`, or fails having set `error`.
using ReadExample = llvm::function_ref<mlir::FailureOr<reference::Tensor>(
    size_t index, std::string &error)>;

/// Runs `function`, a flat float graph with one input, on `count` examples and
/// leaves `quant.range = array<f32: low, high>` on its argument and ops. Each
/// example is read once, for percentiles twice. Fails with `error` set, or
/// with a diagnostic at the op that the float reference cannot run.
mlir::LogicalResult calibrate(mlir::func::FuncOp function, size_t count,
                              ReadExample readExample,
                              const CalibrationOptions &options,
                              std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_CALIBRATION_H
