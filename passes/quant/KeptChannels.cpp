// KeptChannels.cpp: the fixed point of what the ops need, from the function's
// results backwards, and of what they must have alike.

#include "passes/quant/KeptChannels.h"

#include "dialects/q8/Weights.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

static bool isConstantOp(Value value) {
  return value.getDefiningOp<q8::ConstantOp>() != nullptr;
}

KeptChannels::KeptChannels(func::FuncOp function, const ChannelRanges &ranges)
    : ranges(ranges) {
  for (Operation &op : function.front()) {
    worklist.insert(&op);
    if (!isa_and_present<q8::Q8Dialect>(op.getDialect()) ||
        isa<q8::ConstantOp>(op))
      continue;
    Value result = op.getResult(0);
    if (cast<ShapedType>(result.getType()).getRank() > 0 &&
        channelsOf(result) <= kMostChannels)
      kept[result].resize(channelsOf(result));
  }
  while (!worklist.empty())
    visit(worklist.pop_back_val());
}

bool KeptChannels::isKept(Value value, int64_t channel) const {
  auto known = kept.find(value);
  return known == kept.end() || known->second.test(channel);
}

bool KeptChannels::keepsAll(Value value) const {
  auto known = kept.find(value);
  return known == kept.end() || known->second.all();
}

bool KeptChannels::keepsNone(Value value) const {
  auto known = kept.find(value);
  return known != kept.end() && known->second.none();
}

SmallVector<int64_t> KeptChannels::channels(Value value) const {
  SmallVector<int64_t> result;
  for (int64_t c = 0; c < channelsOf(value); ++c)
    if (isKept(value, c))
      result.push_back(c);
  return result;
}

bool KeptChannels::isConstant(Value value) const {
  auto known = kept.find(value);
  if (known == kept.end() || known->second.none())
    return false;
  auto resize = value.getDefiningOp<q8::ResizeNearestOp>();
  if (resize && isConstantOp(resize.getInput()))
    return false;
  return llvm::all_of(known->second.set_bits(), [&](unsigned channel) {
    return ranges.of(value, channel).isConstant();
  });
}

void KeptChannels::keep(Value value, int64_t channel) {
  auto known = kept.find(value);
  if (known == kept.end() || known->second.test(channel))
    return;
  known->second.set(channel);
  worklist.insert(value.getDefiningOp());
  for (Operation *user : value.getUsers()) {
    // What they need depends on their results alone.
    auto conv = dyn_cast<q8::Conv2dOp>(user);
    if (!(conv && conv.getGroups() == 1) && !isa<q8::FullyConnectedOp>(user))
      worklist.insert(user);
  }
}

void KeptChannels::keepAll(Value value) {
  auto known = kept.find(value);
  if (known == kept.end())
    return;
  for (int64_t c = 0, end = known->second.size(); c < end; ++c)
    keep(value, c);
}

void KeptChannels::keepOperandsAndResults(Operation *op) {
  for (Value operand : op->getOperands())
    keepAll(operand);
  for (Value result : op->getResults())
    keepAll(result);
}

// Channel c of `b` and channel channelOfA(c) of `a` are kept together. There is
// no such channel if that is negative. A constant is cut to what its user
// keeps.
void KeptChannels::tie(Value a, Value b,
                       llvm::function_ref<int64_t(int64_t)> channelOfA) {
  if (isConstantOp(a) || isConstantOp(b))
    return;
  for (int64_t c = 0; c < channelsOf(b); ++c) {
    int64_t other = channelOfA(c);
    if (other < 0)
      continue;
    if (isKept(b, c))
      keep(a, other);
    else if (isKept(a, other))
      keep(b, c);
  }
}

template <typename OpT>
void KeptChannels::visitWeighted(OpT op, bool readsPadding) {
  Value input = op.getInput();
  std::vector<int32_t> weights = q8::centredWeights(
      q8::constantBehind(op.getWeight()), op.getWeightZeroPoints());
  int64_t depth = channelsOf(input), outputs = channelsOf(op.getResult());
  int64_t perChannel = weights.size() / outputs;
  llvm::BitVector needed(depth);
  for (int64_t oc = 0; oc < outputs; ++oc) {
    if (!isKept(op.getResult(), oc) ||
        ranges.of(op.getResult(), oc).isConstant())
      continue;
    for (int64_t i = 0; i < perChannel; ++i)
      if (weights[oc * perChannel + i] != 0)
        needed.set(i % depth);
  }
  for (int64_t ic : needed.set_bits()) {
    Interval stored = ranges.of(input, ic);
    bool foldsIntoBias =
        stored.isConstant() &&
        (!readsPadding || stored.low == int32_t(op.getInputZeroPoint()));
    if (!foldsIntoBias)
      keep(input, ic);
  }
}

