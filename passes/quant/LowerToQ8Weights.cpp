// LowerToQ8Weights.cpp: clusters with weights become q8 ops: convolutions,
// transposed convolutions, linear interpolations, matrix products.

#include "dialects/q8/Weights.h"
#include "passes/quant/LowerToQ8Cluster.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

namespace {
// What `q8.conv2d` and `q8.fully_connected` share: OC rows of weights.
struct Channels {
  Activation input;
  Value weight, bias;
  SmallVector<int32_t> zeroPoints; // 1 or OC
  SmallVector<float> multipliers;  // OC
};
} // namespace

// Sums of 8-bit inputs are int32; those of 16-bit ones may need more.
static LogicalResult verifyAccumulator(Cluster &cluster,
                                       ArrayRef<int32_t> weights,
                                       ArrayRef<int32_t> bias) {
  int64_t channels = bias.size(), count = weights.size() / channels;
  for (int64_t oc = 0; oc < channels; ++oc) {
    int64_t reach =
        q8::accumulatorReach(bias[oc], weights.slice(oc * count, count),
                             /*inputBits=*/8);
    if (reach > INT32_MAX)
      return unsupported(cluster, "the accumulator of output channel " +
                                      Twine(oc) + " can reach " + Twine(reach) +
                                      ", which overflows 32 bits");
  }
  return success();
}

// A bias is stored at scale sx * sw[c]; ONNX Runtime takes that for granted.
static LogicalResult verifyBias(Operation *op, const IntegerConstant &bias,
                                int64_t channels, float inputScale,
                                ArrayRef<float> weightScales) {
  if (!bias.values.getElementType().isInteger(32) ||
      llvm::any_of(bias.zeroPoints, [](int32_t z) { return z != 0; }))
    return staysFloat(op, "its bias needs 32-bit integers with zero point 0");
  if (bias.values.getNumElements() != channels)
    return staysFloat(op, "its bias needs one number per output channel");
  for (int64_t oc = 0; oc < channels; ++oc) {
    float expected =
        inputScale * weightScales[weightScales.size() == 1 ? 0 : oc];
    float found = bias.scales[bias.scales.size() == 1 ? 0 : oc];
    if (!(std::fabs(found - expected) <= 1e-5f * expected))
      return staysFloat(op, "the scale of its bias is not the product of the "
                            "scales of input and weight in channel " +
                                Twine(oc));
  }
  return success();
}

// The integers of a bias; one that the model keeps as floats is rounded to
// multiples of sx * sw[c], in single precision, as ONNX Runtime does.
static FailureOr<IntegerConstant> biasOf(Operation *op, Value bias,
                                         float inputScale,
                                         ArrayRef<float> weightScales) {
  auto constant = bias.getDefiningOp<attend::ConstantOp>();
  auto floats = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                         : DenseElementsAttr();
  if (!floats)
    return constantOf(op, bias, "bias", 0);
  IntegerConstant result{{}, {}, {}, constant.getLoc()};
  SmallVector<int32_t> integers;
  for (auto [oc, value] : llvm::enumerate(floats.getValues<float>())) {
    float scale = inputScale * weightScales[weightScales.size() == 1 ? 0 : oc];
    float steps = value / scale;
    if (!(std::fabs(steps) < 2147483648.0f))
      return staysFloat(op, "its bias is too large for the scales of input and "
                            "weight");
    integers.push_back(q8::rintEven(steps));
    result.scales.push_back(scale);
    result.zeroPoints.push_back(0);
  }
  auto type = cast<RankedTensorType>(floats.getType());
  result.values = DenseElementsAttr::get<int32_t>(
      type.clone(IntegerType::get(op->getContext(), 32)), integers);
  return result;
}

