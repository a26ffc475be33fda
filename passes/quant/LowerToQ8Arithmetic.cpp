// LowerToQ8Arithmetic.cpp: clusters that compute with sums and products become
// q8 ops: convolutions, matrix products, pools, add, mul, softmax.

#include "passes/quant/LowerToQ8Cluster.h"

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

// Weights of 8 bits as wide integers, in the order of the constant.
static SmallVector<int32_t> wideValues(DenseElementsAttr values) {
  SmallVector<int32_t> wide;
  wide.reserve(values.getNumElements());
  bool isUnsigned = values.getElementType().isUnsignedInteger();
  for (const APInt &value : values.getValues<APInt>())
    wide.push_back(isUnsigned ? value.getZExtValue() : value.getSExtValue());
  return wide;
}

// The accumulator of channel oc stays inside int32_t in any order of summation
// if |bias| + 255 * sum(|w| + |zero point|) does: 255 bounds an input with and
// without its zero point.
static LogicalResult verifyAccumulator(Operation *op, ArrayRef<int32_t> weights,
                                       ArrayRef<int32_t> bias,
                                       ArrayRef<int32_t> zeroPoints) {
  int64_t channels = bias.size(), count = weights.size() / channels;
  for (int64_t oc = 0; oc < channels; ++oc) {
    int64_t zeroPoint = zeroPoints[zeroPoints.size() == 1 ? 0 : oc];
    int64_t sum = count * std::abs(zeroPoint);
    for (int32_t weight : weights.slice(oc * count, count))
      sum += std::abs(weight);
    int64_t bound = std::abs(static_cast<int64_t>(bias[oc])) + 255 * sum;
    if (bound > INT32_MAX)
      return unsupported(op, "the accumulator of output channel " + Twine(oc) +
                                 " can reach " + Twine(bound) +
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
    return unsupported(op, "its bias needs 32-bit integers with zero point 0");
  if (bias.values.getNumElements() != channels)
    return unsupported(op, "its bias needs one number per output channel");
  for (int64_t oc = 0; oc < channels; ++oc) {
    float expected =
        inputScale * weightScales[weightScales.size() == 1 ? 0 : oc];
    float found = bias.scales[bias.scales.size() == 1 ? 0 : oc];
    if (!(std::fabs(found - expected) <= 1e-5f * expected))
      return unsupported(op, "the scale of its bias is not the product of the "
                             "scales of input and weight in channel " +
                                 Twine(oc));
  }
  return success();
}

// OpT is attend.conv2d or attend.fully_connected: weight [OC, ..].
template <typename OpT>
static FailureOr<Channels> readChannels(Cluster &cluster) {
  auto op = cast<OpT>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> input =
      activationOf(op, op.getInput(), "input", builder);
  if (failed(input))
    return failure();
  FailureOr<IntegerConstant> weight = constantOf(op, op.getWeight(), "weight");
  if (failed(weight))
    return failure();
  if (!weight->values.getElementType().isInteger(8))
    return unsupported(op, "its weight needs 8-bit integers");
  int64_t channels = cast<ShapedType>(weight->values.getType()).getDimSize(0);

  SmallVector<int32_t> bias(channels, 0);
  Location biasLoc = op.getLoc();
  if (op.getBias()) {
    FailureOr<IntegerConstant> constant = constantOf(op, op.getBias(), "bias");
    if (failed(constant) ||
        failed(verifyBias(op, *constant, channels, input->quantization.scale,
                          weight->scales)))
      return failure();
    bias = wideValues(constant->values);
    biasLoc = constant->loc;
  }
  if (failed(verifyAccumulator(op, wideValues(weight->values), bias,
                               weight->zeroPoints)))
    return failure();

  Channels result{*input, {}, {}, {}, {}};
  result.weight = q8::ConstantOp::create(
      builder, weight->loc, weight->values.getType(), weight->values);
  result.bias =
      createConstant(builder, biasLoc, {channels}, builder.getI32Type(), bias);
  result.zeroPoints.assign(weight->zeroPoints.begin(),
                           weight->zeroPoints.end());
  if (llvm::all_equal(result.zeroPoints))
    result.zeroPoints.resize(1);
  for (int64_t oc = 0; oc < channels; ++oc) {
    float scale = weight->scales[weight->scales.size() == 1 ? 0 : oc];
    float multiplier = q8::convMultiplier(input->quantization.scale, scale,
                                          cluster.output.scale);
    if (!std::isfinite(multiplier))
      return unsupported(op, "the scale of its result is too small for those "
                             "of input and weight");
    result.multipliers.push_back(multiplier);
  }
  return result;
}

FailureOr<Value> quant::lowerConv2d(Cluster &cluster) {
  auto op = cast<attend::Conv2dOp>(cluster.core);
  FailureOr<Channels> channels = readChannels<attend::Conv2dOp>(cluster);
  if (failed(channels))
    return failure();
  return q8::Conv2dOp::create(
             *cluster.builder, op.getLoc(), cluster.resultType(),
             channels->input.integers, channels->weight, channels->bias,
             op.getStrides(), op.getPads(), op.getDilations(), op.getGroups(),
             channels->input.quantization.zeroPoint, channels->zeroPoints,
             channels->multipliers, cluster.output.zeroPoint, cluster.low,
             cluster.high)
      .getResult();
}

FailureOr<Value> quant::lowerFullyConnected(Cluster &cluster) {
  auto op = cast<attend::FullyConnectedOp>(cluster.core);
  FailureOr<Channels> channels =
      readChannels<attend::FullyConnectedOp>(cluster);
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

FailureOr<Value> quant::lowerMaxPool2d(Cluster &cluster) {
  auto op = cast<attend::MaxPool2dOp>(cluster.core);
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> input =
      activationOf(op, op.getInput(), "input", *cluster.builder);
  if (failed(input))
    return failure();
  // Maximum and requantization commute; the pooled tensor is the smaller one.
  auto inputType = cast<RankedTensorType>(input->integers.getType());
  Value pooled = q8::MaxPool2dOp::create(
      *cluster.builder, op.getLoc(),
      cluster.resultType().clone(inputType.getElementType()), input->integers,
      op.getKernel(), op.getStrides(), op.getPads());
  return requantizeTo(cluster, {pooled, input->quantization});
}

// Pools of both kinds: kernel [KH, KW], a multiplier for each number of
// positions that a window can hold inside the input.
static FailureOr<Value> lowerMean(Cluster &cluster, Value floatInput,
                                  ArrayRef<int64_t> kernel,
                                  ArrayRef<int64_t> strides,
                                  ArrayRef<int64_t> pads,
                                  bool countIncludePad) {
  Operation *op = cluster.core;
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> input =
      activationOf(op, floatInput, "input", *cluster.builder);
  if (failed(input))
    return failure();
  // Kernels are not bounded by the padded input before this op's verifier.
  int64_t count = kernel[0] * kernel[1];
  if (kernel[0] > INT32_MAX / 255 || kernel[1] > INT32_MAX / 255 ||
      count > INT32_MAX / 255)
    return unsupported(op, "the sum over its window overflows 32 bits");
  bool isFull = countIncludePad ||
                llvm::all_of(pads, [](int64_t pad) { return pad == 0; });
  SmallVector<float> multipliers;
  for (int64_t n = isFull ? count : 1; n <= count; ++n) {
    multipliers.push_back(
        q8::poolMultiplier(input->quantization.scale, cluster.output.scale, n));
    if (!std::isfinite(multipliers.back()))
      return unsupported(op, "the scale of its result is too small");
  }
  return q8::AvgPool2dOp::create(
             *cluster.builder, op->getLoc(), cluster.resultType(),
             input->integers, kernel, strides, pads, countIncludePad || isFull,
             input->quantization.zeroPoint, multipliers,
             cluster.output.zeroPoint, cluster.low, cluster.high)
      .getResult();
}

FailureOr<Value> quant::lowerAvgPool2d(Cluster &cluster) {
  auto op = cast<attend::AvgPool2dOp>(cluster.core);
  return lowerMean(cluster, op.getInput(), op.getKernel(), op.getStrides(),
                   op.getPads(), op.getCountIncludePad());
}

FailureOr<Value> quant::lowerGlobalAvgPool(Cluster &cluster) {
  auto op = cast<attend::GlobalAvgPoolOp>(cluster.core);
  ArrayRef<int64_t> shape = op.getInput().getType().getShape();
  return lowerMean(cluster, op.getInput(), {shape[1], shape[2]}, {1, 1},
                   {0, 0, 0, 0}, /*countIncludePad=*/true);
}

FailureOr<Value> quant::lowerAdd(Cluster &cluster) {
  auto op = cast<attend::AddOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> lhs =
      activationOf(op, op.getLhs(), "first operand", builder);
  if (failed(lhs))
    return failure();
  FailureOr<Activation> rhs =
      activationOf(op, op.getRhs(), "second operand", builder);
  if (failed(rhs))
    return failure();
  const q8::Quantization &a = lhs->quantization, &b = rhs->quantization;
  StringRef scalesApart =
      "the scales of operands and result differ by too much";
  if (cluster.matchOrtX64) {
    q8::AddOrtX64Parameters p = q8::addOrtX64Parameters(a, b, cluster.output);
    if (!(p.lhsRatio > 0) || !(p.rhsRatio > 0) || !std::isfinite(p.lhsRatio) ||
        !std::isfinite(p.rhsRatio) || !std::isfinite(p.fix))
      return unsupported(op, scalesApart);
    return q8::AddOrtX64Op::create(builder, op.getLoc(), cluster.resultType(),
                                   lhs->integers, rhs->integers,
                                   builder.getF32FloatAttr(p.lhsRatio),
                                   builder.getF32FloatAttr(p.rhsRatio),
                                   builder.getF32FloatAttr(p.fix),
                                   builder.getI32IntegerAttr(cluster.low),
                                   builder.getI32IntegerAttr(cluster.high))
        .getResult();
  }
  std::optional<q8::AddParameters> numbers =
      q8::addParameters(a.scale, b.scale, cluster.output.scale);
  if (!numbers)
    return unsupported(op, scalesApart);
  return q8::AddOp::create(builder, op.getLoc(), cluster.resultType(),
                           lhs->integers, rhs->integers, a.zeroPoint,
                           b.zeroPoint, numbers->lhsMultiplier,
                           numbers->rhsMultiplier, numbers->shift,
                           cluster.output.zeroPoint, cluster.low, cluster.high)
      .getResult();
}

FailureOr<Value> quant::lowerMul(Cluster &cluster) {
  auto op = cast<attend::MulOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> lhs =
      activationOf(op, op.getLhs(), "first operand", builder);
  if (failed(lhs))
    return failure();
  FailureOr<Activation> rhs =
      activationOf(op, op.getRhs(), "second operand", builder);
  if (failed(rhs))
    return failure();
  float ratio = q8::mulRatio(lhs->quantization.scale, rhs->quantization.scale,
                             cluster.output.scale);
  if (!std::isfinite(ratio) || ratio <= 0)
    return unsupported(op, "the product of its operands' scales is out of "
                           "proportion to its result's");
  return q8::MulOp::create(
             builder, op.getLoc(), cluster.resultType(), lhs->integers,
             rhs->integers,
             builder.getI32IntegerAttr(lhs->quantization.zeroPoint),
             builder.getI32IntegerAttr(rhs->quantization.zeroPoint),
             builder.getF32FloatAttr(ratio),
             builder.getI32IntegerAttr(cluster.output.zeroPoint),
             builder.getI32IntegerAttr(cluster.low),
             builder.getI32IntegerAttr(cluster.high))
      .getResult();
}

FailureOr<Value> quant::lowerSoftmax(Cluster &cluster) {
  auto op = cast<attend::SoftmaxOp>(cluster.core);
  OpBuilder &builder = *cluster.builder;
  if (failed(foldClamps(cluster)))
    return failure();
  FailureOr<Activation> input =
      activationOf(op, op.getInput(), "input", builder);
  if (failed(input))
    return failure();
  auto type = cast<RankedTensorType>(input->integers.getType());
  int64_t axis = op.getAxis(), rank = type.getRank();
  if (axis != rank - 1)
    return unsupported(op, "only the last dimension is supported, this one "
                           "takes dimension " +
                               Twine(axis) + " of " + Twine(rank));
  int64_t length = type.getDimSize(axis);
  if (length > 1 << 16)
    return unsupported(op,
                       "rows of " + Twine(length) + " exceed 65536 elements");
  int64_t inverseScale =
      q8::rintEven(65536.0 / static_cast<double>(cluster.output.scale));
  if (inverseScale < 1 || inverseScale > INT32_MAX)
    return unsupported(op,
                       "the scale of its result lies outside [2^-15, 2^16]");
  SmallVector<int32_t> exponentials;
  for (int32_t difference = 0; difference < 256; ++difference)
    exponentials.push_back(
        q8::softmaxExponential(difference, input->quantization.scale));
  Value table = createConstant(builder, op.getLoc(), {256},
                               builder.getI32Type(), exponentials);
  return q8::SoftmaxOp::create(
             builder, op.getLoc(), cluster.resultType(), input->integers, table,
             static_cast<uint32_t>(inverseScale), cluster.output.zeroPoint,
             cluster.low, cluster.high)
      .getResult();
}
