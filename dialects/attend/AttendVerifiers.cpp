// AttendVerifiers.cpp: the constraints of the `attend` ops, each marked with
// its label from AttendOps.td.

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace mlir;
using namespace attendc::attend;

/// Largest dimension, stride, pad or dilation accepted, so that no sum or
/// product of two of them overflows 64 bits.
static constexpr int64_t maxExtent = int64_t(1) << 31;

static bool allWithin(ArrayRef<int64_t> values, int64_t low) {
  return llvm::all_of(values,
                      [&](int64_t v) { return v >= low && v <= maxExtent; });
}

/// The number of window positions along one dimension: (in + before + after -
/// ((k - 1) * dilation + 1)) / stride + 1, or 0 if the window does not fit.
static int64_t windowCount(int64_t in, int64_t before, int64_t after, int64_t k,
                           int64_t stride, int64_t dilation) {
  int64_t room = in + before + after - ((k - 1) * dilation + 1);
  return room < 0 ? 0 : room / stride + 1;
}

static LogicalResult verifyShape(Operation *op, RankedTensorType actual,
                                 ArrayRef<int64_t> expected) {
  if (actual.getShape() == expected)
    return success();
  return op->emitOpError("result shape is [")
         << llvm::join(
                llvm::map_range(actual.getShape(),
                                [](int64_t d) { return std::to_string(d); }),
                ", ")
         << "], expected ["
         << llvm::join(
                llvm::map_range(expected,
                                [](int64_t d) { return std::to_string(d); }),
                ", ")
         << "]";
}

static LogicalResult verifyBias(Operation *op, Value bias, int64_t channels) {
  if (!bias)
    return success();
  auto type = cast<RankedTensorType>(bias.getType());
  if (type.getRank() == 1 && type.getDimSize(0) == channels)
    return success();
  return op->emitOpError("expected a bias of ")
         << channels << " values, found " << type;
}

template <typename ConvOp> static LogicalResult verifyWindow(ConvOp op) {
  if (op.getStrides().size() != 2 || op.getDilations().size() != 2 ||
      op.getPads().size() != 4 || !allWithin(op.getStrides(), 1) ||
      !allWithin(op.getDilations(), 1) || !allWithin(op.getPads(), 0))
    return op.emitOpError("expected 2 positive strides, 2 positive dilations "
                          "and 4 pads that are not negative");
  return success();
}

LogicalResult Conv2dOp::verify() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  auto weightType = cast<RankedTensorType>(getWeight().getType());
  ArrayRef<int64_t> weight = weightType.getShape();
  int64_t groups = getGroups();
  // conv2d_c1
  if (weight.size() != 4 || groups < 1 || in[3] % groups != 0 ||
      weight[0] % groups != 0 || weight[3] != in[3] / groups)
    return emitOpError("expected weights [OC, KH, KW, ")
           << (groups < 1 ? in[3] : in[3] / groups) << "] with groups dividing "
           << in[3] << " and OC, found " << weightType << " and groups "
           << groups;
  // conv2d_c2
  if (failed(verifyBias(*this, getBias(), weight[0])))
    return failure();
  // conv2d_c3
  if (failed(verifyWindow(*this)))
    return failure();
  // conv2d_c5
  for (Type type : getOperandTypes())
    if (getElementTypeOrSelf(type) != getType().getElementType())
      return emitOpError("expected operands of the result's element type, "
                         "found ")
             << type;
  // conv2d_c4
  ArrayRef<int64_t> s = getStrides(), p = getPads(), d = getDilations();
  return verifyShape(
      *this, getType(),
      {in[0], windowCount(in[1], p[0], p[2], weight[1], s[0], d[0]),
       windowCount(in[2], p[1], p[3], weight[2], s[1], d[1]), weight[0]});
}

