// Tensor.cpp: what a constant holds, how its bytes are moved, and how real
// numbers come from quantized ones.

#include "compiler/import/Tensor.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir;

namespace attendc::importer {

int64_t byteWidth(ElementType type) {
  switch (type) {
  case ElementType::F32:
  case ElementType::I32:
  case ElementType::U32:
    return 4;
  case ElementType::I64:
  case ElementType::U64:
  case ElementType::F64:
    return 8;
  case ElementType::I16:
  case ElementType::U16:
  case ElementType::F16:
    return 2;
  case ElementType::I8:
  case ElementType::U8:
  case ElementType::Bool:
    return 1;
  }
  llvm_unreachable("all element types are listed");
}

bool isFloat(ElementType type) {
  return type == ElementType::F32 || type == ElementType::F16 ||
         type == ElementType::F64;
}

StringRef elementTypeName(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "float32";
  case ElementType::I8:
    return "int8";
  case ElementType::U8:
    return "uint8";
  case ElementType::I16:
    return "int16";
  case ElementType::U16:
    return "uint16";
  case ElementType::I32:
    return "int32";
  case ElementType::U32:
    return "uint32";
  case ElementType::I64:
    return "int64";
  case ElementType::U64:
    return "uint64";
  case ElementType::F16:
    return "float16";
  case ElementType::F64:
    return "float64";
  case ElementType::Bool:
    return "bool";
  }
  llvm_unreachable("all element types are listed");
}

std::string shapeText(ArrayRef<int64_t> shape) {
  if (shape.empty())
    return "scalar";
  return llvm::join(
      llvm::map_range(shape, [](int64_t d) { return std::to_string(d); }), "x");
}

std::string numberText(double value) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", value);
  return text;
}

std::optional<int64_t> elementCount(ArrayRef<int64_t> shape) {
  if (shape.size() > maxRank)
    return std::nullopt;
  // The bound holds for the non-zero dimensions, so that strides never
  // overflow either.
  int64_t product = 1;
  bool empty = false;
  for (int64_t dim : shape) {
    if (dim < 0)
      return std::nullopt;
    if (dim == 0) {
      empty = true;
      continue;
    }
    if (dim > maxElements / product)
      return std::nullopt;
    product *= dim;
  }
  return empty ? 0 : product;
}

Tensor::Tensor(ElementType type, ArrayRef<int64_t> shape)
    : elementType(type), dims(shape.begin(), shape.end()) {
  bytes.resize(elementCount(shape).value_or(0) * byteWidth(type));
}

Tensor Tensor::fromInts(ArrayRef<int64_t> values) {
  Tensor result(ElementType::I64, {static_cast<int64_t>(values.size())});
  for (auto [i, value] : llvm::enumerate(values))
    result.setInteger(i, value);
  return result;
}

