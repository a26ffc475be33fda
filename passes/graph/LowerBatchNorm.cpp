// LowerBatchNorm.cpp: writes a batch norm that nothing can absorb as a
// depthwise convolution.

#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_LOWERBATCHNORM
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

struct LowerBatchNorm : graph::impl::LowerBatchNormBase<LowerBatchNorm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerToDepthwise>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
