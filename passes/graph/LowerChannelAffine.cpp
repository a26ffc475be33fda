// LowerChannelAffine.cpp: writes a scale and offset that nothing can absorb as
// a depthwise convolution.

#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_LOWERCHANNELAFFINE
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;
using namespace attendc::graph;

namespace {

// batch_norm(x) -> depthwise 1x1 conv(x)
struct LowerToDepthwise : OpRewritePattern<attend::BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    if (cast<RankedTensorType>(op.getType()).getRank() != 4)
      return rewriter.notifyMatchFailure(op, "input is not [N, H, W, C]");
    std::optional<ChannelAffine> affine = batchNormAffine(op);
    if (!affine)
      return rewriter.notifyMatchFailure(op, "statistics are not constant");
    rewriter.replaceOp(
        op, makeChannelAffine(rewriter, op.getLoc(), op.getInput(), *affine));
    return success();
  }
};

// unary scale(x) -> depthwise 1x1 conv(x)
struct LowerScale : OpRewritePattern<attend::UnaryOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::UnaryOp op,
                                PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    if (op.getKind() != attend::UnaryKind::Scale || type.getRank() != 4)
      return rewriter.notifyMatchFailure(op, "no scale of [N, H, W, C]");
    int64_t channels = type.getShape().back();
    ChannelAffine affine{Floats(channels, op.getAlpha().convertToFloat()),
                         Floats(channels, op.getBeta().convertToFloat())};
    rewriter.replaceOp(
        op, makeChannelAffine(rewriter, op.getLoc(), op.getInput(), affine));
    return success();
  }
};

struct LowerChannelAffine
    : graph::impl::LowerChannelAffineBase<LowerChannelAffine> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerToDepthwise, LowerScale>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
