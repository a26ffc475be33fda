// IntegerWindows.cpp: `attend` windows over integers: convolutions in int32,
// which wrap around, and maxima of any type.

#include "compiler/reference/FloatSteps.h"
#include "compiler/reference/Numbers.h"

#include "dialects/attend/AttendDialect.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

/// Calls visit(output position, kernel position, input position) for each
/// position of each window [KH, KW] that lies inside the input; positions are
/// of pixels, row by row.
template <typename WindowOp>
static void
forEachTap(WindowOp op, int64_t kh, int64_t kw,
           llvm::function_ref<void(int64_t, int64_t, int64_t)> visit) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> out = op.getType().getShape();
  ArrayRef<int64_t> s = op.getStrides(), p = op.getPads(),
                    d = op.getDilations();
  for (int64_t i = 0, end = out[0] * out[1] * out[2]; i < end; ++i)
    for (int64_t k = 0; k < kh * kw; ++k) {
      int64_t y = i / out[2] % out[1] * s[0] - p[0] + k / kw * d[0];
      int64_t x = i % out[2] * s[1] - p[1] + k % kw * d[1];
      if (y >= 0 && y < in[1] && x >= 0 && x < in[2])
        visit(i, k, (i / (out[1] * out[2]) * in[1] + y) * in[2] + x);
    }
}

static Compute prepareConvolution(Conv2dOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) mutable {
    ArrayRef<int64_t> w = operands[1]->shape; // [OC, KH, KW, C / groups]
    int64_t channels = op.getInput().getType().getDimSize(3), outputs = w[0];
    int64_t perGroup = outputs / static_cast<int64_t>(op.getGroups());
    const uint32_t *input = operands[0]->data<uint32_t>();
    const uint32_t *weight = operands[1]->data<uint32_t>();
    uint32_t *out = result.data<uint32_t>();
    for (int64_t i = 0, end = result.count(); i < end; ++i)
      out[i] =
          operands.size() > 2 ? operands[2]->data<uint32_t>()[i % outputs] : 0;
    forEachTap(op, w[1], w[2], [&](int64_t to, int64_t k, int64_t from) {
      for (int64_t oc = 0; oc < outputs; ++oc)
        for (int64_t ic = 0; ic < w[3]; ++ic)
          out[to * outputs + oc] +=
              input[from * channels + oc / perGroup * w[3] + ic] *
              weight[(oc * w[1] * w[2] + k) * w[3] + ic];
    });
  };
}

static Compute prepareMaximum(MaxPool2dOp op) {
  return [op](ArrayRef<const Tensor *> operands, Tensor &result) mutable {
    int64_t channels = op.getType().getDimSize(3);
    std::vector<bool> isStarted(result.count() / channels);
    withType(result.type, [&](auto zero) {
      using T = decltype(zero);
      const T *input = operands[0]->data<T>();
      T *out = result.data<T>();
      forEachTap(op, op.getKernel()[0], op.getKernel()[1],
                 [&](int64_t to, int64_t, int64_t from) {
                   for (int64_t c = 0; c < channels; ++c) {
                     T x = input[from * channels + c];
                     T &y = out[to * channels + c];
                     y = isStarted[to] && !(x > y) ? y : x;
                   }
                   isStarted[to] = true;
                 });
    });
  };
}

Compute reference::prepareIntegerWindow(Operation *op) {
  auto isInteger = [](ShapedType type) {
    return type.getElementType().isInteger();
  };
  if (auto conv = dyn_cast<Conv2dOp>(op))
    return isInteger(conv.getType()) ? prepareConvolution(conv) : Compute();
  if (auto pool = dyn_cast<MaxPool2dOp>(op))
    return isInteger(pool.getType()) ? prepareMaximum(pool) : Compute();
  return nullptr;
}
