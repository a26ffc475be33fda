// FoldPad.cpp: folds zero paddings of H and W into convolutions and average
// pools.

#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_FOLDPAD
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;

/// [top, left, bottom, right] of `pads` plus those of a zero pad of H and W,
/// or nothing if `pad` is another.
static std::optional<SmallVector<int64_t>> mergedPads(attend::PadOp pad,
                                                      ArrayRef<int64_t> pads) {
  ArrayRef<int64_t> low = pad.getLow(), high = pad.getHigh();
  if (low.size() != 4 || pad.getMode() != attend::PadMode::Constant ||
      !pad.getValue().isZero() || low[0] + high[0] + low[3] + high[3] != 0)
    return std::nullopt;
  return SmallVector<int64_t>{pads[0] + low[1], pads[1] + low[2],
                              pads[2] + high[1], pads[3] + high[2]};
}

namespace {

// conv2d(pad(x)) -> conv2d(x) with larger pads
struct FoldIntoConv : OpRewritePattern<attend::Conv2dOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::Conv2dOp op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<attend::PadOp>();
    if (!pad)
      return rewriter.notifyMatchFailure(op, "input is no pad");
    auto pads = mergedPads(pad, op.getPads());
    if (!pads)
      return rewriter.notifyMatchFailure(op, "pad is not zero, or not of H, W");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().set(pad.getInput());
      op.setPads(*pads);
    });
    return success();
  }
};

// avg_pool2d(pad(x)) -> avg_pool2d(x) that counts its padding
struct FoldIntoAvgPool : OpRewritePattern<attend::AvgPool2dOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::AvgPool2dOp op,
                                PatternRewriter &rewriter) const override {
    auto pad = op.getInput().getDefiningOp<attend::PadOp>();
    if (!pad)
      return rewriter.notifyMatchFailure(op, "input is no pad");
    bool hasPads = llvm::any_of(op.getPads(), [](int64_t p) { return p != 0; });
    if (hasPads && !op.getCountIncludePad())
      return rewriter.notifyMatchFailure(op, "pool does not count its pads");
    auto pads = mergedPads(pad, op.getPads());
    if (!pads || (*pads)[0] >= op.getKernel()[0] ||
        (*pads)[2] >= op.getKernel()[0] || (*pads)[1] >= op.getKernel()[1] ||
        (*pads)[3] >= op.getKernel()[1])
      return rewriter.notifyMatchFailure(op, "pad is not zero, not of H, W, or "
                                             "as large as the kernel");
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputMutable().set(pad.getInput());
      op.setPads(*pads);
      op.setCountIncludePad(true);
    });
    return success();
  }
};

struct FoldPad : graph::impl::FoldPadBase<FoldPad> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldIntoConv, FoldIntoAvgPool>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
