// FloatWindows.cpp: the `attend` ops that look at windows, rows or channels:
// convolutions, pools, normalizations, softmax, resize, and condensers.

#include "compiler/reference/FloatConv.h"
#include "compiler/reference/FloatSteps.h"

#include "dialects/attend/AttendDialect.h"
#include "dialects/attend/ResizeIndex.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::reference;

template <typename ConvOp> static ConvShape convShape(ConvOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> out = op.getType().getShape();
  ArrayRef<int64_t> kernel = op.getWeight().getType().getShape();
  return {in[0],
          in[1],
          in[2],
          in[3],
          out[1],
          out[2],
          out[3],
          kernel[1],
          kernel[2],
          op.getStrides()[0],
          op.getStrides()[1],
          op.getPads()[0],
          op.getPads()[1],
          op.getDilations()[0],
          op.getDilations()[1],
          static_cast<int64_t>(op.getGroups())};
}

static const float *biasOf(ArrayRef<const Tensor *> operands) {
  return operands.size() > 2 ? operands[2]->data<float>() : nullptr;
}

/// A convolution whose weights are packed now if they are `constants`, else at
/// each run.
static Compute prepareConv(const ConvShape &shape,
                           ArrayRef<const Tensor *> constants) {
  auto pack = [shape](ArrayRef<const Tensor *> operands) {
    return std::make_shared<FloatConv>(shape, operands[1]->data<float>(),
                                       biasOf(operands));
  };
  std::shared_ptr<FloatConv> packed;
  if (llvm::all_of(constants.drop_front(), [](auto *t) { return t; }))
    packed = pack(constants);
  return [pack, packed](ArrayRef<const Tensor *> operands, Tensor &result) {
    std::shared_ptr<FloatConv> conv = packed ? packed : pack(operands);
    conv->run(operands[0]->data<float>(), result.data<float>());
  };
}

/// As a 1x1 convolution over a column of N positions.
static ConvShape fullyConnectedShape(FullyConnectedOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  int64_t outputs = op.getType().getShape()[1];
  return {1, in[0], 1, in[1], in[0], 1, outputs, 1, 1, 1, 1, 0, 0, 1, 1, 1};
}

static Compute prepareConvTranspose(ConvTranspose2dOp op) {
  ConvShape shape = convShape(op);
  return [shape](ArrayRef<const Tensor *> operands, Tensor &result) {
    convTranspose(shape, operands[0]->data<float>(), operands[1]->data<float>(),
                  biasOf(operands), result.data<float>());
  };
}

namespace {
/// The sizes of a pool; forEachWindow calls `start`, then `add(input row)` for
/// each position of a window inside the input, then `finish(number of them)`,
/// where a row is C floats.
struct PoolShape {
  int64_t n, h, w, c, oh, ow, kh, kw, strideH, strideW, top, left;
  int64_t dilationH, dilationW;

  template <typename PoolOp>
  static PoolShape of(PoolOp op, ArrayRef<int64_t> dilations) {
    ArrayRef<int64_t> in = op.getInput().getType().getShape();
    ArrayRef<int64_t> out = op.getType().getShape();
    return {in[0],
            in[1],
            in[2],
            in[3],
            out[1],
            out[2],
            op.getKernel()[0],
            op.getKernel()[1],
            op.getStrides()[0],
            op.getStrides()[1],
            op.getPads()[0],
            op.getPads()[1],
            dilations[0],
            dilations[1]};
  }

  template <typename Start, typename Add, typename Finish>
  void forEachWindow(const float *input, float *output, Start start, Add add,
                     Finish finish) const {
    for (int64_t i = 0; i < n * oh * ow; ++i) {
      int64_t x0 = i % ow * strideW - left;
      int64_t y0 = i / ow % oh * strideH - top;
      const float *image = input + i / (ow * oh) * h * w * c;
      float *out = output + i * c;
      int64_t count = 0;
      start(out);
      for (int64_t ky = 0; ky < kh; ++ky)
        for (int64_t kx = 0; kx < kw; ++kx) {
          int64_t y = y0 + ky * dilationH, x = x0 + kx * dilationW;
          if (y < 0 || y >= h || x < 0 || x >= w)
            continue;
          add(image + (y * w + x) * c, out);
          ++count;
        }
      finish(out, count);
    }
  }
};
} // namespace

