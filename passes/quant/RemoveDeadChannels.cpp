// RemoveDeadChannels.cpp: attend-remove-dead-channels writes every op anew with
// the channels that KeptChannels leaves, and constants for what is constant.

#include "passes/quant/AccumulatorBounds.h"
#include "passes/quant/KeptChannels.h"
#include "passes/quant/LowerToQ8Cluster.h"
#include "passes/quant/Passes.h"

#include "dialects/q8/FixedPoint.h"
#include "dialects/q8/Weights.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

namespace attendc::quant {
#define GEN_PASS_DEF_REMOVEDEADCHANNELS
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

namespace {
/// Rewrites one function, first op first. Ops whose channels stay as they are
/// are changed in place; others are replaced in `reduced`, so that the two
/// analyses, which know the old values, stay true.
class ChannelRemover {
public:
  ChannelRemover(func::FuncOp function, const ChannelRanges &ranges,
                 const KeptChannels &kept)
      : function(function), ranges(ranges), kept(kept),
        builder(function.getContext()) {}

  /// Returns whether any op has changed.
  bool run();

private:
  void rewrite(Operation *op);
  Operation *copyOf(Operation *op);
  void reduceWeights(q8::Conv2dOp op, q8::Conv2dOp copy);
  void reduceWeights(q8::FullyConnectedOp op, q8::FullyConnectedOp copy);
  template <typename OpT> void reduceMultipliers(OpT op, OpT copy);
  void reduceDense(Operation *op, Operation *copy, Value weight, Value bias,
                   ArrayRef<int32_t> zeroPoints, int32_t inputZeroPoint);
  void reduceConcat(q8::ConcatOp op);
  bool foldConstantOperand(Operation *op);

  Value valueOf(Value value);
  Value cut(Value constant, ArrayRef<int64_t> channels);
  Value repeatedConstant(Value value);
  RankedTensorType reducedType(Value value);

