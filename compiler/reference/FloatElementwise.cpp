// FloatElementwise.cpp: the `attend` ops that treat each element of a float32
// tensor alone, and those between it and quantized integers.

#include "compiler/reference/FloatSteps.h"
#include "compiler/reference/Numbers.h"

#include "dialects/attend/UnaryFunction.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

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
    withType(result.type, [&](auto zero) {
      using T = decltype(zero);
      if constexpr (sizeof(T) <= 2)
        quantize<T>(*operands[0], result, op);
    });
  };
}

static Compute prepareDequantize(DequantizeOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) {
    withType(operands[0]->type, [&](auto zero) {
      dequantize<decltype(zero)>(*operands[0], result, op);
    });
  };
}

Compute reference::prepareElementwise(Operation *op) {
  return llvm::TypeSwitch<Operation *, Compute>(op)
      .Case(prepareUnary)
      .Case(preparePRelu)
      .Case(prepareQuantize)
      .Case(prepareDequantize)
      .Default(Compute());
}