LogicalResult ConvTranspose2dOp::verify() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  auto weightType = cast<RankedTensorType>(getWeight().getType());
  ArrayRef<int64_t> weight = weightType.getShape();
  int64_t groups = getGroups(), outChannels = getType().getDimSize(3);
  // conv_transpose2d_c1
  if (weight.size() != 4 || groups < 1 || weight[0] != in[3] ||
      in[3] % groups != 0 || outChannels % groups != 0 ||
      weight[3] != outChannels / groups)
    return emitOpError("expected weights [")
           << in[3] << ", KH, KW, OC / groups] with groups dividing " << in[3]
           << " and OC, found " << weightType << " and groups " << groups;
  // conv_transpose2d_c2
  if (failed(verifyBias(*this, getBias(), outChannels)))
    return failure();
  // conv_transpose2d_c3
  return verifyWindow(*this);
}

LogicalResult FullyConnectedOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto weight = cast<RankedTensorType>(getWeight().getType());
  // fully_connected_c1
  if (in.getRank() != 2 || weight.getRank() != 2 ||
      in.getDimSize(1) != weight.getDimSize(1))
    return emitOpError("expected input [N, IC] and weights [OC, IC], found ")
           << in << " and " << weight;
  if (failed(verifyShape(*this, cast<RankedTensorType>(getType()),
                         {in.getDimSize(0), weight.getDimSize(0)})))
    return failure();
  // fully_connected_c2
  return verifyBias(*this, getBias(), weight.getDimSize(0));
}

template <typename PoolOp>
static LogicalResult verifyPool(PoolOp op, ArrayRef<int64_t> dilations) {
  ArrayRef<int64_t> k = op.getKernel(), s = op.getStrides(), p = op.getPads();
  // max_pool2d_c1, avg_pool2d_c1
  bool fits = k.size() == 2 && s.size() == 2 && p.size() == 4 &&
              dilations.size() == 2 && allWithin(k, 1) && allWithin(s, 1) &&
              allWithin(dilations, 1) && allWithin(p, 0);
  for (int d = 0; fits && d < 2; ++d) {
    int64_t extent = (k[d] - 1) * dilations[d] + 1;
    fits = p[d] < extent && p[d + 2] < extent;
  }
  if (!fits)
    return op.emitOpError("expected a kernel, dilations and strides of 2 "
                          "positive numbers and 4 pads smaller than the "
                          "kernel");
  // max_pool2d_c2, avg_pool2d_c2
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  return verifyShape(
      op, op.getType(),
      {in[0], windowCount(in[1], p[0], p[2], k[0], s[0], dilations[0]),
       windowCount(in[2], p[1], p[3], k[1], s[1], dilations[1]), in[3]});
}

LogicalResult MaxPool2dOp::verify() {
  // max_pool2d_c3
  if (getInput().getType().getElementType() != getType().getElementType())
    return emitOpError("expected a result of ")
           << getInput().getType().getElementType();
  return verifyPool(*this, getDilations());
}
LogicalResult AvgPool2dOp::verify() { return verifyPool(*this, {1, 1}); }

LogicalResult GlobalAvgPoolOp::verify() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  // global_avg_pool_c1
  return verifyShape(*this, getType(), {in[0], 1, 1, in[3]});
}

LogicalResult BatchNormOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto scale = cast<RankedTensorType>(getScale().getType());
  // batch_norm_c1
  if (in.getRank() < 1 || scale.getRank() != 1 ||
      scale.getDimSize(0) != in.getShape().back())
    return emitOpError("expected scale, offset, mean and variance of one value "
                       "for each channel of ")
           << in << ", found " << scale;
  return success();
}

LogicalResult PReluOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto slope = cast<RankedTensorType>(getSlope().getType());
  // prelu_c1
  if (in.getRank() < 1 || slope.getRank() != 1 ||
      (slope.getDimSize(0) != 1 && slope.getDimSize(0) != in.getShape().back()))
    return emitOpError("expected 1 slope or one for each channel of ")
           << in << ", found " << slope;
  return success();
}

LogicalResult SoftmaxOp::verify() {
  // softmax_c1
  int64_t rank = cast<RankedTensorType>(getType()).getRank();
  if (static_cast<int64_t>(getAxis()) < 0 ||
      static_cast<int64_t>(getAxis()) >= rank)
    return emitOpError("expected an axis in [0, ")
           << rank << "), found " << static_cast<int64_t>(getAxis());
  return success();
}

