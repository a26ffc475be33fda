// ChannelRanges.cpp: intervals through each q8 op. Requantization, tables
// apart, is monotone in the sum, sums are linear in every input, and products
// take their extremes at corners, so that ends of intervals give ends.

#include "passes/quant/ChannelRanges.h"

#include "dialects/q8/FixedPoint.h"
#include "dialects/q8/Weights.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <map>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

int64_t quant::channelsOf(Value value) {
  auto type = cast<ShapedType>(value.getType());
  return type.getRank() == 0 ? 1 : type.getShape().back();
}

SmallVector<bool> quant::positionsOutside(q8::Conv2dOp op, unsigned dimension) {
  auto sizeOf = [&](Value value) {
    return cast<ShapedType>(value.getType()).getDimSize(1 + dimension);
  };
  int64_t last = (sizeOf(op.getResult()) - 1) * op.getStrides()[dimension];
  SmallVector<bool> outside;
  for (int64_t k = 0; k < sizeOf(op.getWeight()); ++k) {
    int64_t first = k * op.getDilations()[dimension] - op.getPads()[dimension];
    outside.push_back(first < 0 || first + last >= sizeOf(op.getInput()));
  }
  return outside;
}

int32_t quant::evaluatePair(Operation *op, int32_t lhs, int32_t rhs) {
  return TypeSwitch<Operation *, int32_t>(op)
      .Case([&](q8::AddOp add) {
        return q8::addIntegers(lhs - int32_t(add.getLhsZeroPoint()),
                               rhs - int32_t(add.getRhsZeroPoint()),
                               {int32_t(add.getLhsMultiplier()),
                                int32_t(add.getRhsMultiplier()),
                                int32_t(add.getShift())},
                               add.getOutputZeroPoint(), INT32_MIN, INT32_MAX);
      })
      .Case([&](q8::AddOrtX64Op add) {
        return q8::addIntegersOrtX64(lhs, rhs,
                                     {add.getLhsRatio().convertToFloat(),
                                      add.getRhsRatio().convertToFloat(),
                                      add.getFix().convertToFloat()},
                                     INT32_MIN, INT32_MAX);
      })
      .Case([&](q8::MulOp mul) {
        return q8::mulIntegers(lhs - int32_t(mul.getLhsZeroPoint()),
                               rhs - int32_t(mul.getRhsZeroPoint()),
                               mul.getRatio().convertToFloat(),
                               mul.getOutputZeroPoint(), INT32_MIN, INT32_MAX);
      });
}

static Interval typeRange(Value value) {
  auto [least, most] = q8::integerRange(getElementTypeOrSelf(value.getType()));
  return {least, most};
}

static bool isActivation(Value value) {
  return isa<RankedTensorType>(value.getType()) &&
         q8::isActivation(getElementTypeOrSelf(value.getType()));
}

static SmallVector<Interval> constantChannels(DenseElementsAttr values,
                                              int64_t channels) {
  std::vector<int32_t> integers = q8::integersOf(values);
  SmallVector<Interval> result;
  for (auto [index, integer] : llvm::enumerate(integers)) {
    Interval one{integer, integer};
    if (int64_t(index) < channels)
      result.push_back(one);
    else
      result[index % channels] = result[index % channels].with(one);
  }
  return result;
}

ChannelRanges::ChannelRanges(func::FuncOp function) {
  for (Operation &op : function.front()) {
    if (op.getNumResults() != 1 || !isActivation(op.getResult(0)))
      continue;
    Value result = op.getResult(0);
    int64_t channels = channelsOf(result);
    if (isa<q8::ConstantOp>(op)) {
      bool isRead = llvm::any_of(result.getUses(), [](OpOperand &use) {
        return !q8::isParameter(use.getOwner(), use.getOperandNumber());
      });
      DenseElementsAttr values = q8::constantBehind(result);
      if (isRead && values && channels <= kMostChannels)
        ranges[result] = constantChannels(values, channels);
      continue;
    }
    if (!isa_and_present<q8::Q8Dialect>(op.getDialect()))
      continue;
    Channels found = compute(&op);
    if (found.empty())
      continue;
    if (channels > kMostChannels && found.size() > 1) {
      for (Interval other : found)
        found.front() = found.front().with(other);
      found.resize(1);
    }
    ranges[result] = std::move(found);
  }
}

