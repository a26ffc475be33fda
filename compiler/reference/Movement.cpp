// Movement.cpp: the `attend` ops that move elements of any type, whose values
// they do not look at.

#include "compiler/reference/FloatSteps.h"
#include "compiler/reference/Numbers.h"

#include "dialects/attend/AttendDialect.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>
#include <cstring>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

/// to[toIndex] = from[fromIndex].
static void copyElement(const Tensor &from, int64_t fromIndex, Tensor &to,
                        int64_t toIndex) {
  int64_t width = elementBytes(to.type);
  std::memcpy(to.bytes.data() + toIndex * width,
              from.bytes.data() + fromIndex * width, width);
}

/// result[i..] = input[start + sum of i * strides].
static Compute strided(SmallVector<int64_t> strides, int64_t start) {
  return [strides, start](ArrayRef<const Tensor *> operands, Tensor &result) {
    forEachPosition(result.shape, strides, [&](int64_t to, int64_t from) {
      copyElement(*operands[0], start + from, result, to);
    });
  };
}

static Compute prepareSlice(SliceOp op) {
  SmallVector<int64_t> strides = stridesOf(op.getInput().getType().getShape());
  int64_t start = 0;
  for (auto [i, stride] : llvm::enumerate(strides)) {
    start += op.getStarts()[i] * stride;
    stride *= op.getSteps()[i];
  }
  return strided(strides, start);
}

static Compute prepareTranspose(TransposeOp op) {
  SmallVector<int64_t> input = stridesOf(op.getInput().getType().getShape());
  SmallVector<int64_t> strides;
  for (int64_t source : op.getPermutation())
    strides.push_back(input[source]);
  return strided(strides, 0);
}

static Compute prepareBroadcast(BroadcastOp op) {
  return strided(broadcastStrides(op.getInput().getType().getShape()), 0);
}

static Compute prepareConcat(ConcatOp op) {
  int64_t axis = op.getAxis();
  return [axis](ArrayRef<const Tensor *> operands, Tensor &result) {
    int64_t width = elementBytes(result.type);
    int64_t inner = width, outer = 1;
    for (auto [i, extent] : llvm::enumerate(result.shape))
      (static_cast<int64_t>(i) < axis ? outer : inner) *= extent;
    int64_t offset = 0;
    for (const Tensor *operand : operands) {
      int64_t chunk = operand->count() * width / std::max<int64_t>(outer, 1);
      for (int64_t o = 0; o < outer; ++o)
        std::copy_n(operand->bytes.data() + o * chunk, chunk,
                    result.bytes.data() + o * inner + offset);
      offset += chunk;
    }
  };
}

/// The position of the input that padded position i shows, -1 for none.
static int64_t paddedSource(PadMode mode, int64_t i, int64_t low,
                            int64_t length) {
  int64_t source = i - low;
  if (source >= 0 && source < length)
    return source;
  switch (mode) {
  case PadMode::Constant:
    return -1;
  case PadMode::Reflect:
    return source < 0 ? -source : 2 * (length - 1) - source;
  case PadMode::Edge:
    return source < 0 ? 0 : length - 1;
  }
  return -1;
}

static Compute preparePad(PadOp op) {
  Tensor value({1}, ElementType::F32);
  *value.data<float>() = op.getValue().convertToFloat();
  SmallVector<int64_t> low(op.getLow());
  PadMode mode = op.getMode();
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    const Tensor &input = *operands[0];
    Tensor fill({1}, result.type);
    castElement(value, fill, 0);
    SmallVector<int64_t> strides = stridesOf(input.shape);
    SmallVector<int64_t> whole = stridesOf(result.shape);
    for (int64_t to = 0, end = result.count(); to < end; ++to) {
      int64_t from = 0;
      bool isOutside = false;
      for (size_t d = 0; d < low.size(); ++d) {
        int64_t source = paddedSource(mode, to / whole[d] % result.shape[d],
                                      low[d], input.shape[d]);
        isOutside |= source < 0;
        from += source * strides[d];
      }
      copyElement(isOutside ? fill : input, isOutside ? 0 : from, result, to);
    }
  };
}

static Compute prepareGather(GatherOp op) {
  int64_t axis = op.getAxis();
  return [axis](ArrayRef<const Tensor *> operands, Tensor &result) {
    const Tensor &input = *operands[0], &indices = *operands[1];
    int64_t length = input.shape[axis], outer = 1;
    int64_t inner = elementBytes(input.type);
    for (auto [i, extent] : llvm::enumerate(input.shape))
      if (static_cast<int64_t>(i) != axis)
        (static_cast<int64_t>(i) < axis ? outer : inner) *= extent;
    char *out = result.bytes.data();
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t k = 0, end = indices.count(); k < end; ++k) {
        int64_t index = indices.type == ElementType::I32
                            ? indices.data<int32_t>()[k]
                            : indices.data<int64_t>()[k];
        index = index < 0 ? index + length : index;
        index = std::clamp<int64_t>(index, 0, length - 1);
        std::copy_n(input.bytes.data() + (o * length + index) * inner, inner,
                    out);
        out += inner;
      }
  };
}

Compute reference::prepareMovement(Operation *op) {
  return llvm::TypeSwitch<Operation *, Compute>(op)
      .Case(preparePad)
      .Case(prepareConcat)
      .Case(prepareSlice)
      .Case(prepareTranspose)
      .Case(prepareBroadcast)
      .Case(prepareGather)
      .Case([](ReshapeOp) -> Compute {
        return [](ArrayRef<const Tensor *> operands, Tensor &result) {
          result.bytes = operands[0]->bytes;
        };
      })
      .Default(Compute());
}
