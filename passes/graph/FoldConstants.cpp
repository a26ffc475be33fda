// FoldConstants.cpp: evaluates elementwise and movement ops on constants.

#include "passes/graph/Constants.h"
#include "passes/graph/Passes.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <cmath>

using namespace mlir;

namespace attendc::graph {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "passes/graph/Passes.h.inc"
} // namespace attendc::graph

using namespace attendc;
using namespace attendc::graph;

/// Larger constants are not made (elements).
static constexpr int64_t maxElements = int64_t(1) << 24;

/// Row-major strides of `shape`, 0 along its dimensions of length 1.
static SmallVector<int64_t> broadcastStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 0);
  int64_t stride = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    strides[i] = shape[i] == 1 ? 0 : stride;
    stride *= shape[i];
  }
  return strides;
}

/// Calls `visit(position, offset of each strided operand)` for each element
/// of `shape` in row-major order.
template <size_t N, typename Visit>
static void forEachElement(ArrayRef<int64_t> shape,
                           std::array<SmallVector<int64_t>, N> strides,
                           Visit visit) {
  int64_t count = 1;
  for (int64_t dim : shape)
    count *= dim;
  for (int64_t position = 0; position < count; ++position) {
    std::array<int64_t, N> offsets{};
    int64_t rest = position;
    for (size_t i = shape.size(); i-- > 0; rest /= shape[i])
      for (size_t operand = 0; operand < N; ++operand)
        offsets[operand] += rest % shape[i] * strides[operand][i];
    visit(position, offsets);
  }
}

/// Replaces `op` by a constant, keeping its location.
static LogicalResult replaceByConstant(PatternRewriter &rewriter, Operation *op,
                                       ArrayRef<float> values) {
  auto type = cast<ShapedType>(op->getResult(0).getType());
  rewriter.replaceOpWithNewOp<attend::ConstantOp>(
      op, op->getResult(0).getType(), DenseElementsAttr::get(type, values));
  return success();
}

namespace {

// op(constant, constant) -> constant
template <typename BinaryOp, typename Function>
struct FoldBinary : OpRewritePattern<BinaryOp> {
  using OpRewritePattern<BinaryOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(BinaryOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Floats> lhs = constantFloats(op.getLhs());
    std::optional<Floats> rhs = constantFloats(op.getRhs());
    auto type = cast<RankedTensorType>(op.getType());
    if (!lhs || !rhs || type.getNumElements() > maxElements)
      return rewriter.notifyMatchFailure(op, "operands are not constant");
    Floats values(type.getNumElements());
    auto shapeOf = [](Value value) {
      return cast<RankedTensorType>(value.getType()).getShape();
    };
    forEachElement<2>(type.getShape(),
                      {broadcastStrides(shapeOf(op.getLhs())),
                       broadcastStrides(shapeOf(op.getRhs()))},
                      [&](int64_t position, std::array<int64_t, 2> offsets) {
                        values[position] =
                            Function()((*lhs)[offsets[0]], (*rhs)[offsets[1]]);
                      });
    return replaceByConstant(rewriter, op, values);
  }
};

// reshape(constant) -> constant
struct FoldReshape : OpRewritePattern<attend::ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::ReshapeOp op,
                                PatternRewriter &rewriter) const override {
    DenseElementsAttr elements;
    if (!matchPattern(op.getInput(), m_Constant(&elements)))
      return rewriter.notifyMatchFailure(op, "operand is not constant");
    rewriter.replaceOpWithNewOp<attend::ConstantOp>(
        op, op.getType(), elements.reshape(cast<ShapedType>(op.getType())));
    return success();
  }
};

// transpose(constant) -> constant
struct FoldTransposed : OpRewritePattern<attend::TransposeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::TransposeOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Floats> input = constantFloats(op.getInput());
    if (!input)
      return rewriter.notifyMatchFailure(op, "operand is not constant");
    SmallVector<int64_t> inputStrides = broadcastStrides(
        cast<RankedTensorType>(op.getInput().getType()).getShape());
    SmallVector<int64_t> strides;
    for (int64_t source : op.getPermutation())
      strides.push_back(inputStrides[source]);
    Floats values(input->size());
    forEachElement<1>(cast<RankedTensorType>(op.getType()).getShape(),
                      {strides},
                      [&](int64_t position, std::array<int64_t, 1> offsets) {
                        values[position] = (*input)[offsets[0]];
                      });
    return replaceByConstant(rewriter, op, values);
  }
};

// quantize(constant) -> integer constant (weights that PyTorch leaves in float)
struct FoldQuantize : OpRewritePattern<attend::QuantizeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(attend::QuantizeOp op,
                                PatternRewriter &rewriter) const override {
    std::optional<Floats> input = constantFloats(op.getInput());
    auto type = cast<RankedTensorType>(op.getType());
    if (!input || !type.getElementType().isInteger(8))
      return rewriter.notifyMatchFailure(op, "operand is not constant");
    bool isUnsigned = type.getElementType().isUnsignedInteger();
    int64_t inner = 1, axis = op.getAxis();
    for (int64_t i = axis + 1; axis >= 0 && i < type.getRank(); ++i)
      inner *= type.getDimSize(i);
    SmallVector<int8_t> values;
    for (auto [index, x] : llvm::enumerate(*input)) {
      size_t channel = axis < 0 ? 0 : index / inner % op.getScales().size();
      float rounded = std::nearbyint(x / op.getScales()[channel]) +
                      static_cast<float>(op.getZeroPoints()[channel]);
      float low = isUnsigned ? 0.0f : -128.0f;
      float clamped =
          std::isnan(rounded) ? low : std::clamp(rounded, low, low + 255);
      values.push_back(static_cast<int8_t>(static_cast<int32_t>(clamped)));
    }
    rewriter.replaceOpWithNewOp<attend::ConstantOp>(
        op, type,
        DenseElementsAttr::getFromRawBuffer(
            type, ArrayRef(reinterpret_cast<const char *>(values.data()),
                           values.size())));
    return success();
  }
};

struct FoldConstants : graph::impl::FoldConstantsBase<FoldConstants> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FoldBinary<attend::AddOp, std::plus<float>>,
                 FoldBinary<attend::SubOp, std::minus<float>>,
                 FoldBinary<attend::MulOp, std::multiplies<float>>,
                 FoldBinary<attend::DivOp, std::divides<float>>, FoldReshape,
                 FoldTransposed, FoldQuantize>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
