// FuseSilu.cpp: names the activations that are written as a product of a
// value and its own (hard) sigmoid.

#include "passes/graph/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

#include <cmath>

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_FUSESILU
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;

/// The activation that x * unary(x) is, if it is one.
static std::optional<attend::UnaryKind> selfProduct(attend::UnaryOp unary) {
  if (unary.getKind() == attend::UnaryKind::Sigmoid)
    return attend::UnaryKind::Silu;
  // HardSwish-14: alpha = 1/6 and beta = 1/2, as floats print it.
  if (unary.getKind() == attend::UnaryKind::HardSigmoid &&
      std::fabs(unary.getAlpha().convertToFloat() - 1.0f / 6.0f) < 1e-6f &&
      unary.getBeta().convertToFloat() == 0.5f)
    return attend::UnaryKind::HardSwish;
  return std::nullopt;
}

namespace {

// mul(v, sigmoid(v)) -> silu(v)
struct FuseProduct : OpRewritePattern<attend::MulOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::MulOp op,
                                PatternRewriter &rewriter) const override {
    for (auto [value, other] :
         {std::pair(op.getLhs(), op.getRhs()), {op.getRhs(), op.getLhs()}}) {
      auto unary = other.getDefiningOp<attend::UnaryOp>();
      if (!unary || unary.getInput() != value)
        continue;
      if (std::optional<attend::UnaryKind> kind = selfProduct(unary)) {
        llvm::APFloat zero(0.0f);
        rewriter.replaceOpWithNewOp<attend::UnaryOp>(op, op.getType(), *kind,
                                                     value, zero, zero);
        return success();
      }
    }
    return rewriter.notifyMatchFailure(op, "no product with an own sigmoid");
  }
};

struct FuseSilu : graph::impl::FuseSiluBase<FuseSilu> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseProduct>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
