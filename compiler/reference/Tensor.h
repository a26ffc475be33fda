// Tensor.h: the values that the reference interpreters take and give.
#ifndef ATTEND_COMPILER_REFERENCE_TENSOR_H
#define ATTEND_COMPILER_REFERENCE_TENSOR_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace attendc::reference {

enum class ElementType {
  F32,
  I8,
  U8,
  I16,
  U16,
  I32,
  U32,
  I64,
  U64,
  Bool, // bytes of 0 or 1
  F16,
  F64
};

/// Bytes of one element: 1, 2, 4 or 8.
int64_t elementBytes(ElementType type);

/// A dense tensor in row-major order. Rank-4 activations are [N, H, W, C].
struct Tensor {
  std::vector<int64_t> shape;
  ElementType type = ElementType::F32;
  std::vector<char> bytes; // count() * elementBytes(type), host byte order

  Tensor() = default;
  /// A tensor of zeros; the dimensions of `shape` are not negative.
  Tensor(llvm::ArrayRef<int64_t> shape, ElementType type);
  /// A tensor of zeros of an MLIR type: static, with elements of attend.
  explicit Tensor(mlir::RankedTensorType type);
  /// The values of a constant of such a type.
  explicit Tensor(mlir::DenseElementsAttr constant);

  int64_t count() const;

  /// The elements; T is the C++ type of `type` (float, int8_t, uint8_t, ..).
  template <typename T> T *data() {
    return reinterpret_cast<T *>(bytes.data());
  }
  template <typename T> const T *data() const {
    return reinterpret_cast<const T *>(bytes.data());
  }
};

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_TENSOR_H
