// FuseScale.cpp: reads multiplications and additions with one float constant
// in a QDQ graph as `attend.unary scale`, which integers do by table.

#include "passes/quant/Passes.h"

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace attendc::quant {
#define GEN_PASS_DEF_FUSESCALE
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;

/// The number in a constant of one element, if `value` is one.
static std::optional<float> scalarOf(Value value) {
  auto constant = value.getDefiningOp<attend::ConstantOp>();
  auto elements = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                           : DenseElementsAttr();
  if (!elements || elements.getNumElements() != 1 ||
      !elements.getElementType().isF32())
    return std::nullopt;
  return elements.getSplatValue<float>();
}

/// Splits the operands of `op` into an activation of the result's type and a
/// number.
template <typename OpTy>
static std::optional<std::pair<Value, float>> splitScalar(OpTy op) {
  for (auto [value, other] : {std::pair(op.getLhs(), op.getRhs()),
                              std::pair(op.getRhs(), op.getLhs())})
    if (std::optional<float> number = scalarOf(other);
        number && !scalarOf(value) && value.getType() == op.getType())
      return std::pair<Value, float>(value, *number);
  return std::nullopt;
}

static UnaryOp createScale(PatternRewriter &rewriter, Location loc, Value input,
                           float alpha, float beta) {
  return UnaryOp::create(rewriter, loc, input.getType(), UnaryKind::Scale,
                         input, llvm::APFloat(alpha), llvm::APFloat(beta));
}

namespace {
/// mul(x, a) -> scale(x) {a, 0}
struct MulToScale : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MulOp op,
                                PatternRewriter &rewriter) const override {
    auto split = splitScalar(op);
    if (!split)
      return rewriter.notifyMatchFailure(op, "no operand is one constant");
    rewriter.replaceOp(op, createScale(rewriter, op.getLoc(), split->first,
                                       split->second, 0.0f));
    return success();
  }
};

/// add(scale(x) {a, 0}, b) -> scale(x) {a, b}; add(x, b) -> scale(x) {1, b}
struct AddToScale : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp op,
                                PatternRewriter &rewriter) const override {
    auto split = splitScalar(op);
    if (!split)
      return rewriter.notifyMatchFailure(op, "no operand is one constant");
    auto [input, beta] = *split;
    float alpha = 1.0f;
    auto scale = input.getDefiningOp<UnaryOp>();
    if (scale && scale.getKind() == UnaryKind::Scale &&
        scale.getBeta().isZero() && scale->hasOneUse()) {
      alpha = scale.getAlpha().convertToFloat();
      input = scale.getInput();
    }
    rewriter.replaceOp(op,
                       createScale(rewriter, op.getLoc(), input, alpha, beta));
    return success();
  }
};

struct FuseScale : quant::impl::FuseScaleBase<FuseScale> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    set.add<MulToScale, AddToScale>(context);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(
            getOperation(), patterns,
            GreedyRewriteConfig().setUseTopDownTraversal(true))))
      signalPassFailure();
  }

  FrozenRewritePatternSet patterns;
};
} // namespace
