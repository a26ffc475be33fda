// BoundRanges.cpp: attend-bound-ranges states what every sum can reach.

#include "passes/quant/AccumulatorBounds.h"
#include "passes/quant/Passes.h"

#include "dialects/q8/Weights.h"

#include <functional>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

namespace attendc::quant {
#define GEN_PASS_DEF_BOUNDRANGES
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

LogicalResult quant::verifyAccumulators(func::FuncOp function,
                                        const ChannelRanges &ranges) {
  for (Operation &op : function.front())
    for (auto [channel, acc] : llvm::enumerate(ranges.accumulators(&op))) {
      bool isBelow = acc.partial.low < INT32_MIN;
      if (!acc.fitsInt32() && !q8::mayNeedInt64(&op))
        return op.emitError("unsupported: ")
               << op.getName().stripDialect()
               << ": the accumulator of output channel " << channel
               << " can reach "
               << (isBelow ? acc.partial.low : acc.partial.high)
               << ", which overflows 32 bits";
    }
  return success();
}

void quant::dropAccumulatorBounds(Operation *op) {
  op->removeDiscardableAttr(kAccumulatorLow);
  op->removeDiscardableAttr(kAccumulatorHigh);
}

namespace {
struct BoundRanges : quant::impl::BoundRangesBase<BoundRanges> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!function.getBody().hasOneBlock())
      return;
    ChannelRanges ranges(function);
    if (failed(verifyAccumulators(function, ranges)))
      return signalPassFailure();
    Builder builder(&getContext());
    for (Operation &op : function.front()) {
      ArrayRef<Accumulator> accumulators = ranges.accumulators(&op);
      dropAccumulatorBounds(&op);
      if (accumulators.empty() ||
          !llvm::all_of(accumulators, std::mem_fn(&Accumulator::fitsInt32)))
        continue;
      SmallVector<int32_t> low, high;
      for (const Accumulator &acc : accumulators) {
        low.push_back(acc.sum.low);
        high.push_back(acc.sum.high);
      }
      op.setDiscardableAttr(kAccumulatorLow, builder.getDenseI32ArrayAttr(low));
      op.setDiscardableAttr(kAccumulatorHigh,
                            builder.getDenseI32ArrayAttr(high));
    }
  }
};
} // namespace