// The operands of an op with `weight` [OC, ..], and `floatBias` [OC] or null.
static FailureOr<Channels> readChannels(Cluster &cluster, Value floatInput,
                                        const IntegerConstant &weight,
                                        Value floatBias) {
  Operation *op = cluster.core;
  OpBuilder &builder = *cluster.builder;
  FailureOr<Activation> input = readInput(cluster, floatInput);
  if (failed(input))
    return failure();
  if (!weight.values.getElementType().isInteger(8))
    return staysFloat(op, "its weight needs 8-bit integers");
  int64_t channels = cast<ShapedType>(weight.values.getType()).getDimSize(0);

  std::vector<int32_t> bias(channels, 0);
  Location biasLoc = op->getLoc();
  if (floatBias) {
    FailureOr<IntegerConstant> constant =
        biasOf(op, floatBias, input->quantization.scale, weight.scales);
    if (failed(constant) ||
        failed(verifyBias(op, *constant, channels, input->quantization.scale,
                          weight.scales)))
      return failure();
    bias = q8::integersOf(constant->values);
    biasLoc = constant->loc;
  }
  if (input->quantization.isByte() &&
      failed(verifyAccumulator(
          cluster, q8::centredWeights(weight.values, weight.zeroPoints), bias)))
    return failure();

  Channels result{*input, {}, {}, {}, {}};
  result.weight = q8::ConstantOp::create(
      builder, weight.loc, weight.values.getType(), weight.values);
  result.bias =
      createConstant(builder, biasLoc, {channels}, builder.getI32Type(), bias);
  result.zeroPoints.assign(weight.zeroPoints.begin(), weight.zeroPoints.end());
  if (llvm::all_equal(result.zeroPoints))
    result.zeroPoints.resize(1);
  for (int64_t oc = 0; oc < channels; ++oc) {
    float scale = weight.scales[weight.scales.size() == 1 ? 0 : oc];
    float multiplier = q8::convMultiplier(input->quantization.scale, scale,
                                          cluster.output.scale);
    if (!std::isfinite(multiplier))
      return staysFloat(op, "the scale of its result is too small for those "
                            "of input and weight");
    result.multipliers.push_back(multiplier);
  }
  return result;
}

/// The same of a convolution or fully connected op, whose weight is [OC, ..].
template <typename Op>
static FailureOr<Channels> readChannels(Cluster &cluster, Op op) {
  FailureOr<IntegerConstant> weight =
      constantOf(op, op.getWeight(), "weight", 0);
  if (failed(weight))
    return failure();
  return readChannels(cluster, op.getInput(), *weight, op.getBias());
}

static Value createConv2d(Cluster &cluster, const Channels &channels,
                          Value input, ArrayRef<int64_t> strides,
                          ArrayRef<int64_t> pads, ArrayRef<int64_t> dilations,
                          int64_t groups) {
  return q8::Conv2dOp::create(
      *cluster.builder, cluster.core->getLoc(), cluster.resultType(), input,
      channels.weight, channels.bias, strides, pads, dilations, groups,
      channels.input.quantization.zeroPoint, channels.zeroPoints,
      channels.multipliers, cluster.output.zeroPoint, cluster.low,
      cluster.high);
}

FailureOr<Value> quant::lowerConv2d(Cluster &cluster) {
  auto op = cast<attend::Conv2dOp>(cluster.core);
  FailureOr<Channels> channels = readChannels(cluster, op);
  if (failed(channels))
    return failure();
  return createConv2d(cluster, *channels, channels->input.integers,
                      op.getStrides(), op.getPads(), op.getDilations(),
                      op.getGroups());
}