  func::FuncOp function;
  const ChannelRanges &ranges;
  const KeptChannels &kept;
  OpBuilder builder;
  DenseMap<Value, Value> reduced;
};

struct RemoveDeadChannels
    : quant::impl::RemoveDeadChannelsBase<RemoveDeadChannels> {
  void runOnOperation() override;
};
} // namespace

static bool isConstantOp(Value value) {
  return value.getDefiningOp<q8::ConstantOp>() != nullptr;
}

/// The op's operands that are no weights, biases or tables.
static SmallVector<OpOperand *> activationsOf(Operation *op) {
  SmallVector<OpOperand *> operands;
  for (OpOperand &operand : op->getOpOperands())
    if (!q8::isParameter(op, operand.getOperandNumber()))
      operands.push_back(&operand);
  return operands;
}

RankedTensorType ChannelRemover::reducedType(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  if (kept.keepsAll(value))
    return type;
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = kept.channels(value).size();
  return RankedTensorType::get(shape, type.getElementType());
}

/// A constant with some positions of its last dimension.
Value ChannelRemover::cut(Value value, ArrayRef<int64_t> channels) {
  int64_t count = channelsOf(value);
  if (count == int64_t(channels.size()))
    return value;
  std::vector<int32_t> all = q8::integersOf(q8::constantBehind(value)), some;
  for (size_t row = 0; row < all.size(); row += count)
    for (int64_t channel : channels)
      some.push_back(all[row + channel]);
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = channels.size();
  return createConstant(builder, value.getLoc(), shape, type.getElementType(),
                        some);
}

/// The constant channels of `value` at every position of its reduced type: one
/// constant where that is small, else repeated rows and columns of one pixel.
Value ChannelRemover::repeatedConstant(Value value) {
  constexpr int64_t kSmallBytes = 1024;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfter(value.getDefiningOp());
  RankedTensorType type = reducedType(value);
  SmallVector<int32_t> pixel;
  for (int64_t channel : kept.channels(value))
    pixel.push_back(ranges.of(value, channel).low);
  bool isRepeated = type.getRank() == 4 && type.getNumElements() > kSmallBytes;
  SmallVector<int64_t> shape(type.getShape());
  if (isRepeated)
    shape[1] = shape[2] = 1;
  SmallVector<int32_t> integers;
  for (int64_t i = 0, end = ShapedType::getNumElements(shape); i < end; ++i)
    integers.push_back(pixel[i % pixel.size()]);
  Value result = createConstant(builder, value.getLoc(), shape,
                                type.getElementType(), integers);
  if (!isRepeated)
    return result;
  return q8::ResizeNearestOp::create(
      builder, value.getLoc(), type, result,
      SmallVector<int32_t>(type.getDimSize(1), 0),
      SmallVector<int32_t>(type.getDimSize(2), 0));
}

/// What holds the kept channels of `value` from now on.
Value ChannelRemover::valueOf(Value value) {
  auto known = reduced.find(value);
  if (known != reduced.end())
    return known->second;
  if (!kept.isConstant(value))
    return value;
  Value repeated = repeatedConstant(value);
  reduced[value] = repeated;
  return repeated;
}

/// The op on kept channels, its parameters still unchanged.
Operation *ChannelRemover::copyOf(Operation *op) {
  Value result = op->getResult(0);
  SmallVector<Value> operands(op->getOperands());
  for (OpOperand *operand : activationsOf(op)) {
    Value old = operand->get();
    bool isTied = channelsOf(old) == channelsOf(result) &&
                  !isa<q8::Conv2dOp, q8::FullyConnectedOp>(op);
    operands[operand->getOperandNumber()] =
        isConstantOp(old) && isTied ? cut(old, kept.channels(result))
                                    : valueOf(old);
  }
  Operation *copy = builder.clone(*op);
  copy->setOperands(operands);
  copy->getResult(0).setType(reducedType(result));
  dropAccumulatorBounds(copy);
  reduced[result] = copy->getResult(0);
  return copy;
}

template <typename OpT>
void ChannelRemover::reduceMultipliers(OpT op, OpT copy) {
  SmallVector<float> multipliers;
  SmallVector<int32_t> zeroPoints;
  for (int64_t channel : kept.channels(op.getResult())) {
    multipliers.push_back(op.getMultipliers()[channel]);
    if (op.getWeightZeroPoints().size() > 1)
      zeroPoints.push_back(op.getWeightZeroPoints()[channel]);
  }
  copy.setMultipliers(multipliers);
  if (!zeroPoints.empty())
    copy.setWeightZeroPoints(zeroPoints);
}

// weight [OC, taps, IC], bias [OC] of an op whose outputs read all inputs. A
// constant input goes into the bias; a constant output becomes its bias alone.
void ChannelRemover::reduceDense(Operation *op, Operation *copy, Value weight,
                                 Value bias, ArrayRef<int32_t> zeroPoints,
                                 int32_t inputZeroPoint) {
  Value input = op->getOperand(0), result = op->getResult(0);
  std::vector<int32_t> stored = q8::integersOf(q8::constantBehind(weight));
  std::vector<int32_t> biases = q8::integersOf(q8::constantBehind(bias));
  int64_t depth = channelsOf(input), perChannel = stored.size() / biases.size();
  std::vector<int32_t> weights, sums;
  for (int64_t oc : kept.channels(result)) {
    int32_t zeroPoint = zeroPoints[zeroPoints.size() == 1 ? 0 : oc];
    bool isConstant = ranges.of(result, oc).isConstant();
    int64_t sum = isConstant ? ranges.accumulators(op)[oc].sum.low : biases[oc];
    for (int64_t i = 0; i < perChannel; ++i) {
      int32_t w = isConstant ? zeroPoint : stored[oc * perChannel + i];
      if (kept.isKept(input, i % depth))
        weights.push_back(w);
      else if (w != zeroPoint)
        sum += (w - zeroPoint) *
               (ranges.of(input, i % depth).low - inputZeroPoint);
    }
    sums.push_back(sum);
  }
  auto type = cast<RankedTensorType>(weight.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.front() = sums.size();
  shape.back() = reducedType(input).getShape().back();
  copy->setOperand(1, createConstant(builder, weight.getLoc(), shape,
                                     type.getElementType(), weights));
  copy->setOperand(2, createConstant(builder, bias.getLoc(),
                                     {int64_t(sums.size())},
                                     builder.getI32Type(), sums));
}

void ChannelRemover::reduceWeights(q8::FullyConnectedOp op,
                                   q8::FullyConnectedOp copy) {
  reduceDense(op, copy, op.getWeight(), op.getBias(), op.getWeightZeroPoints(),
              op.getInputZeroPoint());
  reduceMultipliers(op, copy);
}

void ChannelRemover::reduceWeights(q8::Conv2dOp op, q8::Conv2dOp copy) {
  reduceMultipliers(op, copy);
  if (op.getGroups() == 1)
    return reduceDense(op, copy, op.getWeight(), op.getBias(),
                       op.getWeightZeroPoints(), op.getInputZeroPoint());
  // Whole groups: rows of weights that stay as they are.
  std::vector<int32_t> stored =
      q8::integersOf(q8::constantBehind(op.getWeight()));
  std::vector<int32_t> biases =
      q8::integersOf(q8::constantBehind(op.getBias()));
  int64_t perChannel = stored.size() / biases.size(),
          perGroup = int64_t(biases.size()) / op.getGroups();
  std::vector<int32_t> weights, sums;
  for (int64_t oc : kept.channels(op.getResult())) {
    weights.insert(weights.end(), &stored[oc * perChannel],
                   &stored[oc * perChannel] + perChannel);
    sums.push_back(biases[oc]);
  }
  RankedTensorType type = cast<RankedTensorType>(op.getWeight().getType());
  SmallVector<int64_t> shape(type.getShape());
  shape.front() = sums.size();
  copy.setGroups(sums.size() / perGroup);
  copy.setOperand(1, createConstant(builder, op.getWeight().getLoc(), shape,
                                    type.getElementType(), weights));
  copy.setOperand(2, createConstant(builder, op.getBias().getLoc(),
                                    {int64_t(sums.size())},
                                    builder.getI32Type(), sums));
}

// Operands without channels go; the only one that is left is the result.
void ChannelRemover::reduceConcat(q8::ConcatOp op) {
  Value result = op.getResult();
  bool isAlongChannels = int64_t(op.getAxis()) == op.getType().getRank() - 1;
  SmallVector<Value> operands;
  int64_t start = 0;
  for (Value operand : op.getInputs()) {
    int64_t count = channelsOf(operand);
    SmallVector<int64_t> channels;
    for (int64_t c = 0; c < count; ++c)
      if (kept.isKept(result, start + c))
        channels.push_back(c);
    if (!channels.empty())
      operands.push_back(isConstantOp(operand) ? cut(operand, channels)
                                               : valueOf(operand));
    start += isAlongChannels ? count : 0;
  }
  if (operands.size() == 1)
    reduced[result] = operands.front();
  else
    reduced[result] = q8::ConcatOp::create(
        builder, op.getLoc(), reducedType(result), operands, op.getAxis());
}

// A sum or product of x and an operand whose channels are constant: a table if
// they are all the same and x has 8 bits, else the operand becomes [1, .., 1,
// C].
bool ChannelRemover::foldConstantOperand(Operation *op) {
  unsigned number = kept.isConstant(op->getOperand(0)) ? 0 : 1;
  Value result = op->getResult(0), fixed = op->getOperand(number),
        other = op->getOperand(1 - number);
  if (!kept.isConstant(fixed) || isConstantOp(other) ||
      other.getType() != result.getType())
    return false;
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<int32_t> pixel;
  for (int64_t channel : kept.channels(fixed))
    pixel.push_back(ranges.of(fixed, channel).low);
  if (!llvm::all_equal(pixel) || !type.getElementType().isInteger(8)) {
    SmallVector<int64_t> shape(type.getRank(), 1);
    shape.back() = pixel.size();
    Value onePixel = createConstant(
        builder, fixed.getLoc(), shape,
        cast<ShapedType>(fixed.getType()).getElementType(), pixel);
    Operation *copy = builder.clone(*op);
    copy->setOperand(1 - number, valueOf(other));
    copy->setOperand(number, onePixel);
    copy->getResult(0).setType(reducedType(result));
    reduced[result] = copy->getResult(0);
    return true;
  }
  using Range = std::pair<int32_t, int32_t>;
  Range clamp = TypeSwitch<Operation *, Range>(op)
                    .Case<q8::AddOp, q8::AddOrtX64Op, q8::MulOp>([](auto pair) {
                      return Range(pair.getLow(), pair.getHigh());
                    });
  bool isUnsigned =
      cast<ShapedType>(other.getType()).getElementType().isUnsignedInteger();
  SmallVector<int32_t> table;
  for (int32_t byte = 0; byte < 256; ++byte) {
    int32_t x = isUnsigned ? byte : int8_t(byte);
    int32_t sum = number == 0 ? evaluatePair(op, pixel.front(), x)
                              : evaluatePair(op, x, pixel.front());
    table.push_back(q8::clampTo(sum, clamp.first, clamp.second));
  }
  reduced[result] = q8::TableOp::create(
      builder, op->getLoc(), reducedType(result), valueOf(other),
      createConstant(builder, op->getLoc(), {256}, type.getElementType(),
                     table));
  return true;
}

void ChannelRemover::rewrite(Operation *op) {
  Value result = op->getResult(0);
  if (kept.keepsNone(result) || kept.isConstant(result))
    return;
  builder.setInsertionPoint(op);
  if (isa<q8::AddOp, q8::AddOrtX64Op, q8::MulOp>(op) && foldConstantOperand(op))
    return;
  SmallVector<OpOperand *> activations = activationsOf(op);
  bool staysWhole = kept.keepsAll(result) &&
                    llvm::all_of(activations, [&](OpOperand *operand) {
                      return kept.keepsAll(operand->get());
                    });
  if (staysWhole) {
    for (OpOperand *operand : activations)
      operand->set(valueOf(operand->get()));
    return;
  }
  if (auto concat = dyn_cast<q8::ConcatOp>(op))
    return reduceConcat(concat);
  Operation *copy = copyOf(op);
  builder.setInsertionPoint(copy); // of its new parameters
  SmallVector<int64_t> channels = kept.channels(result);
  auto countBelow = [](ArrayRef<int64_t> sorted, int64_t end) -> int64_t {
    return llvm::lower_bound(sorted, end) - sorted.begin();
  };
  TypeSwitch<Operation *>(op)
      .Case<q8::Conv2dOp, q8::FullyConnectedOp>([&](auto weighted) {
        reduceWeights(weighted, cast<decltype(weighted)>(copy));
      })
      .Case([&](q8::TableOp table) {
        auto type = cast<RankedTensorType>(table.getTable().getType());
        if (type.getRank() == 1)
          return;
        std::vector<int32_t> all =
            q8::integersOf(q8::constantBehind(table.getTable()));
        SmallVector<int32_t> rows;
        for (int64_t channel : channels)
          rows.append(&all[channel * 256], &all[channel * 256] + 256);
        copy->setOperand(1, createConstant(builder, table.getTable().getLoc(),
                                           {int64_t(channels.size()), 256},
                                           type.getElementType(), rows));
      })
      .Case([&](q8::PadOp pad) {
        SmallVector<int64_t> low(pad.getLow()), high(pad.getHigh());
        int64_t end = low.back() + channelsOf(pad.getInput());
        low.back() = countBelow(channels, low.back());
        high.back() = channels.size() - countBelow(channels, end);
        cast<q8::PadOp>(copy).setLow(low);
        cast<q8::PadOp>(copy).setHigh(high);
      })
      .Case([&](q8::SliceOp slice) {
        SmallVector<int64_t> starts(slice.getStarts());
        starts.back() =
            countBelow(kept.channels(slice.getInput()), starts.back());
        cast<q8::SliceOp>(copy).setStarts(starts);
      });
  // A slice or pad that has lost its purpose is what it reads.
  if (isa<q8::SliceOp, q8::PadOp>(copy) &&
      copy->getOperand(0).getType() == copy->getResult(0).getType()) {
    reduced[result] = copy->getOperand(0);
    copy->erase();
  }
}

bool ChannelRemover::run() {
  Block &body = function.front();
  SmallVector<Operation *> operations =
      llvm::map_to_vector(body, [](Operation &op) { return &op; });
  for (Operation *op : operations) {
    if (isa<q8::ConstantOp>(op))
      continue;
    if (isa_and_present<q8::Q8Dialect>(op->getDialect()))
      rewrite(op);
    else
      for (OpOperand &operand : op->getOpOperands())
        operand.set(valueOf(operand.get()));
  }
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isa_and_present<q8::Q8Dialect>(op.getDialect()) && op.use_empty())
      op.erase();
  return !reduced.empty();
}

void RemoveDeadChannels::runOnOperation() {
  func::FuncOp function = getOperation();
  if (!function.getBody().hasOneBlock())
    return;
  // One pass over the function finds all but what a convolution of groups that
  // has one left makes possible.
  bool hasChanged = true;
  while (hasChanged) {
    ChannelRanges ranges(function);
    if (failed(verifyAccumulators(function, ranges)))
      return signalPassFailure();
    KeptChannels kept(function, ranges);
    hasChanged = ChannelRemover(function, ranges, kept).run();
  }
}
