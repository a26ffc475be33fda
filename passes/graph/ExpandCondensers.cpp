// ExpandCondensers.cpp: writes each condenser as the ops of its region and
// those of F.

#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_EXPANDCONDENSERS
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;
using namespace attendc::graph;

namespace {

// condenser form(v) { region } -> region, F
struct Expand : OpRewritePattern<attend::CondenserOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::CondenserOp op,
                                PatternRewriter &rewriter) const override {
    IRMapping mapping;
    Block &block = op.getBody().front();
    mapping.map(block.getArgument(0), op.getV());
    for (Operation &inner : block.without_terminator())
      rewriter.clone(inner, mapping);
    auto yield = cast<attend::YieldOp>(block.getTerminator());
    SmallVector<Value> yielded;
    for (Value value : yield.getValues())
      yielded.push_back(mapping.lookupOrDefault(value));

    Type type = op.getType();
    switch (op.getForm()) {
    case attend::CondenserForm::Additive: {
      Value scaled = op.getV();
      ArrayRef<float> scale = *op.getVScale();
      if (llvm::any_of(scale, [](float s) { return s != 1.0f; }))
        scaled = makeChannelAffine(
            rewriter, NameLoc::get(rewriter.getStringAttr(nameOf(op) + "/S")),
            scaled, {Floats(scale), Floats(scale.size(), 0.0f)});
      rewriter.replaceOpWithNewOp<attend::AddOp>(op, type, scaled, yielded[0]);
      break;
    }
    case attend::CondenserForm::Gated:
      rewriter.replaceOpWithNewOp<attend::MulOp>(op, type, op.getV(),
                                                 yielded[0]);
      break;
    case attend::CondenserForm::DoubleCondensing: {
      Value softmax = attend::SoftmaxOp::create(
          rewriter,
          NameLoc::get(rewriter.getStringAttr(nameOf(op) + "/softmax")), type,
          yielded[0], 3);
      rewriter.replaceOpWithNewOp<attend::MulOp>(op, type, softmax, yielded[1]);
      break;
    }
    }
    return success();
  }

  static std::string nameOf(attend::CondenserOp op) {
    auto name = dyn_cast<NameLoc>(op.getLoc());
    return name ? name.getName().str() : "condenser";
  }
};

struct ExpandCondensers : graph::impl::ExpandCondensersBase<ExpandCondensers> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<Expand>(&getContext());
    walkAndApplyPatterns(getOperation(), std::move(patterns));
  }
};

} // namespace
