// Q8Verifiers.cpp: the constraints of the ops that compute, each marked with
// its label from Q8Ops.td.

#include "dialects/q8/FixedPoint.h"
#include "dialects/q8/Q8Dialect.h"

#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;
using namespace attendc::q8;

// Larger attributes are refused, so that products of two of them, and their
// sums with dimensions below 2^31, stay inside int64_t.
static constexpr int64_t largest = int64_t(1) << 30;

bool attendc::q8::isAddressable(ShapedType type) {
  int64_t count = 1;
  for (int64_t dimension : type.getShape()) {
    if (dimension < 1 || dimension >= int64_t(1) << 31)
      return false;
    count *= dimension;
    if (count >= int64_t(1) << 31)
      return false;
  }
  return true;
}

bool attendc::q8::isActivation(Type element) {
  return element.isInteger(8) || element.isInteger(16);
}

IntegerRange attendc::q8::integerRange(Type element) {
  Quantization q;
  q.isUnsigned = element.isUnsignedInteger();
  q.bits = int32_t(element.getIntOrFloatBitWidth());
  return {q.least(), q.most()};
}

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<ShapedType>(value.getType()).getShape();
}

static Type elementOf(Value value) { return getElementTypeOrSelf(value); }

static LogicalResult verifyRange(Operation *op, StringRef name, Value value,
                                 int32_t number) {
  auto [least, most] = integerRange(elementOf(value));
  if (number < least || number > most)
    return op->emitOpError() << name << ' ' << number << " lies outside ["
                             << least << ", " << most << ']';
  return success();
}

template <typename OpT> static LogicalResult verifyClamp(OpT op) {
  if (failed(verifyRange(op, "low", op.getResult(), op.getLow())) ||
      failed(verifyRange(op, "high", op.getResult(), op.getHigh())))
    return failure();
  int32_t low = op.getLow(), high = op.getHigh(); // getters are unsigned
  if (low > high)
    return op.emitOpError() << "low " << low << " exceeds high " << high;
  return success();
}

// The result's zero point and clamp.
template <typename OpT> static LogicalResult verifyOutput(OpT op) {
  if (failed(verifyRange(op, "output zero point", op.getResult(),
                         op.getOutputZeroPoint())))
    return failure();
  return verifyClamp(op);
}

// Weights, bias and multipliers of a row of OC results.
template <typename OpT>
static LogicalResult verifyChannels(OpT op, int64_t channels) {
  int64_t zeroPoints = op.getWeightZeroPoints().size();
  if (static_cast<int64_t>(op.getMultipliers().size()) != channels)
    return op.emitOpError() << "expects " << channels << " multipliers, has "
                            << op.getMultipliers().size();
  for (float multiplier : op.getMultipliers())
    if (!std::isfinite(multiplier) || multiplier < 0)
      return op.emitOpError("multipliers must be finite and not negative");
  if (zeroPoints != 1 && zeroPoints != channels)
    return op.emitOpError() << "expects 1 or " << channels
                            << " weight zero points, has " << zeroPoints;
  return success();
}

template <typename OpT> static LogicalResult verifyZeroPoints(OpT op) {
  if (failed(verifyRange(op, "input zero point", op.getInput(),
                         op.getInputZeroPoint())))
    return failure();
  for (int32_t zeroPoint : op.getWeightZeroPoints())
    if (failed(verifyRange(op, "weight zero point", op.getWeight(), zeroPoint)))
      return failure();
  return verifyOutput(op);
}

static LogicalResult verifyNumbers(Operation *op, StringRef name,
                                   ArrayRef<int64_t> values, size_t count,
                                   int64_t least) {
  if (values.size() != count)
    return op->emitOpError()
           << name << " expects " << count << " entries, has " << values.size();
  for (int64_t value : values)
    if (value < least || value > largest)
      return op->emitOpError()
             << name << " must lie in [" << least << ", 2^30], has " << value;
  return success();
}

// Positions that a window of `extent` takes in a padded dimension, 0 if none.
static int64_t windowCount(int64_t size, int64_t padding, int64_t extent,
                           int64_t stride) {
  int64_t room = size + padding - extent;
  return room < 0 ? 0 : room / stride + 1;
}