LogicalResult ResizeOp::verify() {
  ArrayRef<int64_t> in = getInput().getType().getShape();
  ArrayRef<int64_t> out = getType().getShape();
  // resize_c1
  if (in[0] != out[0] || in[3] != out[3])
    return emitOpError("expected the same N and C in ")
           << getInput().getType() << " and " << getType();
  // resize_c2
  if (getScales().size() != 2 || llvm::any_of(getScales(), [](float s) {
        return !(s > 0) || std::isinf(s);
      }))
    return emitOpError("expected 2 positive finite scales");
  return success();
}

LogicalResult PadOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  size_t rank = in.getRank();
  // pad_c1
  if (getLow().size() != rank || getHigh().size() != rank ||
      !allWithin(getLow(), 0) || !allWithin(getHigh(), 0))
    return emitOpError("expected ")
           << rank << " low and high pads, none negative";
  SmallVector<int64_t> expected(in.getShape());
  for (size_t i = 0; i < rank; ++i)
    expected[i] += getLow()[i] + getHigh()[i];
  // pad_c2
  if (getMode() == PadMode::Reflect)
    for (size_t i = 0; i < rank; ++i)
      if (std::max(getLow()[i], getHigh()[i]) >= in.getDimSize(i))
        return emitOpError("expected less than ")
               << in.getDimSize(i) << " reflected positions in dimension " << i;
  auto result = cast<RankedTensorType>(getType());
  if (result.getElementType() != in.getElementType())
    return emitOpError("expected a result of ") << in.getElementType();
  return verifyShape(*this, result, expected);
}

LogicalResult ConcatOp::verify() {
  auto result = cast<RankedTensorType>(getType());
  int64_t axis = static_cast<int64_t>(getAxis()), sum = 0;
  // concat_c1
  if (getInputs().empty() || axis < 0 || axis >= result.getRank())
    return emitOpError("expected operands and an axis in [0, ")
           << result.getRank() << "), found " << axis;
  for (Value input : getInputs()) {
    auto type = cast<RankedTensorType>(input.getType());
    bool fits = type.getRank() == result.getRank() &&
                type.getElementType() == result.getElementType();
    for (int64_t i = 0; fits && i < type.getRank(); ++i)
      fits = i == axis || type.getDimSize(i) == result.getDimSize(i);
    if (!fits)
      return emitOpError("operand ")
             << type << " does not fit " << result << " along axis " << axis;
    sum += type.getDimSize(axis);
  }
  if (sum != result.getDimSize(axis))
    return emitOpError("operands add up to ")
           << sum << " along axis " << axis << ", expected "
           << result.getDimSize(axis);
  return success();
}

LogicalResult SliceOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto out = cast<RankedTensorType>(getType());
  size_t rank = in.getRank();
  // slice_c1
  bool fits = getStarts().size() == rank && getSteps().size() == rank &&
              static_cast<size_t>(out.getRank()) == rank &&
              allWithin(getStarts(), 0);
  for (size_t i = 0; fits && i < rank; ++i) {
    int64_t step = getSteps()[i], count = out.getDimSize(i);
    int64_t last = getStarts()[i] + (count - 1) * step;
    fits = step != 0 && std::abs(step) <= maxExtent && count >= 1 &&
           getStarts()[i] < in.getDimSize(i) && last >= 0 &&
           last < in.getDimSize(i);
  }
  if (!fits)
    return emitOpError("expected a start and a step other than 0 for each "
                       "dimension, reading inside ")
           << in;
  // slice_c2
  if (in.getElementType() != out.getElementType())
    return emitOpError("expected a result of ") << in.getElementType();
  return success();
}

LogicalResult TransposeOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto out = cast<RankedTensorType>(getType());
  ArrayRef<int64_t> permutation = getPermutation();
  // transpose_c1
  SmallVector<bool> seen(in.getRank(), false);
  bool fits = static_cast<int64_t>(permutation.size()) == in.getRank() &&
              out.getRank() == in.getRank() &&
              out.getElementType() == in.getElementType();
  for (size_t i = 0; fits && i < permutation.size(); ++i) {
    int64_t source = permutation[i];
    fits = source >= 0 && source < in.getRank() && !seen[source] &&
           out.getDimSize(i) == in.getDimSize(source);
    if (fits)
      seen[source] = true;
  }
  if (!fits)
    return emitOpError("the permutation does not take ") << in << " to " << out;
  return success();
}

