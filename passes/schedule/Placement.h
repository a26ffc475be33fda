// Placement.h: the attributes that the scheduler leaves on `q8` and `attend`
// ops, and what follows from them.
#ifndef ATTEND_PASSES_SCHEDULE_PLACEMENT_H
#define ATTEND_PASSES_SCHEDULE_PLACEMENT_H

#include "dialects/attend/AttendDialect.h"
#include "dialects/q8/Q8Dialect.h"

#include "llvm/ADT/StringRef.h"

namespace attendc::schedule {

/// "loops" or "gemm", on q8.conv2d and q8.fully_connected.
inline constexpr llvm::StringLiteral kChoice = "kernel.choice";
/// Unit, on the same: its weights lie two in a byte, 4 bits each.
inline constexpr llvm::StringLiteral kNibbles = "kernel.nibbles";
/// "arena", "result" or "alias".
inline constexpr llvm::StringLiteral kPlace = "kernel.place";
/// i64, bytes from the arena's start.
inline constexpr llvm::StringLiteral kOffset = "kernel.offset";
/// i64, number of the function's result.
inline constexpr llvm::StringLiteral kIndex = "kernel.index";
/// i64, number of the operand whose bytes the result overwrites.
inline constexpr llvm::StringLiteral kInPlace = "kernel.in_place";
/// i64, bytes from the arena's start; bytes.
inline constexpr llvm::StringLiteral kScratchOffset = "kernel.scratch_offset";
inline constexpr llvm::StringLiteral kScratchBytes = "kernel.scratch_bytes";
/// i64, number of the pipeline that computes the op row by row.
inline constexpr llvm::StringLiteral kPipeline = "kernel.pipeline";
/// i64, rows that the result's buffer holds, in a pipeline.
inline constexpr llvm::StringLiteral kRows = "kernel.rows";
/// On the function, by pipeline: array of i32 arrays, the op whose turn it is
/// at each step, numbered within its pipeline; i64 array, where the arena holds
/// each op's next row as i32.
inline constexpr llvm::StringLiteral kSteps = "kernel.steps";
inline constexpr llvm::StringLiteral kStateOffsets = "kernel.state_offsets";
/// A step is stored in a byte.
inline constexpr int64_t kMostPipelineOps = 255;
/// Unit on the function: its input comes in rows.
inline constexpr llvm::StringLiteral kPushRows = "kernel.push_rows";
/// i64 on the function, bytes.
inline constexpr llvm::StringLiteral kArenaBytes = "kernel.arena_bytes";
inline constexpr llvm::StringLiteral kArenaLowerBound =
    "kernel.arena_lower_bound";

/// The i64 attribute `name` of `op`, or -1.
int64_t integerOr(mlir::Operation *op, llvm::StringRef name);

/// True if the op runs on the target's matrix product.
bool usesGemm(mlir::Operation *op);

/// True for constants, which no buffer of the arena holds.
bool isConstant(mlir::Operation *op);

/// True if the bytes of `value` are those of a constant.
bool isConstantValue(mlir::Value value);

/// True for a reshape: its result shows its operand's bytes.
bool isReshape(mlir::Operation *op);

/// The signless type of the elements of a buffer that holds elements of a
/// tensor: i1 (bool) takes a byte.
mlir::Type storedElement(mlir::Type element);

/// The value whose bytes `value` shows: looks through reshapes.
mlir::Value storageOf(mlir::Value value);

/// Bytes of a tensor, at storedElement.
int64_t sizeBytes(mlir::Value value);

/// True if a convolution by matrix product reads the input's rows as they lie:
/// a 1x1 kernel without padding.
bool readsRowsInPlace(q8::Conv2dOp op);

/// Bytes in which an op gathers what its matrix product reads: one output row,
/// [OW, KH, KW, IC]; 0 if it needs none.
int64_t scratchBytes(mlir::Operation *op);

/// Operand numbers whose bytes the op may overwrite with its result, if nothing
/// else reads them: each element of the result depends on that element alone.
llvm::SmallVector<unsigned> overwritableOperands(mlir::Operation *op);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_PLACEMENT_H
