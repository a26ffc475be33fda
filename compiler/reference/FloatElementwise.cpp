// FloatElementwise.cpp: the `attend` ops that treat each element alone, and
// those that only move elements.

#include "compiler/reference/FloatSteps.h"

#include "dialects/attend/UnaryFunction.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

/// Row-major strides of `shape`, in elements.
static SmallVector<int64_t> stridesOf(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

/// Calls visit(offset of `a`, offset of `b`) for each position of `shape` in
/// row-major order, but only where the last dimension is 0: a visitor does a
/// row. Offsets follow the strides given, in elements.
template <typename Visit>
static void forEachRow(ArrayRef<int64_t> shape, ArrayRef<int64_t> a,
                       ArrayRef<int64_t> b, Visit visit) {
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

/// Strides by which an operand of `shape` is read for a result of the same
/// rank: 0 along dimensions that it is broadcast over.
static SmallVector<int64_t> broadcastStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides = stridesOf(shape);
  for (auto [stride, size] : llvm::zip_equal(strides, shape))
    if (size == 1)
      stride = 0;
  return strides;
}

template <typename Function> static Compute binary(Function function) {
  return [function](ArrayRef<const Tensor *> operands, Tensor &result) {
    const float *lhs = operands[0]->data<float>();
    const float *rhs = operands[1]->data<float>();
    float *out = result.data<float>();
    if (result.count() == 0)
      return;
    SmallVector<int64_t> a = broadcastStrides(operands[0]->shape);
    SmallVector<int64_t> b = broadcastStrides(operands[1]->shape);
    int64_t columns = result.shape.empty() ? 1 : result.shape.back();
    int64_t stepA = a.empty() ? 0 : a.back(), stepB = b.empty() ? 0 : b.back();
    forEachRow(result.shape, a, b, [&](int64_t atA, int64_t atB) {
      for (int64_t i = 0; i < columns; ++i)
        out[i] = function(lhs[atA + i * stepA], rhs[atB + i * stepB]);
      out += columns;
    });
  };
}

template <typename Function> static Compute elementwise(Function function) {
  return [function](ArrayRef<const Tensor *> operands, Tensor &result) {
    const float *in = operands[0]->data<float>();
    std::transform(in, in + result.count(), result.data<float>(), function);
  };
}

static Compute prepareUnary(UnaryOp op) {
  float alpha = op.getAlpha().convertToFloat();
  float beta = op.getBeta().convertToFloat();
  switch (op.getKind()) {
  case UnaryKind::Relu:
    return elementwise([](float x) { return std::max(x, 0.0f); });
  case UnaryKind::Clip:
    return elementwise(
        [=](float x) { return std::min(std::max(x, alpha), beta); });
  case UnaryKind::LeakyRelu:
    return elementwise([=](float x) { return x < 0.0f ? alpha * x : x; });
  case UnaryKind::HardSigmoid:
    return elementwise([=](float x) {
      return std::min(std::max(alpha * x + beta, 0.0f), 1.0f);
    });
  case UnaryKind::HardSwish:
    return elementwise([](float x) {
      return x * std::min(std::max(x * (1.0f / 6.0f) + 0.5f, 0.0f), 1.0f);
    });
  case UnaryKind::Scale:
    return elementwise([=](float x) { return alpha * x + beta; });
  default:
    // Transcendental functions in double precision, so that the result rounds
    // once.
    return elementwise(
        [op](float x) { return static_cast<float>(evaluateUnary(op, x)); });
  }
}

static Compute preparePRelu(PReluOp) {
  return [](ArrayRef<const Tensor *> operands, Tensor &result) {
    const float *in = operands[0]->data<float>();
    const float *slope = operands[1]->data<float>();
    int64_t slopes = operands[1]->count();
    float *out = result.data<float>();
    for (int64_t i = 0, end = result.count(); i < end; ++i)
      out[i] = in[i] < 0.0f ? slope[i % slopes] * in[i] : in[i];
  };
}

/// The index along `axis` of each element is position / inner % size.
struct AxisIndex {
  AxisIndex(ArrayRef<int64_t> shape, int64_t axis) {
    if (axis < 0)
      return;
    size = shape[axis];
    for (int64_t extent : shape.drop_front(axis + 1))
      inner *= extent;
  }
  int64_t operator()(int64_t position) const { return position / inner % size; }
  int64_t size = 1, inner = 1;
};

template <typename T>
static void quantize(const Tensor &input, Tensor &result, QuantizeOp op) {
  AxisIndex axis(result.shape, op.getAxis());
  const float *in = input.data<float>();
  T *out = result.data<T>();
  for (int64_t i = 0, end = result.count(); i < end; ++i) {
    float scale = op.getScales()[axis(i)];
    int32_t zeroPoint = op.getZeroPoints()[axis(i)];
    float low = static_cast<float>(std::numeric_limits<T>::min() - zeroPoint);
    float high = static_cast<float>(std::numeric_limits<T>::max() - zeroPoint);
    float value = std::min(std::max(low, in[i] / scale), high);
    out[i] = static_cast<T>(static_cast<int32_t>(std::rint(value)) + zeroPoint);
  }
}

template <typename T>
static void dequantize(const Tensor &input, Tensor &result, DequantizeOp op) {
  AxisIndex axis(result.shape, op.getAxis());
  const T *in = input.data<T>();
  float *out = result.data<float>();
  for (int64_t i = 0, end = result.count(); i < end; ++i) {
    int64_t difference =
        static_cast<int64_t>(in[i]) - op.getZeroPoints()[axis(i)];
    out[i] = static_cast<float>(difference) * op.getScales()[axis(i)];
  }
}

static Compute prepareQuantize(QuantizeOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) {
    if (result.type == ElementType::U8)
      quantize<uint8_t>(*operands[0], result, op);
    else
      quantize<int8_t>(*operands[0], result, op);
  };
}

