// FoldBatchNorm.cpp: folds a batch norm into the convolution before it.

#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;
using namespace attendc::graph;

namespace {

// batch_norm(conv(x, w, b)) -> conv(x, w * a, b * a + o)
struct FoldIntoProducer : OpRewritePattern<attend::BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::BatchNormOp op,
                                PatternRewriter &rewriter) const override {
    Operation *producer = op.getInput().getDefiningOp();
    if (!producer || !producer->hasOneUse())
      return rewriter.notifyMatchFailure(op, "input has another use");
    std::optional<ChannelAffine> affine = batchNormAffine(op);
    if (!affine)
      return rewriter.notifyMatchFailure(op, "statistics are not constant");
    if (failed(scaleOutputChannels(rewriter, producer, *affine)))
      return rewriter.notifyMatchFailure(op, "input is no convolution with "
                                             "constant weights");
    rewriter.replaceOp(op, op.getInput());
    return success();
  }
};

struct FoldBatchNorm : graph::impl::FoldBatchNormBase<FoldBatchNorm> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldIntoProducer>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