template <typename T> static T load(const std::vector<char> &bytes, int64_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
static void store(std::vector<char> &bytes, int64_t i, T value) {
  std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
}

static int64_t truncated(double value) {
  if (std::isnan(value))
    return 0;
  if (value >= 9.2e18)
    return std::numeric_limits<int64_t>::max();
  if (value <= -9.2e18)
    return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

int64_t Tensor::integer(int64_t i) const {
  switch (elementType) {
  case ElementType::F32:
    return truncated(load<float>(bytes, i));
  case ElementType::I8:
    return load<int8_t>(bytes, i);
  case ElementType::U8:
  case ElementType::Bool:
    return load<uint8_t>(bytes, i);
  case ElementType::I16:
    return load<int16_t>(bytes, i);
  case ElementType::U16:
    return load<uint16_t>(bytes, i);
  case ElementType::I32:
    return load<int32_t>(bytes, i);
  case ElementType::U32:
    return load<uint32_t>(bytes, i);
  case ElementType::I64:
  case ElementType::U64:
    return load<int64_t>(bytes, i);
  case ElementType::F64:
    return truncated(load<double>(bytes, i));
  case ElementType::F16:
    break; // no constant has this type
  }
  llvm_unreachable("all element types are listed");
}

double Tensor::number(int64_t i) const {
  if (elementType == ElementType::F32)
    return load<float>(bytes, i);
  if (elementType == ElementType::F64)
    return load<double>(bytes, i);
  if (elementType == ElementType::U64)
    return static_cast<double>(load<uint64_t>(bytes, i));
  return static_cast<double>(integer(i));
}

void Tensor::setInteger(int64_t i, int64_t value) {
  switch (elementType) {
  case ElementType::F32:
    return store<float>(bytes, i, static_cast<float>(value));
  case ElementType::I8:
    return store<int8_t>(bytes, i, static_cast<int8_t>(value));
  case ElementType::U8:
    return store<uint8_t>(bytes, i, static_cast<uint8_t>(value));
  case ElementType::Bool:
    return store<uint8_t>(bytes, i, value != 0);
  case ElementType::I16:
  case ElementType::U16:
    return store<int16_t>(bytes, i, static_cast<int16_t>(value));
  case ElementType::I32:
  case ElementType::U32:
    return store<int32_t>(bytes, i, static_cast<int32_t>(value));
  case ElementType::I64:
  case ElementType::U64:
    return store<int64_t>(bytes, i, value);
  case ElementType::F64:
    return store<double>(bytes, i, static_cast<double>(value));
  case ElementType::F16:
    break; // no constant has this type
  }
}

/// `value` at the nearer end of the range of `type`, if it lies outside.
static int64_t saturated(ElementType type, int64_t value) {
  bool isUnsigned = type == ElementType::U8 || type == ElementType::U16 ||
                    type == ElementType::U32 || type == ElementType::U64;
  int64_t bits = 8 * byteWidth(type);
  if (isUnsigned && value < 0)
    return 0;
  if (bits == 64)
    return value;
  int64_t low = isUnsigned ? 0 : -(int64_t(1) << (bits - 1));
  int64_t high = low + (int64_t(1) << bits) - 1;
  return std::min(std::max(value, low), high);
}

void Tensor::setNumber(int64_t i, double value) {
  if (elementType == ElementType::F32)
    return store<float>(bytes, i, static_cast<float>(value));
  if (elementType == ElementType::F64)
    return store<double>(bytes, i, value);
  if (elementType == ElementType::Bool)
    return setInteger(i, value != 0);
  if (elementType == ElementType::U64 && value >= 9.2e18) {
    // The upper half of the range, or its end.
    double end = std::ldexp(1.0, 64);
    return store<uint64_t>(bytes, i,
                           value >= end ? std::numeric_limits<uint64_t>::max()
                                        : static_cast<uint64_t>(value));
  }
  setInteger(i, saturated(elementType, truncated(value)));
}

std::vector<int64_t> Tensor::integers() const {
  std::vector<int64_t> values(size());
  for (int64_t i = 0; i < size(); ++i)
    values[i] = integer(i);
  return values;
}

std::vector<float> Tensor::floats() const {
  std::vector<float> values(size());
  for (int64_t i = 0; i < size(); ++i)
    values[i] = static_cast<float>(number(i));
  return values;
}

bool Tensor::allFinite() const {
  if (!isFloat(elementType))
    return true;
  for (int64_t i = 0; i < size(); ++i)
    if (!std::isfinite(number(i)))
      return false;
  return true;
}

Tensor Tensor::reshaped(ArrayRef<int64_t> shape) const {
  assert(elementCount(shape) == size() && "reshape keeps the size");
  Tensor result = *this;
  result.dims.assign(shape.begin(), shape.end());
  return result;
}

Tensor Tensor::selected(ArrayRef<int64_t> shape,
                        ArrayRef<int64_t> sources) const {
  Tensor result(elementType, shape);
  assert(result.size() == static_cast<int64_t>(sources.size()));
  int64_t width = byteWidth(elementType);
  for (auto [i, source] : llvm::enumerate(sources))
    std::memcpy(result.bytes.data() + i * width, bytes.data() + source * width,
                width);
  return result;
}

Tensor Tensor::transposed(ArrayRef<int64_t> permutation) const {
  Shape strides(dims.size(), 1);
  for (int64_t d = rank() - 2; d >= 0; --d)
    strides[d] = strides[d + 1] * dims[d + 1];
  Shape shape, step;
  for (int64_t source : permutation) {
    shape.push_back(dims[source]);
    step.push_back(strides[source]);
  }
  // Walks the result in row-major order; `source` follows in this tensor.
  Tensor result(elementType, shape);
  Shape index(dims.size(), 0);
  int64_t source = 0, width = byteWidth(elementType);
  for (size_t place = 0; place < result.bytes.size(); place += width) {
    std::memcpy(&result.bytes[place], &bytes[source * width], width);
    for (int64_t d = rank() - 1; d >= 0; --d) {
      source += step[d];
      if (++index[d] < shape[d])
        break;
      source -= step[d] * shape[d];
      index[d] = 0;
    }
  }
  return result;
}

TensorRef Constant::plain() const {
  if (!quantization)
    return tensor;
  const Quantization &q = *quantization;
  int64_t inner = 1, count = 1;
  if (q.axis >= 0) {
    count = tensor->shape()[q.axis];
    for (int64_t dim : tensor->shape().drop_front(q.axis + 1))
      inner *= dim;
  }
  auto result = std::make_shared<Tensor>(ElementType::F32, tensor->shape());
  for (int64_t i = 0; i < tensor->size(); ++i) {
    int64_t c = q.axis >= 0 ? i / inner % count : 0;
    float difference =
        static_cast<float>(tensor->integer(i) - int64_t(q.zeroPoints[c]));
    result->setNumber(i, difference * q.scales[c]);
  }
  return result;
}

Constant Constant::transposed(ArrayRef<int64_t> permutation) const {
  Constant result{std::make_shared<Tensor>(tensor->transposed(permutation)),
                  quantization};
  if (quantization && quantization->axis >= 0) {
    auto moved = std::make_shared<Quantization>(*quantization);
    moved->axis =
        llvm::find(permutation, quantization->axis) - permutation.begin();
    result.quantization = moved;
  }
  return result;
}

Constant Constant::reshaped(ArrayRef<int64_t> shape) const {
  auto same = [&](std::shared_ptr<const Quantization> q) {
    return Constant{std::make_shared<Tensor>(tensor->reshaped(shape)), q};
  };
  if (!quantization || quantization->axis < 0)
    return same(quantization);
  // The axis survives where as many elements stand before and in it.
  ArrayRef<int64_t> old = tensor->shape();
  int64_t axis = quantization->axis, outer = 1, product = 1;
  for (int64_t dim : old.take_front(axis))
    outer *= dim;
  for (auto [d, dim] : llvm::enumerate(shape)) {
    if (product == outer && dim == old[axis]) {
      auto moved = std::make_shared<Quantization>(*quantization);
      moved->axis = d;
      return same(moved);
    }
    product *= dim;
  }
  return Constant{std::make_shared<Tensor>(plain()->reshaped(shape)), nullptr};
}

} // namespace attendc::importer