static LogicalResult verifyShape(Operation *op, ArrayRef<int64_t> expected) {
  ArrayRef<int64_t> found = shapeOf(op->getResult(0));
  if (found == expected)
    return success();
  InFlightDiagnostic error = op->emitOpError("expects result shape [");
  llvm::interleaveComma(expected, error);
  error << "], has [";
  llvm::interleaveComma(found, error);
  return error << ']';
}

LogicalResult Conv2dOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), weight = shapeOf(getWeight());
  int64_t groups = getGroups();
  if (groups < 1 || weight.size() != 4 || input[3] % groups != 0 ||
      weight[3] != input[3] / groups || weight[0] % groups != 0) // conv2d_c1
    return emitOpError("expects a weight of [OC, KH, KW, C / groups], with "
                       "groups dividing C and OC");
  if (shapeOf(getBias()) != ArrayRef<int64_t>(weight[0])) // conv2d_c2
    return emitOpError() << "expects a bias of [" << weight[0] << ']';
  ArrayRef<int64_t> strides = getStrides(), pads = getPads(),
                    dilations = getDilations();
  if (failed(verifyNumbers(*this, "strides", strides, 2, 1)) || // conv2d_c3
      failed(verifyNumbers(*this, "dilations", dilations, 2, 1)) ||
      failed(verifyNumbers(*this, "pads", pads, 4, 0)))
    return failure();
  int64_t height = windowCount(input[1], pads[0] + pads[2],
                               (weight[1] - 1) * dilations[0] + 1, strides[0]);
  int64_t width = windowCount(input[2], pads[1] + pads[3],
                              (weight[2] - 1) * dilations[1] + 1, strides[1]);
  if (failed(verifyShape(*this,
                         {input[0], height, width, weight[0]}))) // conv2d_c4
    return failure();
  if (failed(verifyChannels(*this, weight[0]))) // conv2d_c5
    return failure();
  return verifyZeroPoints(*this); // conv2d_c6
}

LogicalResult FullyConnectedOp::verify() {
  ArrayRef<int64_t> input = shapeOf(getInput()), weight = shapeOf(getWeight());
  if (input.size() != 2 || weight.size() != 2 || weight[1] != input[1] ||
      shapeOf(getBias()) != ArrayRef<int64_t>(weight[0]) ||
      shapeOf(getResult()) !=
          ArrayRef<int64_t>({input[0], weight[0]})) // fully_connected_c1
    return emitOpError("expects input [N, IC], weight [OC, IC], bias [OC] and "
                       "result [N, OC]");
  if (failed(verifyChannels(*this, weight[0]))) // fully_connected_c2
    return failure();
  return verifyZeroPoints(*this); // fully_connected_c3
}

// Kernel, strides and pads of a pool; each window holds a position inside.
template <typename OpT> static LogicalResult verifyPoolNumbers(OpT op) {
  ArrayRef<int64_t> kernel = op.getKernel(), pads = op.getPads();
  if (failed(verifyNumbers(op, "kernel", kernel, 2, 1)) ||
      failed(verifyNumbers(op, "strides", op.getStrides(), 2, 1)) ||
      failed(verifyNumbers(op, "pads", pads, 4, 0)))
    return failure();
  for (int side = 0; side < 4; ++side)
    if (pads[side] >= kernel[side % 2])
      return op.emitOpError()
             << "pad " << pads[side] << " is not less than the kernel's "
             << kernel[side % 2];
  return success();
}

template <typename OpT> static LogicalResult verifyPoolShape(OpT op) {
  ArrayRef<int64_t> input = shapeOf(op.getInput()), kernel = op.getKernel(),
                    strides = op.getStrides(), pads = op.getPads();
  return verifyShape(
      op, {input[0],
           windowCount(input[1], pads[0] + pads[2], kernel[0], strides[0]),
           windowCount(input[2], pads[1] + pads[3], kernel[1], strides[1]),
           input[3]});
}

LogicalResult MaxPool2dOp::verify() {
  if (failed(verifyPoolNumbers(*this))) // max_pool2d_c1
    return failure();
  if (failed(verifyPoolShape(*this))) // max_pool2d_c2
    return failure();
  if (elementOf(getInput()) != elementOf(getResult())) // max_pool2d_c3
    return emitOpError("expects one element type for input and result");
  return success();
}

