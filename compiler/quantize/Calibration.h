// Calibration.h: the range of every value of a float graph over example inputs.
#ifndef ATTEND_COMPILER_QUANTIZE_CALIBRATION_H
#define ATTEND_COMPILER_QUANTIZE_CALIBRATION_H

#include "compiler/quantize/RangeSearch.h"
#include "compiler/reference/Tensor.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace attendc {

struct CalibrationOptions {
  CalibrationMethod method = CalibrationMethod::MinMax;
  double percentile = 99.99;
  /// A bar on standard error if that is a terminal.
  bool showProgress = true;
};

/// Gives example input `index`, or fails having set `error`.
using ReadExample = llvm::function_ref<mlir::FailureOr<reference::Tensor>(
    size_t index, std::string &error)>;

/// The example inputs of a network.
struct Examples {
  size_t count;
  ReadExample read;

  /// Calls `use` with `chosen` of them, spread over all; stops at one that
  /// cannot be read, with `error` set, or used.
  mlir::LogicalResult
  forEach(size_t chosen, std::string &error,
          llvm::function_ref<mlir::LogicalResult(const reference::Tensor &)>
              use) const;
};

/// Runs `function`, a flat float graph with one input, on every example and
/// leaves `quant.range = array<f32: low, high>` on its argument and ops; by
/// MinMax not on sigmoid and softmax, which then keep steps of 1/256. Each
/// example is read once, by other methods more often. Fails with `error` set,
/// or with a diagnostic at the op that the float reference cannot run.
mlir::LogicalResult calibrate(mlir::func::FuncOp function,
                              const Examples &examples,
                              const CalibrationOptions &options, bool isSigned,
                              std::string &error);

} // namespace attendc

#endif // ATTEND_COMPILER_QUANTIZE_CALIBRATION_H
