// Numbers.h: elements of any type, and walks over tensors, for the steps of
// the float reference.
#ifndef ATTEND_COMPILER_REFERENCE_NUMBERS_H
#define ATTEND_COMPILER_REFERENCE_NUMBERS_H

#include "compiler/reference/Tensor.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <cmath>
#include <limits>
#include <type_traits>

namespace attendc::reference {

/// Calls `body` with a zero of the C++ type that elements of `type` have in
/// memory; float16 is not computed with, and has none.
template <typename Body> void withType(ElementType type, Body body) {
  switch (type) {
  case ElementType::F32:
    return body(float());
  case ElementType::F64:
    return body(double());
  case ElementType::I8:
    return body(int8_t());
  case ElementType::U8:
  case ElementType::Bool:
    return body(uint8_t());
  case ElementType::I16:
    return body(int16_t());
  case ElementType::U16:
    return body(uint16_t());
  case ElementType::I32:
    return body(int32_t());
  case ElementType::U32:
    return body(uint32_t());
  case ElementType::I64:
    return body(int64_t());
  case ElementType::U64:
    return body(uint64_t());
  case ElementType::F16:
    return;
  }
}

/// `value` as a T: towards zero and saturated for integers, NaN as 0.
template <typename T> T saturated(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    if (std::isnan(value))
      return 0;
    // 2^bits is exact in double precision, the greatest 64-bit integer is not.
    double end = std::ldexp(1.0, std::numeric_limits<T>::digits);
    if (value >= end)
      return std::numeric_limits<T>::max();
    if (value <= static_cast<double>(std::numeric_limits<T>::min()))
      return std::numeric_limits<T>::min();
    return static_cast<T>(value);
  }
}

/// result[i] = input[i] in result's type, as attend.cast defines it.
void castElement(const Tensor &input, Tensor &result, int64_t i);

/// Row-major strides of `shape`, in elements.
llvm::SmallVector<int64_t> stridesOf(llvm::ArrayRef<int64_t> shape);

/// The same with 0 along dimensions of 1, over which a tensor is broadcast.
llvm::SmallVector<int64_t> broadcastStrides(llvm::ArrayRef<int64_t> shape);

/// Calls `visit(index, offset)` for each position of `shape` in row-major
/// order; offsets follow `strides`.
void forEachPosition(llvm::ArrayRef<int64_t> shape,
                     llvm::ArrayRef<int64_t> strides,
                     llvm::function_ref<void(int64_t, int64_t)> visit);

/// Calls visit(offset by `a`, offset by `b`) for each position of `shape` in
/// row-major order, but only where the last dimension is 0: a visitor does a
/// row.
void forEachRow(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> a,
                llvm::ArrayRef<int64_t> b,
                llvm::function_ref<void(int64_t, int64_t)> visit);

} // namespace attendc::reference

#endif // ATTEND_COMPILER_REFERENCE_NUMBERS_H
