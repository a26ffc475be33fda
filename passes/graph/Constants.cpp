// Constants.cpp: float constants, and per-channel scales folded into them.

#include "passes/graph/Constants.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::graph;

std::optional<Floats> graph::constantFloats(Value value) {
  DenseElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) ||
      !elements.getElementType().isF32())
    return std::nullopt;
  return llvm::to_vector(elements.getValues<float>());
}

bool graph::isConstant(Value value) {
  return matchPattern(value, m_Constant());
}

Value graph::makeConstant(OpBuilder &builder, Location loc,
                          ArrayRef<float> values, ArrayRef<int64_t> shape) {
  int64_t size = static_cast<int64_t>(values.size());
  auto type = RankedTensorType::get(
      shape.empty() ? ArrayRef<int64_t>(size) : shape, builder.getF32Type());
  return attend::ConstantOp::create(builder, loc,
                                    DenseElementsAttr::get(type, values));
}

std::optional<Floats> graph::channelConstant(Value value, int64_t channels) {
  std::optional<Floats> values = constantFloats(value);
  auto type = cast<RankedTensorType>(value.getType());
  if (!values || (values->size() != 1 &&
                  (static_cast<int64_t>(values->size()) != channels ||
                   type.getShape().back() != channels)))
    return std::nullopt;
  if (values->size() == 1)
    values->assign(channels, Floats::value_type((*values)[0]));
  return values;
}

std::optional<ChannelAffine> graph::batchNormAffine(attend::BatchNormOp op) {
  std::optional<Floats> scale = constantFloats(op.getScale());
  std::optional<Floats> offset = constantFloats(op.getOffset());
  std::optional<Floats> mean = constantFloats(op.getMean());
  std::optional<Floats> variance = constantFloats(op.getVariance());
  if (!scale || !offset || !mean || !variance)
    return std::nullopt;
  double epsilon = op.getEpsilon().convertToFloat();
  ChannelAffine affine;
  for (auto [s, o, m, v] : llvm::zip_equal(*scale, *offset, *mean, *variance)) {
    double a = s / std::sqrt(v + epsilon);
    affine.scale.push_back(static_cast<float>(a));
    affine.offset.push_back(static_cast<float>(o - m * a));
  }
  return affine;
}

/// Weights with the slice of each output channel multiplied by its scale; the
/// channel is `index / inner % channels` of an element's row-major index.
static Floats scaledWeights(Floats weights, ArrayRef<float> scale,
                            int64_t inner) {
  for (auto [index, w] : llvm::enumerate(weights))
    w *= scale[index / inner % scale.size()];
  return weights;
}

LogicalResult graph::scaleOutputChannels(RewriterBase &rewriter, Operation *op,
                                         const ChannelAffine &affine) {
  if (!isa<attend::Conv2dOp, attend::FullyConnectedOp>(op))
    return failure();
  Value weight = op->getOperand(1);
  Value bias = op->getNumOperands() > 2 ? op->getOperand(2) : Value();
  std::optional<Floats> weights = constantFloats(weight);
  Floats biases(affine.scale.size(), 0.0f);
  if (bias) {
    std::optional<Floats> values = constantFloats(bias);
    if (!values)
      return failure();
    biases = *values;
  }
  if (!weights)
    return failure();
  for (auto [b, s, o] : llvm::zip_equal(biases, affine.scale, affine.offset))
    b = static_cast<float>(static_cast<double>(b) * s + o);

  OpBuilder::InsertionGuard guard(rewriter);
  rewriter.setInsertionPoint(op);
  ArrayRef<int64_t> shape = cast<RankedTensorType>(weight.getType()).getShape();
  int64_t inner = 1;
  for (int64_t dim : shape.drop_front())
    inner *= dim;
  Value newWeight =
      makeConstant(rewriter, weight.getLoc(),
                   scaledWeights(*weights, affine.scale, inner), shape);
  Value newBias =
      makeConstant(rewriter, bias ? bias.getLoc() : op->getLoc(), biases);
  rewriter.modifyOpInPlace(
      op, [&] { op->setOperands({op->getOperand(0), newWeight, newBias}); });
  return success();
}

Value graph::makeChannelAffine(OpBuilder &builder, Location loc, Value x,
                               const ChannelAffine &affine) {
  auto type = cast<RankedTensorType>(x.getType());
  int64_t channels = type.getShape().back();
  Value weight = makeConstant(builder, loc, affine.scale, {channels, 1, 1, 1});
  Value bias;
  if (llvm::any_of(affine.offset, [](float o) { return o != 0.0f; }))
    bias = makeConstant(builder, loc, affine.offset);
  auto ones = builder.getDenseI64ArrayAttr({1, 1});
  auto zeros = builder.getDenseI64ArrayAttr({0, 0, 0, 0});
  return attend::Conv2dOp::create(builder, loc, type, x, weight, bias, ones,
                                  zeros, ones,
                                  builder.getI64IntegerAttr(channels));
}