Interval ChannelRanges::of(Value value, int64_t channel) const {
  auto known = ranges.find(value);
  if (known == ranges.end())
    return typeRange(value);
  return known->second[known->second.size() == 1 ? 0 : channel];
}

Interval ChannelRanges::hullOf(Value value) const {
  auto known = ranges.find(value);
  if (known == ranges.end())
    return typeRange(value);
  Interval hull = known->second.front();
  for (Interval other : known->second)
    hull = hull.with(other);
  return hull;
}

ArrayRef<Accumulator> ChannelRanges::accumulators(Operation *op) const {
  auto known = sums.find(op);
  return known == sums.end() ? ArrayRef<Accumulator>() : known->second;
}

std::optional<Interval> ChannelRanges::unclamped(Operation *op) const {
  auto known = wideResults.find(op);
  return known == wideResults.end() ? std::nullopt
                                    : std::optional<Interval>(known->second);
}

// Saturation is part of the clamp: low and high lie inside the type.
ChannelRanges::Channels ChannelRanges::clamped(Operation *op, Channels wide,
                                               int32_t low, int32_t high) {
  Interval hull = wide.front();
  for (Interval &channel : wide) {
    hull = hull.with(channel);
    channel = {q8::clampTo(channel.low, low, high),
               q8::clampTo(channel.high, low, high)};
  }
  wideResults[op] = hull;
  return wide;
}

static Interval requantized(Interval sum, float multiplier, int32_t zeroPoint) {
  auto at = [&](int64_t acc) {
    return q8::requantize(acc, multiplier, zeroPoint, INT32_MIN, INT32_MAX);
  };
  return {at(sum.low), at(sum.high)};
}

// acc[oc] = bias[oc] + sum over taps and ic of (x[ic] - zx) * w[oc, tap, ic];
// a tap that `outside` marks contributes 0 for some outputs.
template <typename OpT>
ChannelRanges::Channels ChannelRanges::weighted(OpT op, int64_t groups,
                                                ArrayRef<bool> outside) {
  DenseElementsAttr weights = q8::constantBehind(op.getWeight()),
                    biases = q8::constantBehind(op.getBias());
  if (!weights || !biases)
    return {};
  std::vector<int32_t> w =
      q8::centredWeights(weights, op.getWeightZeroPoints());
  std::vector<int32_t> bias = q8::integersOf(biases);
  int64_t depth = channelsOf(op.getWeight()), perGroup = bias.size() / groups;
  int32_t inputZeroPoint = op.getInputZeroPoint();
  SmallVector<Interval> inputs;
  for (int64_t c = 0; c < channelsOf(op.getInput()); ++c) {
    Interval stored = of(op.getInput(), c);
    inputs.push_back(
        {stored.low - inputZeroPoint, stored.high - inputZeroPoint});
  }
  Channels wide;
  size_t at = 0;
  for (auto [oc, start] : llvm::enumerate(bias)) {
    Accumulator acc{{start, start}, {start, start}};
    const Interval *group = &inputs[oc / perGroup * depth];
    for (bool canMiss : outside)
      for (int64_t ic = 0; ic < depth; ++ic, ++at) {
        int64_t low = w[at] * (w[at] < 0 ? group[ic].high : group[ic].low);
        int64_t high = w[at] * (w[at] < 0 ? group[ic].low : group[ic].high);
        int64_t below = std::min<int64_t>(low, 0),
                above = std::max<int64_t>(high, 0);
        acc.sum.low += canMiss ? below : low;
        acc.sum.high += canMiss ? above : high;
        acc.partial.low += below;
        acc.partial.high += above;
      }
    sums[op].push_back(acc);
    wide.push_back(
        requantized(acc.sum, op.getMultipliers()[oc], op.getOutputZeroPoint()));
  }
  return clamped(op, std::move(wide), op.getLow(), op.getHigh());
}

