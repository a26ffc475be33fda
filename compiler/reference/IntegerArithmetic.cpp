// IntegerArithmetic.cpp: the q8 ops that compute, in 64-bit integers and one
// single-precision product, as Q8Ops.td describes them.

#include "compiler/reference/IntegerSteps.h"
#include "dialects/q8/FixedPoint.h"
#include "dialects/q8/Weights.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;

namespace attendc::reference {

static LogicalResult verifyAccumulator(Operation *op, int64_t acc) {
  if ((acc >= INT32_MIN && acc <= INT32_MAX) || q8::mayNeedInt64(op))
    return success();
  return op->emitError() << "accumulator " << acc << " leaves 32 bits";
}

namespace {
/// Where an op's results lie; read once, as an attribute takes longer to read
/// than a result to compute.
struct ResultRange {
  template <typename OpT>
  explicit ResultRange(OpT op)
      : zeroPoint(op.getOutputZeroPoint()), low(op.getLow()),
        high(op.getHigh()) {}

  int32_t zeroPoint, low, high;
};
} // namespace

// The elements of a tensor minus `zeroPoint`, one of them too: of 8 bits as
// int16_t, of 16 bits as int32_t.
template <typename X>
static std::vector<X> centred(const Tensor &tensor, int32_t zeroPoint) {
  std::vector<X> values(tensor.count());
  withType(tensor.type, [&](auto zero) {
    const auto *data = tensor.data<decltype(zero)>();
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<X>(static_cast<int32_t>(data[i]) - zeroPoint);
  });
  return values;
}

// Weights minus their channel's zero point.
template <typename OpT>
static std::vector<int16_t> centredWeights(OpT op, const Tensor &weight) {
  std::vector<int16_t> values = centred<int16_t>(weight, 0);
  ArrayRef<int32_t> zeroPoints = op.getWeightZeroPoints();
  int64_t count = values.size() / weight.shape[0];
  for (size_t i = 0; i < values.size(); ++i)
    values[i] -= int16_t(zeroPoints[zeroPoints.size() == 1 ? 0 : i / count]);
  return values;
}

// Rows of dot products of centred integers and weights: 2^15 products of up to
// 255 * 255 fit in int32, and so do 2^7 of up to 65535 * 255.
template <typename X>
static int64_t dot(const X *a, const int16_t *b, int64_t count) {
  constexpr int64_t span = sizeof(X) == 2 ? 1 << 15 : 1 << 7;
  int64_t sum = 0;
  for (int64_t begin = 0; begin < count; begin += span) {
    int64_t end = std::min<int64_t>(count, begin + span);
    int32_t part = 0;
    for (int64_t i = begin; i < end; ++i)
      part += int32_t(a[i]) * b[i];
    sum += part;
  }
  return sum;
}

template <typename X>
static LogicalResult convolve(q8::Conv2dOp op, Operands operands,
                              Tensor &result) {
  const Tensor &input = *operands[0], &weight = *operands[1];
  std::vector<X> x = centred<X>(input, op.getInputZeroPoint());
  std::vector<int16_t> w = centredWeights(op, weight);
  std::vector<int32_t> bias = integersOf(*operands[2]);
  int64_t height = input.shape[1], width = input.shape[2],
          channels = input.shape[3];
  int64_t kernelHeight = weight.shape[1], kernelWidth = weight.shape[2],
          inner = weight.shape[3];
  int64_t outputs = weight.shape[0], perGroup = outputs / op.getGroups();
  ArrayRef<int64_t> strides = op.getStrides(), pads = op.getPads(),
                    dilations = op.getDilations();
  ArrayRef<float> multipliers = op.getMultipliers();
  ResultRange range(op);
  // A group's channels of a window [KH, KW, C / groups], 0 beside the input.
  std::vector<X> window(kernelHeight * kernelWidth * inner);
  auto fillWindow = [&](int64_t n, int64_t oh, int64_t ow, int64_t group) {
    for (int64_t k = 0; k < kernelHeight * kernelWidth; ++k) {
      int64_t ih = oh * strides[0] + k / kernelWidth * dilations[0] - pads[0];
      int64_t iw = ow * strides[1] + k % kernelWidth * dilations[1] - pads[1];
      X *to = &window[k * inner];
      if (ih >= 0 && ih < height && iw >= 0 && iw < width)
        std::copy_n(
            &x[((n * height + ih) * width + iw) * channels + group * inner],
            inner, to);
      else
        std::fill_n(to, inner, X(0));
    }
  };
  int64_t at = 0;
  for (int64_t n = 0; n < result.shape[0]; ++n)
    for (int64_t oh = 0; oh < result.shape[1]; ++oh)
      for (int64_t ow = 0; ow < result.shape[2]; ++ow)
        for (int64_t oc = 0; oc < outputs; ++oc, ++at) {
          if (oc % perGroup == 0)
            fillWindow(n, oh, ow, oc / perGroup);
          int64_t acc = bias[oc] + dot(window.data(), &w[oc * window.size()],
                                       window.size());
          if (failed(verifyAccumulator(op, acc)))
            return failure();
          store(result, at,
                q8::requantize(acc, multipliers[oc], range.zeroPoint, range.low,
                               range.high));
        }
  return success();
}

LogicalResult compute(q8::Conv2dOp op, Operands operands, Tensor &result) {
  return q8::mayNeedInt64(op) ? convolve<int32_t>(op, operands, result)
                              : convolve<int16_t>(op, operands, result);
}

LogicalResult compute(q8::FullyConnectedOp op, Operands operands,
                      Tensor &result) {
  std::vector<int32_t> x = integersOf(*operands[0], op.getInputZeroPoint());
  std::vector<int16_t> w = centredWeights(op, *operands[1]);
  std::vector<int32_t> bias = integersOf(*operands[2]);
  int64_t inputs = operands[0]->shape[1], outputs = bias.size();
  ArrayRef<float> multipliers = op.getMultipliers();
  ResultRange range(op);
  for (int64_t at = 0; at < result.count(); ++at) {
    int64_t n = at / outputs, oc = at % outputs;
    int64_t acc = bias[oc] + dot(&x[n * inputs], &w[oc * inputs], inputs);
    if (failed(verifyAccumulator(op, acc)))
      return failure();
    store(result, at,
          q8::requantize(acc, multipliers[oc], range.zeroPoint, range.low,
                         range.high));
  }
  return success();
}

namespace {
struct Span {
  int64_t begin, end;
};
} // namespace

// The input positions [begin, end) of window `index` along one dimension.
static Span windowOf(int64_t index, int64_t stride, int64_t pad, int64_t kernel,
                     int64_t size) {
  int64_t begin = index * stride - pad;
  return {std::max<int64_t>(begin, 0), std::min(begin + kernel, size)};
}

// Calls visit(index of the result, rows, columns, n, c) for each window.
template <typename OpT, typename Visit>
static void forEachWindow(OpT op, const Tensor &input, const Tensor &result,
                          Visit visit) {
  ArrayRef<int64_t> kernel = op.getKernel(), strides = op.getStrides(),
                    pads = op.getPads();
  int64_t at = 0;
  for (int64_t n = 0; n < result.shape[0]; ++n)
    for (int64_t oh = 0; oh < result.shape[1]; ++oh)
      for (int64_t ow = 0; ow < result.shape[2]; ++ow)
        for (int64_t c = 0; c < result.shape[3]; ++c, ++at)
          visit(at,
                windowOf(oh, strides[0], pads[0], kernel[0], input.shape[1]),
                windowOf(ow, strides[1], pads[1], kernel[1], input.shape[2]), n,
                c);
}

static int64_t offsetOf(const Tensor &t, int64_t n, int64_t h, int64_t w,
                        int64_t c) {
  return ((n * t.shape[1] + h) * t.shape[2] + w) * t.shape[3] + c;
}

LogicalResult compute(q8::AvgPool2dOp op, Operands operands, Tensor &result) {
  const Tensor &input = *operands[0];
  std::vector<int32_t> x = integersOf(input, op.getInputZeroPoint());
  ArrayRef<float> multipliers = op.getMultipliers();
  ResultRange range(op);
  LogicalResult status = success();
  forEachWindow(
      op, input, result,
      [&](int64_t at, Span rows, Span columns, int64_t n, int64_t c) {
        int64_t acc = 0, count = 0;
        for (int64_t h = rows.begin; h < rows.end; ++h)
          for (int64_t w = columns.begin; w < columns.end; ++w, ++count)
            acc += x[offsetOf(input, n, h, w, c)];
        if (succeeded(status))
          status = verifyAccumulator(op, acc);
        float multiplier = multipliers[multipliers.size() == 1 ? 0 : count - 1];
        store(result, at,
              q8::requantize(acc, multiplier, range.zeroPoint, range.low,
                             range.high));
      });
  return status;
}

void compute(q8::MaxPool2dOp op, Operands operands, Tensor &result) {
  const Tensor &input = *operands[0];
  std::vector<int32_t> x = integersOf(input);
  forEachWindow(op, input, result,
                [&](int64_t at, Span rows, Span columns, int64_t n, int64_t c) {
                  int32_t most = INT32_MIN;
                  for (int64_t h = rows.begin; h < rows.end; ++h)
                    for (int64_t w = columns.begin; w < columns.end; ++w)
                      most = std::max(most, x[offsetOf(input, n, h, w, c)]);
                  store(result, at, most);
                });
}

// Calls combine(lhs, rhs) for every position of the result.
template <typename Combine>
static void forEachPair(Operands operands, int32_t lhsZeroPoint,
                        int32_t rhsZeroPoint, Tensor &result, Combine combine) {
  std::vector<int32_t> a = integersOf(*operands[0], lhsZeroPoint);
  std::vector<int32_t> b = integersOf(*operands[1], rhsZeroPoint);
  std::vector<int32_t> wide(result.count());
  forEachPosition(result.shape, broadcastStrides(operands[0]->shape),
                  [&](int64_t at, int64_t from) { wide[at] = a[from]; });
  forEachPosition(result.shape, broadcastStrides(operands[1]->shape),
                  [&](int64_t at, int64_t from) {
                    store(result, at, combine(wide[at], b[from]));
                  });
}

void compute(q8::AddOp op, Operands operands, Tensor &result) {
  q8::AddParameters parameters{int32_t(op.getLhsMultiplier()),
                               int32_t(op.getRhsMultiplier()),
                               int32_t(op.getShift())};
  ResultRange range(op);
  forEachPair(operands, op.getLhsZeroPoint(), op.getRhsZeroPoint(), result,
              [&](int32_t a, int32_t b) {
                return q8::addIntegers(a, b, parameters, range.zeroPoint,
                                       range.low, range.high);
              });
}

void compute(q8::AddOrtX64Op op, Operands operands, Tensor &result) {
  q8::AddOrtX64Parameters parameters{op.getLhsRatio().convertToFloat(),
                                     op.getRhsRatio().convertToFloat(),
                                     op.getFix().convertToFloat()};
  int32_t low = op.getLow(), high = op.getHigh();
  forEachPair(operands, 0, 0, result, [&](int32_t a, int32_t b) {
    return q8::addIntegersOrtX64(a, b, parameters, low, high);
  });
}

void compute(q8::MulOp op, Operands operands, Tensor &result) {
  float ratio = op.getRatio().convertToFloat();
  ResultRange range(op);
  forEachPair(operands, op.getLhsZeroPoint(), op.getRhsZeroPoint(), result,
              [&](int32_t a, int32_t b) {
                return q8::mulIntegers(a, b, ratio, range.zeroPoint, range.low,
                                       range.high);
              });
}

void compute(q8::SoftmaxOp op, Operands operands, Tensor &result) {
  std::vector<int32_t> x = integersOf(*operands[0]);
  std::vector<int32_t> exponentials = integersOf(*operands[1]);
  int64_t length = result.shape.back(), inverseScale = op.getInverseScale();
  ResultRange range(op);
  for (int64_t row = 0; row < result.count(); row += length) {
    int32_t most = *std::max_element(&x[row], &x[row] + length);
    int64_t sum = 0;
    for (int64_t i = row; i < row + length; ++i)
      sum += exponentials[most - x[i]];
    // numerator <= 2^30 * 2^31, denominator <= 2^16 * 2^30 * 2^16.
    int64_t denominator = sum * 65536;
    for (int64_t i = row; i < row + length; ++i) {
      int64_t numerator = exponentials[most - x[i]] * inverseScale;
      int64_t quotient = numerator / denominator;
      int64_t rest = numerator % denominator; // compared with the other half
      if (rest > denominator - rest ||
          (rest == denominator - rest && (quotient & 1)))
        ++quotient;
      store(result, i,
            q8::clampTo(quotient + range.zeroPoint, range.low, range.high));
    }
  }
}

} // namespace attendc::reference