static Compute prepareMaxPool(MaxPool2dOp op) {
  PoolShape shape = PoolShape::of(op, op.getDilations());
  int64_t c = shape.c;
  return [shape, c](ArrayRef<const Tensor *> operands, Tensor &result) {
    shape.forEachWindow(
        operands[0]->data<float>(), result.data<float>(),
        [c](float *out) {
          std::fill_n(out, c, -std::numeric_limits<float>::infinity());
        },
        [c](const float *row, float *out) {
          for (int64_t i = 0; i < c; ++i)
            out[i] = std::max(out[i], row[i]);
        },
        [](float *, int64_t) {});
  };
}

static Compute prepareAvgPool(AvgPool2dOp op) {
  PoolShape shape = PoolShape::of(op, {1, 1});
  int64_t c = shape.c;
  int64_t fixed = op.getCountIncludePad() ? shape.kh * shape.kw : 0;
  return [shape, c, fixed](ArrayRef<const Tensor *> operands, Tensor &result) {
    shape.forEachWindow(
        operands[0]->data<float>(), result.data<float>(),
        [c](float *out) { std::fill_n(out, c, 0.0f); },
        [c](const float *row, float *out) {
          for (int64_t i = 0; i < c; ++i)
            out[i] += row[i];
        },
        [c, fixed](float *out, int64_t count) {
          float divisor = static_cast<float>(fixed ? fixed : count);
          for (int64_t i = 0; i < c; ++i)
            out[i] /= divisor;
        });
  };
}

static Compute prepareGlobalAvgPool(GlobalAvgPoolOp op) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  int64_t n = in[0], pixels = in[1] * in[2], c = in[3];
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    const float *input = operands[0]->data<float>();
    for (int64_t i = 0; i < n * c; ++i) {
      double sum = 0.0;
      for (int64_t p = 0; p < pixels; ++p)
        sum += input[(i / c * pixels + p) * c + i % c];
      result.data<float>()[i] =
          static_cast<float>(sum / static_cast<double>(pixels));
    }
  };
}

static Compute prepareBatchNorm(BatchNormOp op) {
  float epsilon = op.getEpsilon().convertToFloat();
  int64_t c = op.getScale().getType().getNumElements();
  return [epsilon, c](ArrayRef<const Tensor *> operands, Tensor &result) {
    const float *in = operands[0]->data<float>();
    const float *scale = operands[1]->data<float>();
    const float *offset = operands[2]->data<float>();
    const float *mean = operands[3]->data<float>();
    const float *variance = operands[4]->data<float>();
    std::vector<float> factors(c);
    for (int64_t i = 0; i < c; ++i)
      factors[i] = scale[i] / std::sqrt(variance[i] + epsilon);
    float *out = result.data<float>();
    for (int64_t at = 0, end = result.count(); at < end; at += c)
      for (int64_t i = 0; i < c; ++i)
        out[at + i] = (in[at + i] - mean[i]) * factors[i] + offset[i];
  };
}

/// Softmax of `length` values `stride` apart, or its logarithm.
static void softmax(const float *in, float *out, int64_t length, int64_t stride,
                    bool isLog) {
  float largest = -std::numeric_limits<float>::infinity();
  for (int64_t i = 0; i < length; ++i)
    largest = std::max(largest, in[i * stride]);
  double sum = 0.0;
  for (int64_t i = 0; i < length; ++i)
    sum += std::exp(static_cast<double>(in[i * stride] - largest));
  for (int64_t i = 0; isLog && i < length; ++i)
    out[i * stride] = static_cast<float>(
        static_cast<double>(in[i * stride] - largest) - std::log(sum));
  for (int64_t i = 0; !isLog && i < length; ++i)
    out[i * stride] = static_cast<float>(
        std::exp(static_cast<double>(in[i * stride] - largest)) / sum);
}

static Compute prepareSoftmax(SoftmaxOp op) {
  ArrayRef<int64_t> shape = op.getType().getShape();
  int64_t length = shape[op.getAxis()], inner = 1;
  for (int64_t extent : shape.drop_front(op.getAxis() + 1))
    inner *= extent;
  bool isLog = op.getLog();
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    for (int64_t i = 0, end = result.count() / length; i < end; ++i) {
      int64_t at = i / inner * length * inner + i % inner;
      softmax(operands[0]->data<float>() + at, result.data<float>() + at,
              length, inner, isLog);
    }
  };
}