static Compute prepareDequantize(DequantizeOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) {
    if (operands[0]->type == ElementType::U8)
      dequantize<uint8_t>(*operands[0], result, op);
    else if (operands[0]->type == ElementType::I8)
      dequantize<int8_t>(*operands[0], result, op);
    else
      dequantize<int32_t>(*operands[0], result, op);
  };
}

static Compute preparePad(PadOp op) {
  if (op.getMode() != PadMode::Constant)
    return nullptr;
  float value = op.getValue().convertToFloat();
  SmallVector<int64_t> low(op.getLow());
  return [value, low](ArrayRef<const Tensor *> operands, Tensor &result) {
    const Tensor &input = *operands[0];
    float *out = result.data<float>();
    std::fill_n(out, result.count(), value);
    if (input.count() == 0)
      return;
    SmallVector<int64_t> strides = stridesOf(result.shape);
    int64_t start = 0;
    for (auto [stride, before] : llvm::zip_equal(strides, low))
      start += stride * before;
    forEachRow(input.shape, stridesOf(input.shape), strides,
               [&](int64_t from, int64_t to) {
                 std::copy_n(input.data<float>() + from, input.shape.back(),
                             out + start + to);
               });
  };
}

static Compute prepareConcat(ConcatOp op) {
  int64_t axis = op.getAxis();
  return [axis](ArrayRef<const Tensor *> operands, Tensor &result) {
    int64_t inner = 1, outer = 1;
    for (auto [i, extent] : llvm::enumerate(result.shape))
      (static_cast<int64_t>(i) < axis ? outer : inner) *= extent;
    int64_t offset = 0;
    for (const Tensor *operand : operands) {
      int64_t chunk = operand->count() / std::max<int64_t>(outer, 1);
      for (int64_t o = 0; o < outer; ++o)
        std::copy_n(operand->data<float>() + o * chunk, chunk,
                    result.data<float>() + o * inner + offset);
      offset += chunk;
    }
  };
}

/// result[i..] = input[start + sum of i * strides].
static Compute gather(SmallVector<int64_t> strides, int64_t start) {
  return [strides, start](ArrayRef<const Tensor *> operands, Tensor &result) {
    if (result.count() == 0)
      return;
    const float *in = operands[0]->data<float>() + start;
    float *out = result.data<float>();
    int64_t columns = result.shape.empty() ? 1 : result.shape.back();
    int64_t step = strides.empty() ? 0 : strides.back();
    forEachRow(result.shape, strides, strides, [&](int64_t at, int64_t) {
      for (int64_t i = 0; i < columns; ++i)
        *out++ = in[at + i * step];
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
  return gather(strides, start);
}

static Compute prepareTranspose(TransposeOp op) {
  SmallVector<int64_t> input = stridesOf(op.getInput().getType().getShape());
  SmallVector<int64_t> strides;
  for (int64_t source : op.getPermutation())
    strides.push_back(input[source]);
  return gather(strides, 0);
}

Compute reference::prepareElementwise(Operation *op) {
  return llvm::TypeSwitch<Operation *, Compute>(op)
      .Case([](AddOp) { return binary(std::plus<float>()); })
      .Case([](SubOp) { return binary(std::minus<float>()); })
      .Case([](MulOp) { return binary(std::multiplies<float>()); })
      .Case([](DivOp) { return binary(std::divides<float>()); })
      .Case([](MaxOp) {
        return binary([](float a, float b) { return std::max(a, b); });
      })
      .Case([](MinOp) {
        return binary([](float a, float b) { return std::min(a, b); });
      })
      .Case([](PowOp) {
        return binary([](float a, float b) {
          return static_cast<float>(std::pow(static_cast<double>(a), b));
        });
      })
      .Case(prepareUnary)
      .Case(preparePRelu)
      .Case(prepareQuantize)
      .Case(prepareDequantize)
      .Case(preparePad)
      .Case(prepareConcat)
      .Case(prepareSlice)
      .Case(prepareTranspose)
      .Case([](ReshapeOp) -> Compute {
        return [](ArrayRef<const Tensor *> operands, Tensor &result) {
          result.bytes = operands[0]->bytes;
        };
      })
      .Default(Compute());
}