// weight [C, KH, KW, OC / groups] of a transposed convolution as the weight
// [OC, KH, KW, C / groups] of the convolution that computes it, both kernel
// dimensions turned round.
static IntegerConstant turnedWeight(const IntegerConstant &weight,
                                    int64_t groups) {
  auto type = cast<RankedTensorType>(weight.values.getType());
  ArrayRef<int64_t> shape = type.getShape();
  int64_t perGroup = shape[3], inner = shape[0] / groups;
  ArrayRef<char> from = weight.values.getRawData();
  SmallVector<char> to;
  IntegerConstant result{{}, {}, {}, weight.loc};
  for (int64_t oc = 0; oc < groups * perGroup; ++oc) {
    int64_t group = oc / perGroup, o = oc % perGroup;
    size_t parameter = weight.scales.size() == 1 ? 0 : o;
    result.scales.push_back(weight.scales[parameter]);
    result.zeroPoints.push_back(weight.zeroPoints[parameter]);
    for (int64_t kh = shape[1] - 1; kh >= 0; --kh)
      for (int64_t kw = shape[2] - 1; kw >= 0; --kw)
        for (int64_t i = 0; i < inner; ++i) {
          int64_t ic = group * inner + i;
          int64_t at = ((ic * shape[1] + kh) * shape[2] + kw) * perGroup + o;
          to.push_back(from[weight.values.isSplat() ? 0 : at]);
        }
  }
  result.values = DenseElementsAttr::getFromRawBuffer(
      RankedTensorType::get({groups * perGroup, shape[1], shape[2], inner},
                            type.getElementType()),
      to);
  return result;
}

// [N, H, W, C] -> [N, H*sh, W*sw, C]: zeros, stored as the zero point, behind
// every row and column.
static Value spread(Cluster &cluster, const Activation &input, int64_t sh,
                    int64_t sw) {
  OpBuilder &builder = *cluster.builder;
  Location loc = cluster.core->getLoc();
  auto type = cast<RankedTensorType>(input.integers.getType());
  Type element = type.getElementType();
  int64_t n = type.getDimSize(0), h = type.getDimSize(1),
          w = type.getDimSize(2), c = type.getDimSize(3);
  auto reshape = [&](Value value, ArrayRef<int64_t> shape) -> Value {
    return q8::ReshapeOp::create(builder, loc,
                                 RankedTensorType::get(shape, element), value);
  };
  auto pad = [&](Value value, ArrayRef<int64_t> shape, int64_t count) -> Value {
    return q8::PadOp::create(
        builder, loc, RankedTensorType::get(shape, element), value,
        ArrayRef<int64_t>{0, 0, 0, 0}, ArrayRef<int64_t>{0, 0, count, 0},
        input.quantization.zeroPoint);
  };
  Value value = input.integers;
  if (sw > 1)
    value = pad(reshape(value, {n * h, w, 1, c}), {n * h, w, sw, c}, sw - 1);
  if (sh > 1)
    value = pad(reshape(value, {n, h, 1, w * sw * c}), {n, h, sh, w * sw * c},
                sh - 1);
  return reshape(value, {n, h * sh, w * sw, c});
}

// A transposed convolution is a convolution of stride 1 over the spread input
// with the kernel turned round. Only zeros are lost where `padding` (before,
// after) is negative: it is cut off then.
static Value cut(Cluster &cluster, Value value, int64_t dimension,
                 int64_t &before, int64_t &after) {
  if (before >= 0 && after >= 0)
    return value;
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape()), starts(4, 0), steps(4, 1);
  starts[dimension] = std::max<int64_t>(-before, 0);
  shape[dimension] +=
      std::min<int64_t>(before, 0) + std::min<int64_t>(after, 0);
  before = std::max<int64_t>(before, 0);
  after = std::max<int64_t>(after, 0);
  return q8::SliceOp::create(
      *cluster.builder, cluster.core->getLoc(),
      RankedTensorType::get(shape, type.getElementType()), value, starts,
      steps);
}

