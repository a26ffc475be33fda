// DropIdleClamps.cpp: attend-drop-idle-clamps removes bounds and tables that
// change no integer which can occur, and makes tables that clamp into bounds.

#include "passes/quant/ChannelRanges.h"
#include "passes/quant/Passes.h"

#include "dialects/q8/Weights.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

namespace attendc::quant {
#define GEN_PASS_DEF_DROPIDLECLAMPS
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

static bool hasClamp(Operation *op) {
  return isa_and_present<q8::Conv2dOp, q8::FullyConnectedOp, q8::AvgPool2dOp,
                         q8::AddOp, q8::AddOrtX64Op, q8::MulOp, q8::SoftmaxOp>(
      op);
}

// The bounds `low` and `high` of an op that has them.
static int64_t boundOf(Operation *op, StringRef name) {
  return op->getAttrOfType<IntegerAttr>(name).getValue().getSExtValue();
}

static void setBound(Operation *op, StringRef name, int64_t bound) {
  op->setAttr(name,
              IntegerAttr::get(IntegerType::get(op->getContext(), 32), bound));
}

/// The bounds of `op` such that table[x] is x moved between them, for every x
/// that can occur; none if it does anything else.
static std::optional<Interval> clampOf(q8::TableOp op,
                                       const ChannelRanges &ranges) {
  DenseElementsAttr constant = q8::constantBehind(op.getTable());
  Value input = op.getInput();
  // A model's input stays apart from its outputs.
  bool isPort = isa<BlockArgument>(input) &&
                llvm::any_of(op->getUsers(), [](Operation *user) {
                  return isa<func::ReturnOp>(user);
                });
  int64_t channels = channelsOf(input);
  if (!constant || input.getType() != op.getType() || isPort ||
      channels > kMostChannels)
    return std::nullopt;
  std::vector<int32_t> table = q8::integersOf(constant);
  int64_t rows = table.size() / 256;
  auto forEachEntry = [&](llvm::function_ref<void(int64_t, int64_t)> visit) {
    for (int64_t c = 0; c < channels; ++c) {
      Interval occurring = ranges.of(input, c);
      for (int64_t x = occurring.low; x <= occurring.high; ++x)
        visit(x, table[c % rows * 256 + uint8_t(x)]);
    }
  };
  std::optional<Interval> bounds;
  forEachEntry([&](int64_t, int64_t y) {
    bounds = bounds ? bounds->with({y, y}) : Interval{y, y};
  });
  forEachEntry([&](int64_t x, int64_t y) {
    if (bounds && y != std::clamp(x, bounds->low, bounds->high))
      bounds = std::nullopt;
  });
  return bounds;
}

/// Replaces a table by what it reads, whose op takes over its bounds.
static bool foldTable(q8::TableOp op, const ChannelRanges &ranges) {
  std::optional<Interval> bounds = clampOf(op, ranges);
  if (!bounds)
    return false;
  Value input = op.getInput();
  Interval occurring = ranges.of(input, 0);
  for (int64_t c = 1; c < channelsOf(input); ++c)
    occurring = occurring.with(ranges.of(input, c));
  bool isIdle = occurring.low >= bounds->low && occurring.high <= bounds->high;
  Operation *producer = input.getDefiningOp();
  if (!isIdle) {
    if (!hasClamp(producer) || !input.hasOneUse())
      return false;
    for (StringRef name : {"low", "high"})
      setBound(producer, name,
               std::clamp(boundOf(producer, name), bounds->low, bounds->high));
  }
  op.replaceAllUsesWith(input);
  op.erase();
  return true;
}

/// Moves bounds that are never reached to the ends of the element type.
static bool widenBounds(Operation *op, const ChannelRanges &ranges) {
  std::optional<Interval> results = ranges.unclamped(op);
  if (!results)
    return false;
  auto [least, most] =
      q8::integerRange(getElementTypeOrSelf(op->getResult(0).getType()));
  int64_t low = boundOf(op, "low"), high = boundOf(op, "high");
  bool isLowIdle = low != least && results->low >= low;
  bool isHighIdle = high != most && results->high <= high;
  if (isLowIdle)
    setBound(op, "low", least);
  if (isHighIdle)
    setBound(op, "high", most);
  return isLowIdle || isHighIdle;
}

namespace {
struct DropIdleClamps : quant::impl::DropIdleClampsBase<DropIdleClamps> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!function.getBody().hasOneBlock())
      return;
    // Bounds that have changed say more of what follows.
    bool hasChanged = true;
    while (hasChanged) {
      hasChanged = false;
      ChannelRanges ranges(function);
      for (Operation &op : llvm::make_early_inc_range(function.front())) {
        if (auto table = dyn_cast<q8::TableOp>(op))
          hasChanged |= foldTable(table, ranges);
        else
          hasChanged |= widenBounds(&op, ranges);
      }
    }
    for (Operation &op :
         llvm::make_early_inc_range(llvm::reverse(function.front())))
      if (isa<q8::ConstantOp>(op) && op.use_empty())
        op.erase();
  }
};
} // namespace
