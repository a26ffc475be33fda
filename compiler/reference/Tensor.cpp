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
    return 1;
  case ElementType::F32:
  case ElementType::I32:
    return 4;
  case ElementType::I64:
    return 8;
  }
  return 0;
}

static ElementType elementTypeOf(Type type) {
  if (type.isF32())
    return ElementType::F32;
  if (type.isUnsignedInteger(8))
    return ElementType::U8;
  if (type.isInteger(8))
    return ElementType::I8;
  if (type.isInteger(64))
    return ElementType::I64;
  assert(type.isInteger(32) && "element types are those of attend and q8");
  return ElementType::I32;
}

Tensor::Tensor(ArrayRef<int64_t> shape, ElementType type)
    : shape(shape.begin(), shape.end()), type(type) {
  bytes.assign(count() * elementBytes(type), 0);
}

Tensor::Tensor(RankedTensorType type)
    : Tensor(type.getShape(), elementTypeOf(type.getElementType())) {}

Tensor::Tensor(DenseElementsAttr constant)
    : Tensor(cast<RankedTensorType>(constant.getType())) {
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