static Compute prepareResize(ResizeOp op) {
  int64_t h = op.getInput().getType().getDimSize(1);
  int64_t w = op.getInput().getType().getDimSize(2);
  if (op.getMode() == ResizeMode::Nearest) {
    SmallVector<int32_t> rows = nearestTable(op, 1);
    SmallVector<int32_t> columns = nearestTable(op, 2);
    return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
      int64_t c = result.shape[3];
      float *out = result.data<float>();
      for (int64_t n = 0; n < result.shape[0]; ++n)
        for (int32_t row : rows)
          for (int32_t column : columns) {
            std::copy_n(operands[0]->data<float>() +
                            ((n * h + row) * w + column) * c,
                        c, out);
            out += c;
          }
    };
  }
  SmallVector<Neighbours> rows = linearTable(op, 1);
  SmallVector<Neighbours> columns = linearTable(op, 2);
  return [=](ArrayRef<const Tensor *> operands, Tensor &result) {
    int64_t c = result.shape[3];
    float *out = result.data<float>();
    for (int64_t n = 0; n < result.shape[0]; ++n) {
      const float *image = operands[0]->data<float>() + n * h * w * c;
      for (const Neighbours &y : rows)
        for (const Neighbours &x : columns) {
          float above = 1.0f - y.secondWeight, left = 1.0f - x.secondWeight;
          for (int64_t i = 0; i < c; ++i)
            *out++ = above * left * image[(y.first * w + x.first) * c + i] +
                     above * x.secondWeight *
                         image[(y.first * w + x.second) * c + i] +
                     y.secondWeight * left *
                         image[(y.second * w + x.first) * c + i] +
                     y.secondWeight * x.secondWeight *
                         image[(y.second * w + x.second) * c + i];
        }
    }
  };
}

/// F of a condenser; operands are V and what the region yields.
static Compute prepareCondenser(CondenserOp op) {
  int64_t c = op.getType().getShape().back();
  switch (op.getForm()) {
  case CondenserForm::Additive: {
    SmallVector<float> scale(*op.getVScale());
    return [scale, c](ArrayRef<const Tensor *> operands, Tensor &result) {
      const float *v = operands[0]->data<float>();
      const float *a = operands[1]->data<float>();
      for (int64_t i = 0, end = result.count(); i < end; ++i)
        result.data<float>()[i] = scale[i % c] * v[i] + a[i];
    };
  }
  case CondenserForm::Gated:
    return [](ArrayRef<const Tensor *> operands, Tensor &result) {
      const float *v = operands[0]->data<float>();
      const float *g = operands[1]->data<float>();
      std::transform(v, v + result.count(), g, result.data<float>(),
                     std::multiplies<float>());
    };
  case CondenserForm::DoubleCondensing:
    return [c](ArrayRef<const Tensor *> operands, Tensor &result) {
      const float *a = operands[1]->data<float>();
      const float *b = operands[2]->data<float>();
      float *out = result.data<float>();
      for (int64_t at = 0, end = result.count(); at < end; at += c)
        softmax(a + at, out + at, c, 1, false);
      for (int64_t i = 0, end = result.count(); i < end; ++i)
        out[i] *= b[i];
    };
  }
  return nullptr;
}

Compute reference::prepareWindow(Operation *op,
                                 ArrayRef<const Tensor *> constants) {
  return llvm::TypeSwitch<Operation *, Compute>(op)
      .Case([&](Conv2dOp op) { return prepareConv(convShape(op), constants); })
      .Case([&](FullyConnectedOp op) {
        return prepareConv(fullyConnectedShape(op), constants);
      })
      .Case(prepareConvTranspose)
      .Case(prepareMaxPool)
      .Case(prepareAvgPool)
      .Case(prepareGlobalAvgPool)
      .Case(prepareBatchNorm)
      .Case(prepareSoftmax)
      .Case(prepareResize)
      .Case(prepareCondenser)
      .Default(Compute());
}
