// RoundedValues.h: which values of a float graph round to integers, and which
// of them share scale and zero point.
#ifndef ATTEND_PASSES_QUANT_ROUNDEDVALUES_H
#define ATTEND_PASSES_QUANT_ROUNDEDVALUES_H

#include "passes/quant/QuantizationParameters.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace attendc::quant {

/// On an argument or op: `array<f32: low, high>`, what calibration found.
inline constexpr llvm::StringLiteral kRangeName = "quant.range";
/// On an op (unit): it computes with floats.
inline constexpr llvm::StringLiteral kKeepFloatName = "quant.keep_float";
/// On an op (unit): the activations that it reads and makes have 16 bits.
inline constexpr llvm::StringLiteral kInt16Name = "quant.int16";
/// On an op with weights: `array<f32>`, one scale for each output channel.
inline constexpr llvm::StringLiteral kWeightScalesName = "quant.weight_scales";

/// On an op with weights (unit): they are multiples of their scales by integers
/// in [-8, 7].
inline constexpr llvm::StringLiteral kFourBitsName = "quant.four_bits";

/// The operands of `op` that are activations; the others are parameters.
llvm::MutableArrayRef<mlir::OpOperand> activationsOf(mlir::Operation *op);

/// The elements of a constant, or null.
mlir::DenseElementsAttr constantOf(mlir::Value value);

/// `op` carries `quant.keep_float`, or is the relu or clip that alone reads an
/// op that does and could round with it.
bool staysFloat(mlir::Operation *op);

/// The relu or clip that alone reads `op`, and with which it rounds once; or
/// null.
mlir::Operation *clampAfter(mlir::Operation *op);

/// The range of `value`, or none for a result in [0, 1] that is rounded to
/// steps of 1/256.
using RangeOf = llvm::function_ref<std::optional<Range>(mlir::Value value)>;

/// The values of one function that get Q and DQ. They fall into classes, whose
/// members share their parameters.
class RoundedValues {
public:
  /// Fails with a diagnostic at an op that cannot be rounded.
  static mlir::FailureOr<RoundedValues> find(mlir::func::FuncOp function);

  /// Arguments, constants and results, in the order of the function.
  llvm::ArrayRef<mlir::Value> values() const { return members; }
  unsigned classCount() const { return classes.getNumClasses(); }
  /// The class of `value`, or nothing if it does not round.
  std::optional<unsigned> classOf(mlir::Value value) const;
  /// 16 if an op with `quant.int16` reads or makes a member of the class, and
  /// none is an argument, which the caller gives in bytes; else 8.
  int32_t bitsOf(unsigned classIndex) const {
    return isWide[classIndex] ? 16 : 8;
  }

  /// The parameters of every class: of the least range that holds those of its
  /// members.
  llvm::SmallVector<q8::Quantization> parameters(RangeOf rangeOf,
                                                 bool isSigned) const;

  /// Those of what recordedRange says. Fails with a diagnostic.
  mlir::FailureOr<llvm::SmallVector<q8::Quantization>>
  recordedParameters(bool isSigned) const;

private:
  void add(mlir::Value value);
  void joinClasses();
  void widen(mlir::func::FuncOp function);

  llvm::SmallVector<mlir::Value> members;
  llvm::DenseMap<mlir::Value, unsigned> positions; // in `members`
  llvm::IntEqClasses classes;                      // of positions
  llvm::BitVector isWide;                          // by class
};

/// What `quant.range` says of `value`, what a constant holds, or nothing for a
/// sigmoid without `quant.range` and for softmax, which ONNX Runtime rounds as
/// we do for steps of 1/256 alone. Fails with a diagnostic.
mlir::FailureOr<std::optional<Range>> recordedRange(mlir::Value value);

/// Sets `quant.range` of an argument or result.
void recordRange(mlir::Value value, Range range);

/// The result lies in [0, 1]: without a range it is rounded to steps of 1/256,
/// as by ONNX Runtime's quantizer.
bool isUnitInterval(mlir::Operation *op);

} // namespace attendc::quant

#endif // ATTEND_PASSES_QUANT_ROUNDEDVALUES_H
