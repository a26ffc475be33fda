// FoldTranspose.cpp: removes pairs of transpositions around ops that can work
// on another dimension instead.

#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_FOLDTRANSPOSE
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;

namespace {

// transpose(transpose(x, p), q) -> transpose(x, p . q)
struct ComposeTransposes : OpRewritePattern<attend::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::TransposeOp op,
                                PatternRewriter &rewriter) const override {
    auto first = op.getInput().getDefiningOp<attend::TransposeOp>();
    if (!first)
      return rewriter.notifyMatchFailure(op, "operand is no transpose");
    SmallVector<int64_t> composed;
    for (int64_t source : op.getPermutation())
      composed.push_back(first.getPermutation()[source]);
    rewriter.replaceOpWithNewOp<attend::TransposeOp>(
        op, op.getType(), first.getInput(), composed);
    return success();
  }
};

// softmax(transpose(x, p), axis) -> transpose(softmax(x, p[axis]), p)
struct SinkBelowSoftmax : OpRewritePattern<attend::SoftmaxOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::SoftmaxOp op,
                                PatternRewriter &rewriter) const override {
    auto transpose = op.getInput().getDefiningOp<attend::TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "operand is no transpose");
    Value softmax = attend::SoftmaxOp::create(
        rewriter, op.getLoc(), transpose.getInput().getType(),
        transpose.getInput(), transpose.getPermutation()[op.getAxis()],
        op.getLog());
    rewriter.replaceOpWithNewOp<attend::TransposeOp>(
        op, op.getType(), softmax, transpose.getPermutation());
    return success();
  }
};

struct FoldTranspose : graph::impl::FoldTransposeBase<FoldTranspose> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<ComposeTransposes, SinkBelowSoftmax>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