FailureOr<Value> quant::lowerConvTranspose2d(Cluster &cluster) {
  auto op = cast<attend::ConvTranspose2dOp>(cluster.core);
  FailureOr<IntegerConstant> weight =
      constantOf(op, op.getWeight(), "weight", 3);
  if (failed(weight))
    return failure();
  ArrayRef<int64_t> kernel = op.getWeight().getType().getShape();
  ArrayRef<int64_t> strides = op.getStrides(), pads = op.getPads(),
                    dilations = op.getDilations();
  if (!weight->values.getElementType().isInteger(8))
    return staysFloat(op, "its weight needs 8-bit integers");
  // Sums and products below stay inside int64_t.
  for (ArrayRef<int64_t> numbers : {kernel, strides, pads, dilations})
    if (llvm::any_of(numbers, [](int64_t number) { return number > 1 << 15; }))
      return staysFloat(op, "its kernel, strides, pads and dilations must not "
                            "exceed 32768");
  FailureOr<Channels> channels =
      readChannels(cluster, op.getInput(),
                   turnedWeight(*weight, op.getGroups()), op.getBias());
  if (failed(channels))
    return failure();
  Value value = spread(cluster, channels->input, strides[0], strides[1]);
  SmallVector<int64_t> padding(4);
  for (int64_t i = 0; i < 2; ++i) {
    int64_t reach = (kernel[1 + i] - 1) * dilations[i];
    int64_t length = cast<RankedTensorType>(value.getType()).getDimSize(1 + i);
    padding[i] = reach - pads[i];
    padding[2 + i] =
        op.getType().getDimSize(1 + i) + reach - length - padding[i];
    value = cut(cluster, value, 1 + i, padding[i], padding[2 + i]);
  }
  return createConv2d(cluster, *channels, value, {1, 1}, padding, dilations,
                      op.getGroups());
}

namespace {
// Linear interpolation along one dimension, enlarged `scale` times: output i
// takes weights[k] / denominator of spread position i + k - before.
struct Interpolation {
  int64_t scale, denominator, before;
  SmallVector<int32_t> weights;
};
} // namespace

// Output i lies at (i + 1/2) / s - 1/2 (half pixel) or i / s (asymmetric), so
// an input at distance t = i - j*s has the weight (2s - |2t + 1 - s|) / 2s or
// (s - |t|) / s. The input repeats its edges once, hence j + 1 for j.
static std::optional<Interpolation> interpolationOf(attend::ResizeOp op,
                                                    int64_t dimension) {
  float scale = op.getScales()[dimension - 1];
  bool isAsymmetric = op.getCoordinate() == attend::CoordinateMode::Asymmetric;
  int64_t input = op.getInput().getType().getDimSize(dimension);
  // Beyond 5, weights of two dimensions would leave 8 bits.
  if (!(scale >= 1) || scale > 5 || scale != std::floor(scale) ||
      op.getType().getDimSize(dimension) != input * int64_t(scale) ||
      op.getCoordinate() == attend::CoordinateMode::AlignCorners)
    return std::nullopt;
  Interpolation result;
  int64_t s = result.scale = int64_t(scale);
  result.denominator = isAsymmetric ? s : 2 * s;
  for (int64_t t = 2 * s; t >= -2 * s; --t) {
    int64_t distance = std::abs(isAsymmetric ? t : 2 * t + 1 - s);
    if (distance >= result.denominator)
      continue;
    if (result.weights.empty())
      result.before = t - s;
    result.weights.push_back(result.denominator - distance);
  }
  return result;
}