LogicalResult AvgPool2dOp::verify() {
  if (failed(verifyPoolNumbers(*this))) // avg_pool2d_c1
    return failure();
  if (failed(verifyPoolShape(*this))) // avg_pool2d_c2
    return failure();
  bool isFull = getCountIncludePad() ||
                llvm::all_of(getPads(), [](int64_t pad) { return pad == 0; });
  int64_t expected = isFull ? 1 : getKernel()[0] * getKernel()[1];
  int64_t found = getMultipliers().size();
  if (found != expected) // avg_pool2d_c3
    return emitOpError() << "expects " << expected << " multipliers, has "
                         << found;
  for (float multiplier : getMultipliers())
    if (!std::isfinite(multiplier) || multiplier < 0) // avg_pool2d_c3
      return emitOpError("multipliers must be finite and not negative");
  if (failed(verifyRange(*this, "input zero point", getInput(),
                         getInputZeroPoint()))) // avg_pool2d_c4
    return failure();
  return verifyOutput(*this); // avg_pool2d_c4
}

template <typename OpT> static LogicalResult verifyBroadcast(OpT op) {
  ArrayRef<int64_t> result = shapeOf(op.getResult());
  for (Value operand : {op.getLhs(), op.getRhs()}) {
    ArrayRef<int64_t> shape = shapeOf(operand);
    if (shape.size() != result.size())
      return op.emitOpError("expects operands of the result's rank");
    for (auto [dimension, wide] : llvm::zip(shape, result))
      if (dimension != wide && dimension != 1)
        return op.emitOpError() << "operand dimension " << dimension
                                << " is neither 1 nor the result's " << wide;
  }
  return success();
}

template <typename OpT> static LogicalResult verifyOperandRanges(OpT op) {
  if (failed(verifyRange(op, "left zero point", op.getLhs(),
                         op.getLhsZeroPoint())) ||
      failed(verifyRange(op, "right zero point", op.getRhs(),
                         op.getRhsZeroPoint())))
    return failure();
  return verifyOutput(op);
}

LogicalResult AddOp::verify() {
  if (failed(verifyBroadcast(*this))) // add_c1
    return failure();
  for (int32_t multiplier : {getLhsMultiplier(), getRhsMultiplier()})
    if (multiplier < 0 || multiplier > 1 << 22) // add_c2
      return emitOpError() << "multiplier " << multiplier
                           << " lies outside [0, 2^22]";
  int32_t shift = getShift();
  if (shift < 1 || shift > 31) // add_c2
    return emitOpError() << "shift " << shift << " lies outside [1, 31]";
  return verifyOperandRanges(*this); // add_c3
}

static bool isRatio(const APFloat &value) {
  return value.isFinite() && !value.isNegative() && !value.isZero();
}

LogicalResult AddOrtX64Op::verify() {
  if (failed(verifyBroadcast(*this))) // add_ort_x64_c1
    return failure();
  if (!isRatio(getLhsRatio()) || !isRatio(getRhsRatio()) ||
      !getFix().isFinite()) // add_ort_x64_c2
    return emitOpError("expects positive, finite ratios and a finite fix");
  return verifyClamp(*this); // add_ort_x64_c3
}

LogicalResult MulOp::verify() {
  if (failed(verifyBroadcast(*this))) // mul_c1
    return failure();
  if (!isRatio(getRatio())) // mul_c2
    return emitOpError("expects a positive, finite ratio");
  return verifyOperandRanges(*this); // mul_c3
}

LogicalResult SoftmaxOp::verify() {
  if (shapeOf(getExponentials()) != ArrayRef<int64_t>(256)) // softmax_c1
    return emitOpError("expects a table of 256 exponentials");
  ArrayRef<int64_t> input = shapeOf(getInput());
  if (input.empty() || input != shapeOf(getResult()) ||
      input.back() > 1 << 16) // softmax_c2
    return emitOpError("expects input and result of one shape, whose last "
                       "dimension is at most 65536");
  if (failed(verifyOutput(*this))) // softmax_c3
    return failure();
  int32_t inverseScale = getInverseScale();
  if (inverseScale < 1) // softmax_c4
    return emitOpError() << "inverse scale " << inverseScale
                         << " is not positive";
  return success();
}
