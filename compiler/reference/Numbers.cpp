// Numbers.cpp: how elements are converted between types, and how positions of
// tensors are walked.

#include "compiler/reference/Numbers.h"

#include "llvm/ADT/APFloat.h"

using namespace mlir;
using llvm::APFloat;

namespace attendc::reference {

/// The number of a float16 in storage, exact.
static double fromHalf(uint16_t bits) {
  APFloat value(APFloat::IEEEhalf(), llvm::APInt(16, bits));
  bool losesInfo = false;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                &losesInfo);
  return value.convertToDouble();
}

/// The nearest float16, ties to even.
static uint16_t toHalf(double number) {
  APFloat value(number);
  bool losesInfo = false;
  value.convert(APFloat::IEEEhalf(), APFloat::rmNearestTiesToEven, &losesInfo);
  return static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue());
}

/// Stores the number `x`, of any C++ type, as element i.
template <typename From>
static void storeNumber(Tensor &result, int64_t i, From x) {
  if (result.type == ElementType::Bool) {
    result.data<uint8_t>()[i] = x != From(0);
    return;
  }
  if (result.type == ElementType::F16) {
    result.data<uint16_t>()[i] = toHalf(static_cast<double>(x));
    return;
  }
  withType(result.type, [&](auto zero) {
    using To = decltype(zero);
    if constexpr (std::is_floating_point_v<From> &&
                  !std::is_floating_point_v<To>)
      result.data<To>()[i] = saturated<To>(static_cast<double>(x));
    else
      result.data<To>()[i] = static_cast<To>(x);
  });
}

void castElement(const Tensor &input, Tensor &result, int64_t i) {
  if (input.type == ElementType::F16)
    return storeNumber(result, i, fromHalf(input.data<uint16_t>()[i]));
  withType(input.type, [&](auto zero) {
    storeNumber(result, i, input.data<decltype(zero)>()[i]);
  });
}

SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

SmallVector<int64_t> broadcastStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = stridesOf(shape);
  for (auto [stride, size] : llvm::zip_equal(strides, shape))
    if (size == 1)
      stride = 0;
  return strides;
}

void forEachPosition(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides,
                     llvm::function_ref<void(int64_t, int64_t)> visit) {
  SmallVector<int64_t> position(shape.size(), 0);
  int64_t count = 1, offset = 0;
  for (int64_t size : shape)
    count *= size;
  for (int64_t index = 0; index < count; ++index) {
    visit(index, offset);
    // Counts like an odometer, last dimension first.
    for (int64_t i = shape.size() - 1; i >= 0; --i) {
      offset += strides[i];
      if (++position[i] < shape[i])
        break;
      offset -= strides[i] * shape[i];
      position[i] = 0;
    }
  }
}

void forEachRow(ArrayRef<int64_t> shape, ArrayRef<int64_t> a,
                ArrayRef<int64_t> b,
                llvm::function_ref<void(int64_t, int64_t)> visit) {
  size_t outer = shape.empty() ? 0 : shape.size() - 1;
  SmallVector<int64_t> index(outer, 0);
  int64_t atA = 0, atB = 0;
  while (true) {
    visit(atA, atB);
    size_t i = outer;
    for (; i-- > 0;) {
      atA += a[i], atB += b[i];
      if (++index[i] < shape[i])
        break;
      atA -= a[i] * shape[i], atB -= b[i] * shape[i];
      index[i] = 0;
    }
    if (i == static_cast<size_t>(-1))
      return;
  }
}

} // namespace attendc::reference
