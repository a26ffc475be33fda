// Target.h: what the compiler knows about a place where its C runs, as plain
// data; passes ask about these fields and never about a target's name.

#ifndef ATTENDC_TARGETS_TARGET_H
#define ATTENDC_TARGETS_TARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace attendc {

/// A target's own matrix product with fused requantization: C text in
/// `runtime/` and the order in which it reads its weights.
///
/// Weights [K, N] are packed as [ceil(N/nTile)][ceil(K/kGroup)][nTile][kGroup],
/// zero padded; bias and multiplier are padded with zeros to a multiple of
/// nTile. Weights of 4 bits are packed in the same order, but with nibbleGroup
/// in place of kGroup (K is still padded to kGroup); of every 2 * nibbleSpan of
/// them byte i holds the i-th in its low half and the (nibbleSpan + i)-th in
/// its high half, as two's complement. The bias holds the zero-point term of
/// the kernel's own signedness: bias[j] - z * sum over l of w[l, j], where z is
/// the input's zero point after the input's bytes were read as int8
/// (nativeSigned) or as uint8.
struct GemmKernel {
  /// Name of the C function; empty if the target has no such kernel.
  llvm::StringRef function;
  /// Texts below `runtime/` that it needs, in the order of their definition;
  /// the last one defines `function`.
  llvm::ArrayRef<llvm::StringRef> runtimeFiles;
  /// Output channels that lie together in the packed weights.
  int32_t nTile;
  /// Consecutive input channels of one output channel that lie together.
  int32_t kGroup;
  /// See above. A divisor of kGroup; of nTile * kGroup / 2.
  int32_t nibbleGroup, nibbleSpan;
  /// About how many bytes of code the kernel's half for 4 bits takes, where
  /// other products use the one for 8.
  int32_t nibbleCodeBytes;
  /// Rows of the input (pixels) that cost as much as the next multiple of it.
  int32_t mGrain;
  /// True if the kernel reads the input's bytes as int8, false if as uint8.
  /// Input of the other signedness is passed with flip = 0x80.
  bool nativeSigned;
};

/// What work costs in cycles, to rank schedules; tools/bench/instructions.py
/// compares what it estimates with what is counted.
struct CostTable {
  /// Multiply-adds in one cycle, in the matrix product and in loops.
  double gemmMacsPerCycle, loopMacsPerCycle;
  /// Of an element that an op other than a sum of products computes.
  double cyclesPerElement;
  /// Of a call of an op's function, whole or for one row.
  double cyclesPerCall;
  /// An op that moves more than `cacheBytes` pays for each byte; 0 if memory is
  /// as fast everywhere.
  int64_t cacheBytes;
  double cyclesPerMissedByte;
};

/// One target. Every value is a constant: no constructor runs at start-up.
struct Target {
  /// What `--target` takes, and one line for `attendc targets`.
  llvm::StringRef name;
  llvm::StringRef summary;
  /// Folder below `targets/` (and, for its kernels, below `runtime/`).
  llvm::StringRef family;

  GemmKernel gemm;

  /// Bytes of a vector register, 1 if there is none worth a tile. The arena
  /// and constants start at a multiple of it, the arena's buffers at one of 16.
  int32_t vectorBytes;
  /// Output channels whose accumulators the innermost tile of a loop nest
  /// holds at a time.
  int32_t ocTile;
  /// A fused single-precision multiply-add is one instruction. Without it
  /// `attend_add_ort_x64` gives the same bits at the cost of an emulation.
  bool hasFma;

  /// The C compiler that is known to work, and its flags for good code.
  llvm::StringRef compiler;
  llvm::ArrayRef<llvm::StringRef> compilerFlags;
  /// C files and headers below `targets/` that a bare-metal program needs
  /// beside its own (start-up, console), and its linker script; empty where an
  /// operating system provides them. See BoardText.h.
  llvm::ArrayRef<llvm::StringRef> boardFiles;
  llvm::StringRef linkerScript;
  /// Command that runs a program on this machine, `{}` standing for the
  /// program; empty if the machine can run it as it is.
  llvm::StringRef runner;

  /// Memory in bytes of the board that `runner` emulates, 0 if not limited.
  int64_t ramBytes;
  int64_t flashBytes;

  CostTable cost;
  /// True if the smallest arena is the goal where the user names none, false if
  /// the shortest time is.
  bool savesRam;

  /// What a user should know before choosing it.
  llvm::StringRef notes;

  bool hasGemm() const { return !gemm.function.empty(); }
};

/// All targets, in the order in which `attendc targets` lists them.
llvm::ArrayRef<Target> allTargets();

/// The target called `name`, or null.
const Target *findTarget(llvm::StringRef name);

} // namespace attendc

#endif // ATTENDC_TARGETS_TARGET_H