void KeptChannels::visitGroups(q8::Conv2dOp op) {
  int64_t groups = op.getGroups();
  int64_t inputs = channelsOf(op.getInput()) / groups,
          outputs = channelsOf(op.getResult()) / groups;
  for (int64_t group = 0; group < groups; ++group) {
    auto isUsed = [&](Value value, int64_t count) {
      return llvm::any_of(llvm::seq(group * count, (group + 1) * count),
                          [&](int64_t c) { return isKept(value, c); });
    };
    if (!isUsed(op.getInput(), inputs) && !isUsed(op.getResult(), outputs))
      continue;
    for (int64_t i = 0; i < inputs; ++i)
      keep(op.getInput(), group * inputs + i);
    for (int64_t i = 0; i < outputs; ++i)
      keep(op.getResult(), group * outputs + i);
  }
}

// Ops that move integers between channels.
void KeptChannels::visitCopy(Operation *op) {
  Value input = op->getOperand(0), result = op->getResult(0);
  if (isConstantOp(input))
    return keepOperandsAndResults(op);
  int64_t from = channelsOf(input), to = channelsOf(result);
  TypeSwitch<Operation *>(op)
      .Case([&](q8::PadOp pad) {
        int64_t low = pad.getLow().back();
        tie(input, result, [&](int64_t c) {
          return c < low || c >= low + from ? -1 : c - low;
        });
      })
      .Case([&](q8::SliceOp slice) {
        if (slice.getSteps().back() != 1)
          return keepOperandsAndResults(op);
        int64_t start = slice.getStarts().back();
        tie(input, result, [&](int64_t c) { return start + c; });
      })
      .Case([&](q8::TransposeOp transpose) {
        ArrayRef<int64_t> order = transpose.getPermutation();
        if (order.back() == int64_t(order.size()) - 1)
          return tie(input, result);
        keepOperandsAndResults(op);
      })
      .Case([&](q8::ReshapeOp) {
        if (to % from == 0)
          return tie(input, result, [&](int64_t c) { return c % from; });
        if (from % to == 0)
          return tie(result, input, [&](int64_t c) { return c % to; });
        keepOperandsAndResults(op);
      })
      .Default([&](Operation *) { keepOperandsAndResults(op); });
}

static bool hasConstantWeights(Operation *op) {
  return llvm::all_of(op->getOpOperands(), [&](OpOperand &operand) {
    return !q8::isParameter(op, operand.getOperandNumber()) ||
           q8::constantBehind(operand.get());
  });
}

void KeptChannels::visit(Operation *op) {
  if (isa<q8::ConstantOp>(op))
    return;
  if (!isa_and_present<q8::Q8Dialect>(op->getDialect()) ||
      !kept.contains(op->getResult(0)) || !hasConstantWeights(op))
    return keepOperandsAndResults(op);
  Value result = op->getResult(0);
  if (keepsNone(result) || isConstant(result))
    return;
  // What a constant channel of 16 bits adds to a sum may not fit in its bias.
  if (isa<q8::Conv2dOp, q8::FullyConnectedOp>(op) && q8::mayNeedInt64(op))
    return keepOperandsAndResults(op);
  auto paired = [&](auto pair) {
    for (Value operand : {pair.getLhs(), pair.getRhs()}) {
      if (channelsOf(operand) == channelsOf(result))
        tie(operand, result);
      else
        keep(operand, 0);
    }
  };
  TypeSwitch<Operation *>(op)
      .Case([&](q8::Conv2dOp conv) {
        if (conv.getGroups() > 1)
          return visitGroups(conv);
        auto isOutside = [](bool outside) { return outside; };
        visitWeighted(conv,
                      llvm::any_of(positionsOutside(conv, 0), isOutside) ||
                          llvm::any_of(positionsOutside(conv, 1), isOutside));
      })
      .Case([&](q8::FullyConnectedOp product) {
        visitWeighted(product, /*readsPadding=*/false);
      })
      .Case<q8::AddOp, q8::AddOrtX64Op, q8::MulOp>(paired)
      .Case<q8::MaxPool2dOp, q8::AvgPool2dOp, q8::ResizeNearestOp, q8::TableOp>(
          [&](auto) { tie(op->getOperand(0), result); })
      .Case([&](q8::ConcatOp concat) {
        int64_t start = 0;
        bool isAlongChannels =
            int64_t(concat.getAxis()) == concat.getType().getRank() - 1;
        for (Value operand : concat.getInputs()) {
          tie(result, operand, [&](int64_t c) { return start + c; });
          start += isAlongChannels ? channelsOf(operand) : 0;
        }
      })
      .Default([&](Operation *) { visitCopy(op); });
}
