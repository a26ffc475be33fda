// Stage.h: the stages of the line from ONNX to C.
#ifndef ATTEND_COMPILER_STAGE_H
#define ATTEND_COMPILER_STAGE_H

#include "llvm/ADT/StringRef.h"

namespace attendc {

/// In the order of the line. `--emit` takes the names in lower case.
enum class Stage {
  /// What the ONNX file says: float or QDQ ops of `attend`, NHWC.
  Attend,
  /// Constants, batch norms and pads are folded, condensers recognized.
  Fused,
  /// Condensers are single ops again; every activation goes through Q and DQ,
  /// unless the network stays float.
  Qdq,
  /// Each `q8` op is its formula on stored bytes; `attend` ops that are left
  /// compute in float.
  Q8,
  /// Kernels are chosen, and every value has its place in the arena.
  Scheduled,
  /// One function per layer: loops on buffers, constants packed.
  Loops,
  /// Three C files, everything but their spelling decided.
  EmitC,
  /// The text of the files.
  C
};

inline constexpr Stage kAllStages[] = {
    Stage::Attend,    Stage::Fused, Stage::Qdq,   Stage::Q8,
    Stage::Scheduled, Stage::Loops, Stage::EmitC, Stage::C};

inline llvm::StringRef stageName(Stage stage) {
  constexpr llvm::StringLiteral names[] = {"attend",    "fused", "qdq",   "q8",
                                           "scheduled", "loops", "emitc", "c"};
  return names[static_cast<int>(stage)];
}

} // namespace attendc

#endif // ATTEND_COMPILER_STAGE_H
