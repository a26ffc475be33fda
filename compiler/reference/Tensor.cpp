// Tensor.cpp: makes reference tensors from MLIR types and constants.

#include "compiler/reference/Tensor.h"

#include <cassert>
#include <cstring>

using namespace mlir;

namespace attendc::reference {

int64_t elementBytes(ElementType type) {
  switch (type) {
  case ElementType::I8:
  case ElementType::U8:
  case ElementType::Bool:
    return 1;
  case ElementType::I16:
  case ElementType::U16:
  case ElementType::F16:
    return 2;
  case ElementType::F32:
  case ElementType::I32:
  case ElementType::U32:
    return 4;
  case ElementType::I64:
  case ElementType::U64:
  case ElementType::F64:
    return 8;
  }
  return 0;
}

static ElementType elementTypeOf(Type type) {
  if (type.isF32())
    return ElementType::F32;
  if (type.isF16())
    return ElementType::F16;
  if (type.isF64())
    return ElementType::F64;
  bool isUnsigned = type.isUnsignedInteger();
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return ElementType::Bool;
  case 8:
    return isUnsigned ? ElementType::U8 : ElementType::I8;
  case 16:
    return isUnsigned ? ElementType::U16 : ElementType::I16;
  case 32:
    return isUnsigned ? ElementType::U32 : ElementType::I32;
  default:
    return isUnsigned ? ElementType::U64 : ElementType::I64;
  }
}

Tensor::Tensor(ArrayRef<int64_t> shape, ElementType type)
    : shape(shape.begin(), shape.end()), type(type) {
  bytes.assign(count() * elementBytes(type), 0);
}

Tensor::Tensor(RankedTensorType type)
    : Tensor(type.getShape(), elementTypeOf(type.getElementType())) {}

Tensor::Tensor(DenseElementsAttr constant)
    : Tensor(cast<RankedTensorType>(constant.getType())) {
  if (type == ElementType::Bool) {
    // MLIR may pack bits.
    for (auto [i, bit] : llvm::enumerate(constant.getValues<bool>()))
      bytes[i] = bit;
    return;
  }
  // A splat keeps its one element only.
  ArrayRef<char> raw = constant.getRawData();
  if (!constant.isSplat()) {
    std::memcpy(bytes.data(), raw.data(), bytes.size());
    return;
  }
  for (size_t at = 0; at < bytes.size(); at += elementBytes(type))
    std::memcpy(bytes.data() + at, raw.data(), elementBytes(type));
}

int64_t Tensor::count() const {
  int64_t product = 1;
  for (int64_t dimension : shape)
    product *= dimension;
  return product;
}

} // namespace attendc::reference
