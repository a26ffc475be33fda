// InputMoments.cpp: gathers windows in blocks and adds up their products.

#include "compiler/quantize/InputMoments.h"

#include "dialects/attend/AttendDialect.h"

#include <algorithm>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using reference::Tensor;

/// Windows gathered at a time; a multiple of 4.
static constexpr int64_t blockRows = 32;

InputMoments::InputMoments(Operation *op, int64_t group) : group(group) {
  auto in = cast<RankedTensorType>(op->getOperand(0).getType()).getShape();
  auto out = cast<RankedTensorType>(op->getResult(0).getType()).getShape();
  if (auto conv = dyn_cast<Conv2dOp>(op)) {
    ArrayRef<int64_t> kernel = conv.getWeight().getType().getShape();
    n = in[0], h = in[1], w = in[2], c = kernel[3];
    oh = out[1], ow = out[2], kh = kernel[1], kw = kernel[2];
    groups = conv.getGroups();
    strideH = conv.getStrides()[0], strideW = conv.getStrides()[1];
    top = conv.getPads()[0], left = conv.getPads()[1];
    dilationH = conv.getDilations()[0], dilationW = conv.getDilations()[1];
  } else {
    n = in[0], h = w = oh = ow = 1, c = in[1];
  }
  rows = out.back() / groups;
  for (Half &half : halves) {
    half.sums.resize(depth());
    half.drifts.resize(rows);
    half.pulls.resize(rows * depth());
  }
  products.resize(depth() * depth());
}

/// One window in the order kh, kw, channel; zeros outside the input.
void InputMoments::gather(const float *input, int64_t window,
                          double *row) const {
  const float *image = input + window / (oh * ow) * h * w * c * groups;
  int64_t y0 = window / ow % oh * strideH - top;
  int64_t x0 = window % ow * strideW - left;
  for (int64_t ky = 0; ky < kh; ++ky)
    for (int64_t kx = 0; kx < kw; ++kx, row += c) {
      int64_t y = y0 + ky * dilationH, x = x0 + kx * dilationW;
      if (y < 0 || y >= h || x < 0 || x >= w)
        std::fill_n(row, c, 0.0);
      else
        std::copy_n(image + ((y * w + x) * groups + group) * c, c, row);
    }
}

/// out[i, j] += sum over `rows` (a multiple of 4) of x[row, i] * x[row, j], for
/// j <= i.
static void addProducts(const double *x, int64_t rows, int64_t depth,
                        double *out) {
  for (int64_t i = 0; i < depth; ++i) {
    double *sums = out + i * depth;
    for (int64_t row = 0; row < rows; row += 4) {
      const double *r = x + row * depth;
      double a = r[i], b = r[i + depth], c = r[i + 2 * depth],
             d = r[i + 3 * depth];
      for (int64_t j = 0; j <= i; ++j)
        sums[j] += (a * r[j] + b * r[j + depth]) +
                   (c * r[j + 2 * depth] + d * r[j + 3 * depth]);
    }
  }
}

void InputMoments::add(int64_t index, const Tensor &input, const Tensor *drift,
                       int64_t stride) {
  int64_t length = depth();
  Half &half = halves[index % 2];
  std::vector<double> block(blockRows * length);
  for (int64_t start = index % stride; start < windows();
       start += blockRows * stride) {
    int64_t filled = 0;
    for (int64_t window = start; filled < blockRows && window < windows();
         window += stride, ++filled) {
      double *x = &block[filled * length];
      gather(input.data<float>(), window, x);
      for (int64_t k = 0; k < length; ++k)
        half.sums[k] += x[k];
      if (!drift)
        continue;
      const float *d = drift->data<float>() + (window * groups + group) * rows;
      for (int64_t row = 0; row < rows; ++row) {
        double *pulls = &half.pulls[row * length], by = d[row];
        half.drifts[row] += by;
        for (int64_t k = 0; k < length; ++k)
          pulls[k] += by * x[k];
      }
    }
    half.count += static_cast<double>(filled);
    for (; filled % 4; ++filled)
      std::fill_n(&block[filled * length], length, 0.0);
    addProducts(block.data(), filled, length, products.data());
  }
}

void InputMoments::centre() {
  int64_t length = depth();
  for (Half &half : halves) {
    if (half.count == 0.0)
      continue;
    const std::vector<double> &sums = half.sums;
    for (int64_t i = 0; i < length; ++i)
      for (int64_t j = 0; j <= i; ++j)
        products[i * length + j] -= sums[i] * sums[j] / half.count;
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t k = 0; k < length; ++k)
        half.pulls[row * length + k] -= sums[k] * half.drifts[row] / half.count;
  }
}
