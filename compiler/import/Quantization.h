// Quantization.h: where a node's integers, scales and zero points become real
// numbers and back.
#ifndef ATTEND_COMPILER_IMPORT_QUANTIZATION_H
#define ATTEND_COMPILER_IMPORT_QUANTIZATION_H

#include "compiler/import/Operators.h"

namespace attendc::importer {

/// Which operands of a node say how a tensor is quantized.
struct QuantizationOperands {
  size_t scale, zeroPoint;
  /// The dimension along which several scales run, in [-rank, rank).
  int64_t axis;
  /// For messages: "the scale", "the scale of A".
  llvm::StringRef name = "the scale";
};

/// Scales and zero points, both constants, of a tensor of shape `shape` whose
/// integers are of type `integers`. The axis is ONNX's, -1 for one scale.
mlir::FailureOr<Quantization> readQuantization(Node &node,
                                               llvm::ArrayRef<int64_t> shape,
                                               ElementType integers,
                                               const QuantizationOperands &at);

/// The real numbers, float32, that the integers `operand` stand for.
mlir::FailureOr<Operand> dequantize(Node &node, const Operand &operand,
                                    const Quantization &quantization);

/// The real numbers `operand` as integers of a type, by
/// sat(rint_even(x / scale) + zero_point).
mlir::FailureOr<Operand> quantize(Node &node, const Operand &operand,
                                  const Quantization &quantization,
                                  ElementType integers);

/// Result 0 of the op `type` of `family` at `opset` on `operands`, with name
/// and attributes of `node`.
mlir::FailureOr<Operand> importAs(Node &node, llvm::ArrayRef<Operator> family,
                                  llvm::StringRef type, int64_t opset,
                                  llvm::ArrayRef<Operand> operands);

/// QLinearMatMul with a right-hand side that is no constant matrix: the exact
/// int32 product of operands 0 and 3 times f32(f32(sa * sb[c]) / sy), rounded;
/// `output` has one scale sy.
mlir::FailureOr<Operand>
importRequantizedProduct(Node &node, float inputScale,
                         llvm::ArrayRef<float> weightScales,
                         const Quantization &output, ElementType integers);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_QUANTIZATION_H
