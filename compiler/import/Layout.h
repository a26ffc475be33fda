// Layout.h: where ONNX's N, C, H, W order becomes attend's N, H, W, C.
#ifndef ATTEND_COMPILER_IMPORT_LAYOUT_H
#define ATTEND_COMPILER_IMPORT_LAYOUT_H

#include "compiler/import/Node.h"

namespace attendc::importer {

/// attend dimension i is ONNX dimension attendOrder(rank)[i]: [0, 2, 3, 1] for
/// rank 4, the identity otherwise.
llvm::SmallVector<int64_t> attendOrder(int64_t rank);
/// The attend dimension that holds ONNX dimension `dim`.
int64_t attendDim(int64_t rank, int64_t dim);

/// Per-dimension numbers in ONNX order to attend order.
template <typename Range>
llvm::SmallVector<int64_t> toAttendOrder(const Range &values) {
  llvm::SmallVector<int64_t> moved;
  for (int64_t source : attendOrder(values.size()))
    moved.push_back(values[source]);
  return moved;
}

/// Brings `axis` from [-rank, rank) to [0, rank).
mlir::FailureOr<int64_t> normalizeAxis(Node &node, int64_t axis, int64_t rank);

/// The same for several axes, which have to differ; keeps their order.
mlir::FailureOr<std::vector<int64_t>>
normalizeAxes(Node &node, llvm::ArrayRef<int64_t> axes, int64_t rank);

/// The constant as an SSA value in attend's layout.
mlir::Value materialize(Node &node, const Constant &constant);

/// The float32 or integer activation `operand` with its elements, in ONNX's
/// row-major order, under the ONNX shape `shape`; both layouts are attend's.
/// A transpose is made only where the order of elements changes.
mlir::FailureOr<mlir::Value> reshape(Node &node, const Operand &operand,
                                     llvm::ArrayRef<int64_t> shape);

/// Permutes the dimensions of an activation; `permutation` is ONNX's.
mlir::FailureOr<mlir::Value> transpose(Node &node, const Operand &operand,
                                       llvm::ArrayRef<int64_t> permutation);

/// Operand i in attend's layout under the ONNX shape `shape`, which has as many
/// elements: dimensions of 1 come and go.
mlir::FailureOr<mlir::Value> alignedOperand(Node &node, size_t i,
                                            llvm::ArrayRef<int64_t> shape);

/// The same in ONNX's order whatever the rank: for ops that know no layout.
mlir::FailureOr<mlir::Value> plainOperand(Node &node, size_t i,
                                          llvm::ArrayRef<int64_t> shape);

/// `value` of such an op, in ONNX's order, as a tensor of attend's layout under
/// the ONNX shape `shape`, which has as many elements.
mlir::FailureOr<mlir::Value> fromPlain(Node &node, mlir::Value value,
                                       ElementType type,
                                       llvm::ArrayRef<int64_t> shape);

/// `shape` with dimensions of 1 in front up to `rank`.
Shape withLeadingOnes(llvm::ArrayRef<int64_t> shape, size_t rank);

} // namespace attendc::importer

#endif // ATTEND_COMPILER_IMPORT_LAYOUT_H