FailureOr<Value> quant::lowerLinearResize(Cluster &cluster) {
  auto op = cast<attend::ResizeOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  std::optional<Interpolation> vertical = interpolationOf(op, 1),
                               horizontal = interpolationOf(op, 2);
  if (!vertical || !horizontal)
    return staysFloat(op, "linear interpolation of integers needs scales 1 to "
                          "5 without fraction, and no align_corners");
  FailureOr<Activation> input = readInput(cluster, op.getInput());
  if (failed(input))
    return failure();
  auto type = cast<RankedTensorType>(input->integers.getType());
  int64_t channels = type.getDimSize(3);
  // Rows 0, 0, 1, .., H - 1, H - 1.
  auto repeatedEdges = [&](int64_t length) {
    SmallVector<int32_t> indices;
    for (int64_t i = -1; i <= length; ++i)
      indices.push_back(std::clamp<int64_t>(i, 0, length - 1));
    return indices;
  };
  Value value = q8::ResizeNearestOp::create(
      builder, op.getLoc(),
      RankedTensorType::get({type.getDimSize(0), type.getDimSize(1) + 2,
                             type.getDimSize(2) + 2, channels},
                            type.getElementType()),
      input->integers, repeatedEdges(type.getDimSize(1)),
      repeatedEdges(type.getDimSize(2)));
  value = spread(cluster, {value, input->quantization}, vertical->scale,
                 horizontal->scale);
  SmallVector<int64_t> padding(4);
  for (int64_t i = 0; i < 2; ++i) {
    const Interpolation &along = i == 0 ? *vertical : *horizontal;
    int64_t reach = along.weights.size() - 1;
    int64_t length = cast<RankedTensorType>(value.getType()).getDimSize(1 + i);
    padding[i] = along.before;
    padding[2 + i] =
        op.getType().getDimSize(1 + i) + reach - length - padding[i];
    value = cut(cluster, value, 1 + i, padding[i], padding[2 + i]);
  }
  Channels numbers{*input, {}, {}, {0}, {}};
  SmallVector<int32_t> weights;
  for (int64_t c = 0; c < channels; ++c)
    for (int32_t rows : vertical->weights)
      for (int32_t columns : horizontal->weights)
        weights.push_back(rows * columns);
  numbers.weight = createConstant(builder, op.getLoc(),
                                  {channels, int64_t(vertical->weights.size()),
                                   int64_t(horizontal->weights.size()), 1},
                                  builder.getI8Type(), weights);
  numbers.bias =
      createConstant(builder, op.getLoc(), {channels}, builder.getI32Type(),
                     SmallVector<int32_t>(channels, 0));
  float multiplier =
      q8::poolMultiplier(input->quantization.scale, cluster.output.scale,
                         vertical->denominator * horizontal->denominator);
  if (!std::isfinite(multiplier))
    return staysFloat(op, "the scale of its result is too small");
  numbers.multipliers.assign(channels, multiplier);
  return createConv2d(cluster, numbers, value, {1, 1}, padding, {1, 1},
                      channels);
}

FailureOr<Value> quant::lowerFullyConnected(Cluster &cluster) {
  auto op = cast<attend::FullyConnectedOp>(cluster.core);
  FailureOr<Channels> channels = readChannels(cluster, op);
  if (failed(channels))
    return failure();
  return q8::FullyConnectedOp::create(
             *cluster.builder, op.getLoc(), cluster.resultType(),
             channels->input.integers, channels->weight, channels->bias,
             channels->input.quantization.zeroPoint, channels->zeroPoints,
             channels->multipliers, cluster.output.zeroPoint, cluster.low,
             cluster.high)
      .getResult();
}

void quant::takeInBias(attend::AddOp add, OpBuilder &builder) {
  for (auto [value, other] : {std::pair(add.getLhs(), add.getRhs()),
                              std::pair(add.getRhs(), add.getLhs())}) {
    auto reshape = value.getDefiningOp<attend::ReshapeOp>();
    auto product = (reshape ? reshape.getInput() : value)
                       .getDefiningOp<attend::FullyConnectedOp>();
    auto constant = other.getDefiningOp<attend::ConstantOp>();
    auto bias = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                         : DenseElementsAttr();
    if (!product || !bias || product.getBias() || !product->hasOneUse() ||
        !value.hasOneUse() || value.getType() != add.getType() ||
        !product.getWeight().getDefiningOp<attend::DequantizeOp>())
      continue;
    int64_t channels = cast<ShapedType>(product.getType()).getDimSize(1);
    auto lastOf = [](Type type) {
      return cast<ShapedType>(type).getShape().back();
    };
    if (bias.getNumElements() != channels ||
        lastOf(bias.getType()) != channels || lastOf(add.getType()) != channels)
      continue;
    builder.setInsertionPoint(product);
    Value flat = attend::ConstantOp::create(
        builder, constant.getLoc(),
        bias.reshape(bias.getType().clone(ArrayRef<int64_t>(channels))));
    product.getBiasMutable().assign(flat);
    add.replaceAllUsesWith(value);
    add.erase();
    return;
  }
}
