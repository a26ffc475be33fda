// IntegerCopies.cpp: the q8 ops that move or look up integers, and how integer
// tensors are read, written and walked.

#include "compiler/reference/IntegerSteps.h"

#include <cstring>

using namespace mlir;
using namespace attendc;

namespace attendc::reference {

std::vector<int32_t> integersOf(const Tensor &tensor, int32_t zeroPoint) {
  std::vector<int32_t> values(tensor.count());
  withType(tensor.type, [&](auto zero) {
    const auto *data = tensor.data<decltype(zero)>();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<int32_t>(data[i]) - zeroPoint;
  });
  return values;
}

void store(Tensor &tensor, int64_t index, int32_t value) {
  if (elementBytes(tensor.type) == 1)
    tensor.data<uint8_t>()[index] = static_cast<uint8_t>(value);
  else
    tensor.data<uint16_t>()[index] = static_cast<uint16_t>(value);
}

// to[toIndex] = from[fromIndex], of elements of one size.
static void copyElements(const Tensor &from, int64_t fromIndex, Tensor &to,
                         int64_t toIndex, int64_t count = 1) {
  int64_t size = elementBytes(to.type);
  std::memcpy(to.bytes.data() + toIndex * size,
              from.bytes.data() + fromIndex * size, count * size);
}

// result[i] = input[start + sum of position * strides].
static void gather(const Tensor &input, int64_t start,
                   ArrayRef<int64_t> strides, Tensor &result) {
  forEachPosition(result.shape, strides, [&](int64_t index, int64_t offset) {
    copyElements(input, start + offset, result, index);
  });
}

// result[start + sum of position * strides] = input[i].
static void scatter(const Tensor &input, int64_t start,
                    ArrayRef<int64_t> strides, Tensor &result) {
  forEachPosition(input.shape, strides, [&](int64_t index, int64_t offset) {
    copyElements(input, index, result, start + offset);
  });
}

void compute(q8::TableOp op, Operands operands, Tensor &result) {
  const Tensor &input = *operands[0], &table = *operands[1];
  int64_t rows = table.count() / 256;
  for (int64_t i = 0; i < result.count(); ++i)
    copyElements(table, i % rows * 256 + static_cast<uint8_t>(input.bytes[i]),
                 result, i);
}

void compute(q8::ResizeNearestOp op, Operands operands, Tensor &result) {
  const Tensor &input = *operands[0];
  int64_t channels = input.shape[3], at = 0;
  for (int64_t n = 0; n < result.shape[0]; ++n)
    for (int32_t row : op.getRows())
      for (int32_t column : op.getColumns()) {
        int64_t pixel = (n * input.shape[1] + row) * input.shape[2] + column;
        copyElements(input, pixel * channels, result, at, channels);
        at += channels;
      }
}

void compute(q8::PadOp op, Operands operands, Tensor &result) {
  for (int64_t i = 0, end = result.count(); i < end; ++i)
    store(result, i, op.getValue());
  SmallVector<int64_t> strides = stridesOf(result.shape);
  int64_t start = 0;
  for (auto [low, stride] : llvm::zip(op.getLow(), strides))
    start += low * stride;
  scatter(*operands[0], start, strides, result);
}

void compute(q8::ConcatOp op, Operands operands, Tensor &result) {
  int64_t axis = op.getAxis(), start = 0;
  SmallVector<int64_t> strides = stridesOf(result.shape);
  for (const Tensor *operand : operands) {
    scatter(*operand, start, strides, result);
    start += operand->shape[axis] * strides[axis];
  }
}

void compute(q8::SliceOp op, Operands operands, Tensor &result) {
  SmallVector<int64_t> strides = stridesOf(operands[0]->shape);
  int64_t start = 0;
  for (size_t i = 0; i < strides.size(); ++i) {
    start += op.getStarts()[i] * strides[i];
    strides[i] *= op.getSteps()[i];
  }
  gather(*operands[0], start, strides, result);
}

void compute(q8::TransposeOp op, Operands operands, Tensor &result) {
  SmallVector<int64_t> inputStrides = stridesOf(operands[0]->shape), strides;
  for (int64_t source : op.getPermutation())
    strides.push_back(inputStrides[source]);
  gather(*operands[0], 0, strides, result);
}

void compute(q8::ReshapeOp op, Operands operands, Tensor &result) {
  result.bytes = operands[0]->bytes;
}

} // namespace attendc::reference
