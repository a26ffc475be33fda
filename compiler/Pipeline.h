// Pipeline.h: the line from an imported network to the C files' emitc.
#ifndef ATTEND_COMPILER_PIPELINE_H
#define ATTEND_COMPILER_PIPELINE_H

#include "compiler/Stage.h"
#include "compiler/quantize/Quantize.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace attendc {

struct LineOptions {
  /// How to quantize a float network; without a folder it must be QDQ already,
  /// or stay as it is.
  QuantizeOptions quantize;
  /// Nothing is lowered to integers: quantize and dequantize ops, if there are
  /// any, are computed as they stand.
  bool keepFloat = false;
  /// "" or "ort-x64": see attend-lower-to-q8.
  std::string match;
  /// A name of targets/Target.h.
  std::string target = "portable";
  /// What the arena may take: a number of bytes, "min" or "time"; "" is the
  /// target's own goal.
  std::string ram;
  /// The C takes its input in rows, too.
  bool pushRows = false;
  /// The C tells the ticks of the schedule's clock, for a test of its plan.
  bool arenaHooks = false;
  /// Of file names and external symbols.
  std::string prefix = "model";
  /// Passes of `kOptionalPasses` to leave out, to compare what comes out.
  std::vector<std::string> disabledPasses;
};

/// Passes without which the same integers come out of a quantized network.
inline constexpr llvm::StringLiteral kOptionalPasses[] = {
    "attend-fold-transpose",       "attend-fold-pad",
    "attend-recognize-condensers", "attend-remove-dead-channels",
    "attend-drop-idle-clamps",     "attend-bound-ranges"};

/// True if `module` holds Q or DQ ops, takes 8-bit integers, or has no floats
/// at all.
bool isQuantized(mlir::ModuleOp module);

/// Takes `module` from stage `from` to stage `to`, at most EmitC. On failure
/// `error` is one line, or empty after a diagnostic at an op.
mlir::LogicalResult runLine(mlir::ModuleOp module, Stage from, Stage to,
                            const LineOptions &options, std::string &error);

/// Checks that `module` holds only ops of the dialects that live at `stage`;
/// reports one that does not.
mlir::LogicalResult verifyStage(mlir::ModuleOp module, Stage stage);

} // namespace attendc

#endif // ATTEND_COMPILER_PIPELINE_H