// acc = sum of n integers less the zero point, n being the window's positions
// inside the input: from 1 on where it can reach beyond.
ChannelRanges::Channels ChannelRanges::pooled(q8::AvgPool2dOp op) {
  auto shape = cast<ShapedType>(op.getInput().getType()).getShape();
  int64_t most = std::min(op.getKernel()[0], shape[1]) *
                 std::min(op.getKernel()[1], shape[2]);
  bool hasPads = llvm::any_of(op.getPads(), [](int64_t pad) { return pad; });
  ArrayRef<float> multipliers = op.getMultipliers();
  int64_t zeroPoint = int32_t(op.getInputZeroPoint());
  auto resultsOf = [&](Interval stored, Accumulator &acc) {
    auto sumOf = [&](int64_t n) {
      return Interval{n * (stored.low - zeroPoint),
                      n * (stored.high - zeroPoint)};
    };
    auto resultOf = [&](int64_t n) {
      return requantized(sumOf(n),
                         multipliers[multipliers.size() == 1 ? 0 : n - 1],
                         op.getOutputZeroPoint());
    };
    acc.sum = sumOf(most);
    Interval result = resultOf(most);
    if (hasPads) {
      acc.sum = acc.sum.with(sumOf(1));
      // With one multiplier for all n, the ends are those of 1 and the most.
      for (int64_t n = 1; n < most; n += multipliers.size() == 1 ? most : 1)
        result = result.with(resultOf(n));
    }
    acc.partial = acc.sum.with({0, 0});
    return result;
  };
  // Channels of one interval are computed once.
  std::map<std::pair<int64_t, int64_t>, std::pair<Interval, Accumulator>> known;
  Channels wide;
  for (int64_t c = 0; c < channelsOf(op.getInput()); ++c) {
    Interval stored = of(op.getInput(), c);
    auto [entry, isNew] = known.insert({{stored.low, stored.high}, {}});
    auto &[result, acc] = entry->second;
    if (isNew)
      result = resultsOf(stored, acc);
    sums[op].push_back(acc);
    wide.push_back(result);
  }
  return clamped(op, std::move(wide), op.getLow(), op.getHigh());
}

ChannelRanges::Channels ChannelRanges::looked(q8::TableOp op) {
  DenseElementsAttr values = q8::constantBehind(op.getTable());
  if (!values)
    return {};
  std::vector<int32_t> table = q8::integersOf(values);
  size_t rows = table.size() / 256;
  Channels result;
  for (int64_t c = 0; c < channelsOf(op.getInput()); ++c) {
    Interval from = of(op.getInput(), c);
    const int32_t *row = &table[c % rows * 256];
    Interval to{row[uint8_t(from.low)], row[uint8_t(from.low)]};
    for (int64_t x = from.low; x <= from.high; ++x)
      to = to.with({row[uint8_t(x)], row[uint8_t(x)]});
    result.push_back(to);
  }
  return result;
}

