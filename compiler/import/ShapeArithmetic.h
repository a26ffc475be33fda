// ShapeArithmetic.h: what the op families share to compute on constants.
#ifndef ATTEND_COMPILER_IMPORT_SHAPEARITHMETIC_H
#define ATTEND_COMPILER_IMPORT_SHAPEARITHMETIC_H

#include "compiler/import/Node.h"

namespace attendc::importer {

enum class Arithmetic { Add, Sub, Mul, Div, Pow };

/// The NumPy broadcast of two shapes; an error names both.
mlir::FailureOr<Shape> broadcastShape(Node &node, llvm::ArrayRef<int64_t> lhs,
                                      llvm::ArrayRef<int64_t> rhs);

/// The op on two constant operands: integers in 64 bits, truncated to their
/// type; float32 in single precision.
mlir::LogicalResult evaluateArithmetic(Node &node, Arithmetic kind);

/// An error unless a computed constant of this shape is of bearable size.
mlir::LogicalResult checkComputedSize(Node &node,
                                      llvm::ArrayRef<int64_t> shape);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_SHAPEARITHMETIC_H