LogicalResult ReshapeOp::verify() {
  auto in = cast<RankedTensorType>(getInput().getType());
  auto out = cast<RankedTensorType>(getType());
  // reshape_c1
  if (in.getNumElements() != out.getNumElements() ||
      in.getElementType() != out.getElementType())
    return emitOpError("expected as many elements of the same type in ")
           << in << " and " << out;
  return success();
}

template <typename QdqOp>
static LogicalResult verifyQdq(QdqOp op, RankedTensorType type,
                               Type integerType) {
  ArrayRef<float> scales = op.getScales();
  ArrayRef<int32_t> zeroPoints = op.getZeroPoints();
  int64_t axis = static_cast<int64_t>(op.getAxis());
  // quantize_c1, dequantize_c1
  int64_t expected = axis < 0                ? 1
                     : axis < type.getRank() ? type.getDimSize(axis)
                                             : 0;
  if (axis < -1 || expected == 0 ||
      static_cast<int64_t>(scales.size()) != expected ||
      scales.size() != zeroPoints.size())
    return op.emitOpError("expected ")
           << expected << " scales and zero points for axis " << axis << " of "
           << type << ", found " << scales.size() << " and "
           << zeroPoints.size();
  // quantize_c2, dequantize_c2
  for (float scale : scales)
    if (!(scale > 0) || std::isinf(scale))
      return op.emitOpError("expected positive finite scales, found ")
             << std::to_string(scale);
  unsigned bits =
      integerType.isInteger() ? integerType.getIntOrFloatBitWidth() : 0;
  if (bits != 8 && bits != 16 && bits != 32)
    return op.emitOpError("expected integers of 8, 16 or 32 bits, found ")
           << integerType;
  bool isUnsigned = integerType.isUnsignedInteger();
  int64_t low = isUnsigned ? 0 : -(int64_t(1) << (bits - 1));
  int64_t high = low + (int64_t(1) << bits) - 1;
  for (int32_t zeroPoint : zeroPoints)
    if (zeroPoint < low || zeroPoint > high)
      return op.emitOpError("zero point ")
             << zeroPoint << " is outside " << integerType;
  return success();
}

LogicalResult QuantizeOp::verify() {
  auto type = cast<RankedTensorType>(getInput().getType());
  return verifyQdq(*this, type,
                   cast<RankedTensorType>(getType()).getElementType());
}

LogicalResult DequantizeOp::verify() {
  auto type = cast<RankedTensorType>(getInput().getType());
  return verifyQdq(*this, type, type.getElementType());
}

LogicalResult CondenserOp::verify() {
  Block &block = getBody().front();
  bool isDouble = getForm() == CondenserForm::DoubleCondensing;
  auto yield = cast<YieldOp>(block.getTerminator());
  // condenser_c1
  if (block.getNumArguments() != 1 ||
      block.getArgument(0).getType() != getV().getType() ||
      yield.getValues().size() != (isDouble ? 2 : 1))
    return emitOpError("expected a region from V to ")
           << (isDouble ? "A and B" : "A");
  // condenser_c2
  bool isAdditive = getForm() == CondenserForm::Additive;
  if (isAdditive != getVScale().has_value() ||
      (isAdditive && static_cast<int64_t>(getVScale()->size()) !=
                         getV().getType().getDimSize(3)))
    return emitOpError("expected v_scale of C values for the additive form "
                       "and none for others");
  // condenser_c3
  for (Value value : yield.getValues())
    if (value.getType() != getType())
      return emitOpError("expected the region to yield ")
             << getType() << ", found " << value.getType();
  if (!isDouble && getV().getType() != getType())
    return emitOpError("expected a result of V's type ") << getV().getType();
  return success();
}