// Ops that copy integers. Where channels are mixed, all get the hull.
ChannelRanges::Channels ChannelRanges::moved(Operation *op) {
  Value input = op->getOperand(0);
  int64_t channels = channelsOf(op->getResult(0)), last = channelsOf(input);
  auto each = [&](llvm::function_ref<Interval(int64_t)> of) {
    Channels result;
    for (int64_t c = 0; c < channels; ++c)
      result.push_back(of(c));
    return result;
  };
  return TypeSwitch<Operation *, Channels>(op)
      .Case<q8::MaxPool2dOp, q8::ResizeNearestOp>(
          [&](auto) { return each([&](int64_t c) { return of(input, c); }); })
      .Case([&](q8::PadOp pad) {
        ArrayRef<int64_t> low = pad.getLow(), high = pad.getHigh();
        int64_t value = int32_t(pad.getValue());
        if (low.empty())
          return each([&](int64_t c) { return of(input, c); });
        bool isWide =
            llvm::any_of(low.drop_back(), [](int64_t n) { return n; }) ||
            llvm::any_of(high.drop_back(), [](int64_t n) { return n; });
        return each([&](int64_t c) {
          int64_t from = c - low.back();
          if (from < 0 || from >= last)
            return Interval{value, value};
          return isWide ? of(input, from).with({value, value})
                        : of(input, from);
        });
      })
      .Case([&](q8::ConcatOp concat) {
        bool isAlongChannels =
            int64_t(concat.getAxis()) == concat.getType().getRank() - 1;
        Channels result;
        for (Value operand : concat.getInputs())
          for (int64_t c = 0; c < channelsOf(operand); ++c) {
            Interval found = of(operand, c);
            if (isAlongChannels || operand == concat.getInputs().front())
              result.push_back(found);
            else
              result[c] = result[c].with(found);
          }
        result.resize(channels,
                      result.front()); // the first operand is twice in
        return result;
      })
      .Case([&](q8::SliceOp slice) {
        if (slice.getStarts().empty())
          return each([&](int64_t c) { return of(input, c); });
        int64_t start = slice.getStarts().back(),
                step = slice.getSteps().back();
        return each([&](int64_t c) { return of(input, start + c * step); });
      })
      .Case([&](q8::TransposeOp transpose) {
        ArrayRef<int64_t> order = transpose.getPermutation();
        if (order.empty() || order.back() == int64_t(order.size()) - 1)
          return each([&](int64_t c) { return of(input, c); });
        return Channels{hullOf(input)};
      })
      .Case([&](q8::ReshapeOp) {
        // The flat index says the channel: modulo a divisor of both lengths.
        if (channels % last == 0)
          return each([&](int64_t c) { return of(input, c % last); });
        if (last % channels != 0)
          return Channels{hullOf(input)};
        Channels result = each([&](int64_t c) { return of(input, c); });
        for (int64_t c = channels; c < last; ++c)
          result[c % channels] = result[c % channels].with(of(input, c));
        return result;
      })
      .Default([](Operation *) { return Channels(); });
}

ChannelRanges::Channels ChannelRanges::compute(Operation *op) {
  if (auto product = dyn_cast<q8::FullyConnectedOp>(op))
    return weighted(product, 1, {false});
  if (auto conv = dyn_cast<q8::Conv2dOp>(op)) {
    SmallVector<bool> outside, columns = positionsOutside(conv, 1);
    for (bool row : positionsOutside(conv, 0))
      for (bool column : columns)
        outside.push_back(row || column);
    return weighted(conv, conv.getGroups(), outside);
  }
  // What follows has no more to say of a long row than its type does.
  for (Value value : {op->getOperand(0), Value(op->getResult(0))})
    if (channelsOf(value) > kMostChannels)
      return {};
  auto paired = [&](auto pair) {
    Channels wide;
    for (int64_t c = 0; c < channelsOf(pair.getResult()); ++c) {
      Interval lhs = of(pair.getLhs(), channelsOf(pair.getLhs()) == 1 ? 0 : c);
      Interval rhs = of(pair.getRhs(), channelsOf(pair.getRhs()) == 1 ? 0 : c);
      int64_t corner = evaluatePair(op, lhs.low, rhs.low);
      Interval result{corner, corner};
      for (auto [a, b] :
           {std::pair(lhs.low, rhs.high), std::pair(lhs.high, rhs.low),
            std::pair(lhs.high, rhs.high)}) {
        corner = evaluatePair(op, a, b);
        result = result.with({corner, corner});
      }
      wide.push_back(result);
    }
    return clamped(op, std::move(wide), pair.getLow(), pair.getHigh());
  };
  return TypeSwitch<Operation *, Channels>(op)
      .Case([&](q8::AvgPool2dOp pool) { return pooled(pool); })
      .Case([&](q8::TableOp table) { return looked(table); })
      .Case<q8::AddOp, q8::AddOrtX64Op, q8::MulOp>(paired)
      .Case([&](q8::SoftmaxOp softmax) {
        int32_t low = softmax.getLow(), high = softmax.getHigh();
        int32_t zeroPoint = softmax.getOutputZeroPoint();
        return Channels{{q8::clampTo(zeroPoint, low, high), high}};
      })
      .Default([&](Operation *) { return moved(op); });
}
