// Elementwise.cpp: functions of one operand, and those that broadcast a slope
// or bounds over it.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/ShapeArithmetic.h"

#include <cmath>
#include <limits>

using namespace mlir;
using attendc::attend::UnaryKind;

namespace attendc::importer {

static LogicalResult emitUnary(Node &node, UnaryKind kind, float alpha = 0,
                               float beta = 0) {
  FailureOr<Value> input = node.activation(0, "the input");
  if (failed(input))
    return failure();
  return node.result(attend::UnaryOp::create(
                         node.builder(), node.loc(), input->getType(), kind,
                         *input, llvm::APFloat(alpha), llvm::APFloat(beta)),
                     node.operand(0).shape);
}

template <UnaryKind kind> static LogicalResult importPlain(Node &node) {
  return emitUnary(node, kind);
}

/// Abs and Neg are of any numbers but unsigned ones, which Neg is not of.
template <UnaryKind kind> static LogicalResult importSign(Node &node) {
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(input))
    return failure();
  return node.result(attend::UnaryOp::create(
                         node.builder(), node.loc(), input->getType(), kind,
                         *input, llvm::APFloat(0.0f), llvm::APFloat(0.0f)),
                     node.operand(0).shape, node.operand(0).type);
}

/// On constants, which exporters compute shapes with, else as importPlain.
template <UnaryKind kind, float function(float)>
static LogicalResult importRounding(Node &node) {
  if (!node.isConstant(0))
    return emitUnary(node, kind);
  Tensor result = *node.operand(0).constant->plain();
  if (result.type() != ElementType::F32)
    return node.badInput("the operand is " + elementTypeName(result.type()) +
                         ", expected float32");
  for (int64_t i = 0; i < result.size(); ++i)
    result.setNumber(i, function(static_cast<float>(result.number(i))));
  return node.result(std::move(result));
}

static LogicalResult importLeakyRelu(Node &node) {
  return emitUnary(node, UnaryKind::LeakyRelu, node.real("alpha", 0.01f));
}

static LogicalResult importElu(Node &node) {
  return emitUnary(node, UnaryKind::Elu, node.real("alpha", 1.0f));
}

static LogicalResult importHardSigmoid(Node &node) {
  return emitUnary(node, UnaryKind::HardSigmoid, node.real("alpha", 0.2f),
                   node.real("beta", 0.5f));
}

//===----------------------------------------------------------------------===//
// Clip
//===----------------------------------------------------------------------===//

/// Clip to [low, high]; an absent bound is the largest float of its sign.
static LogicalResult emitClip(Node &node, float low, float high) {
  constexpr float largest = std::numeric_limits<float>::max();
  if (std::isnan(low) || std::isnan(high))
    return node.badInput("the bounds are " + numberText(low) + " and " +
                         numberText(high) + ", expected numbers");
  low = std::min(low, high); // the upper bound wins where they cross
  if (low <= -largest && high >= largest)
    return node.forward(node.operand(0));
  if (low == 0 && high >= largest)
    return emitUnary(node, UnaryKind::Relu);
  return emitUnary(node, UnaryKind::Clip, std::max(low, -largest),
                   std::min(high, largest));
}

static LogicalResult importClipAttributes(Node &node) {
  constexpr float largest = std::numeric_limits<float>::max();
  return emitClip(node, node.real("min", -largest), node.real("max", largest));
}

/// Operand i as a bound, which may be infinite; `absent` if it is not there.
static FailureOr<float> readBound(Node &node, size_t i, StringRef what,
                                  float absent) {
  if (!node.has(i))
    return absent;
  TensorRef bound = node.operand(i).constant->plain();
  if (bound->size() != 1 || bound->type() != ElementType::F32)
    return node.badInput(what + " is " + elementTypeName(bound->type()) +
                         " of shape " + shapeText(bound->shape()) +
                         ", expected one float32");
  return static_cast<float>(bound->number(0));
}

/// Bounds that are no constants, or of integers: min(max(x, low), high).
static LogicalResult emitGeneralClip(Node &node) {
  FailureOr<Value> clipped = node.numbers(0, "the input");
  if (failed(clipped))
    return failure();
  const Operand &in = node.operand(0);
  auto type = cast<RankedTensorType>(clipped->getType());
  for (size_t i : {1, 2}) {
    if (!node.has(i))
      continue;
    if (node.operand(i).type != in.type ||
        elementCount(node.operand(i).shape) != 1)
      return node.badInput(
          (i == 1 ? "the lower bound is " : "the upper bound is ") +
          elementTypeName(node.operand(i).type) + " of shape " +
          shapeText(node.operand(i).shape) + ", expected one " +
          elementTypeName(in.type));
    FailureOr<Value> bound = alignedOperand(node, i, Shape(in.shape.size(), 1));
    if (failed(bound))
      return failure();
    if (i == 1)
      clipped = attend::MaxOp::create(node.builder(), node.loc(), type,
                                      *clipped, *bound)
                    .getResult();
    else
      clipped = attend::MinOp::create(node.builder(), node.loc(), type,
                                      *clipped, *bound)
                    .getResult();
  }
  return node.result(*clipped, in.shape, in.type);
}

static LogicalResult importClipInputs(Node &node) {
  constexpr float largest = std::numeric_limits<float>::max();
  bool isConstant = (!node.has(1) || node.isConstant(1)) &&
                    (!node.has(2) || node.isConstant(2));
  if (node.operand(0).type != ElementType::F32 || !isConstant)
    return emitGeneralClip(node);
  FailureOr<float> low = readBound(node, 1, "the lower bound", -largest);
  FailureOr<float> high = readBound(node, 2, "the upper bound", largest);
  if (failed(low) || failed(high))
    return failure();
  return emitClip(node, *low, *high);
}

//===----------------------------------------------------------------------===//
// PRelu
//===----------------------------------------------------------------------===//

static Value emitUnary(Node &node, UnaryKind kind, Value input) {
  return attend::UnaryOp::create(node.builder(), node.loc(), input.getType(),
                                 kind, input, llvm::APFloat(0.0f),
                                 llvm::APFloat(0.0f));
}

/// Slopes that differ along other dimensions than channels, or that the graph
/// computes: max(x, 0) - slope * max(-x, 0).
static LogicalResult emitGeneralPRelu(Node &node, Value input,
                                      ArrayRef<int64_t> slopeShape) {
  const Shape &in = node.operand(0).shape;
  FailureOr<Value> slope = alignedOperand(node, 1, slopeShape);
  if (failed(slope))
    return failure();
  Type type = input.getType();
  Value positive = emitUnary(node, UnaryKind::Relu, input);
  Value negative =
      emitUnary(node, UnaryKind::Relu, emitUnary(node, UnaryKind::Neg, input));
  Value steep =
      attend::MulOp::create(node.builder(), node.loc(), type, negative, *slope);
  return node.result(
      attend::SubOp::create(node.builder(), node.loc(), type, positive, steep),
      in);
}

/// The slope broadcasts to the input; attend's is one per channel, C.
static LogicalResult importPRelu(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  FailureOr<Value> slope = node.activation(1, "the slope");
  if (failed(input) || failed(slope))
    return failure();
  const Shape &in = node.operand(0).shape;
  Shape given = node.operand(1).shape;
  if (given.size() > in.size())
    return node.badInput("the slope has shape " + shapeText(given) +
                         ", the input " + shapeText(in));
  Shape full = withLeadingOnes(given, in.size());
  // PyTorch before 1.2 wrote one slope for each channel as it stands.
  if (node.opset() < 7 && given.size() == 1 && in.size() > 1) {
    full.assign(in.size(), 1);
    full[1] = given[0];
  }
  // The dimension that is last in attend: C of rank 4.
  size_t channel = in.size() == 4 ? 1 : in.size() - 1;
  bool isPerChannel = node.isConstant(1) && !in.empty();
  int64_t count = 1;
  for (auto [d, dim] : llvm::enumerate(full)) {
    if (dim != 1 && dim != in[d])
      return node.badInput("the slope has shape " + shapeText(given) +
                           ", which does not broadcast to " + shapeText(in));
    isPerChannel &= dim == 1 || d == channel;
    count *= dim;
  }
  if (!isPerChannel)
    return emitGeneralPRelu(node, *input, full);
  FailureOr<Constant> slopes = node.weights(1, "the slope");
  if (failed(slopes))
    return failure();
  return node.result(
      attend::PReluOp::create(node.builder(), node.loc(), input->getType(),
                              *input, node.constant(slopes->reshaped({count}))),
      in);
}

ArrayRef<Operator> elementwiseOperators() {
  static const Operator table[] = {
      {"Abs", 6, newestOpset, 1, 1, importSign<UnaryKind::Abs>},
      {"Neg", 6, newestOpset, 1, 1, importSign<UnaryKind::Neg>},
      {"Relu", 6, newestOpset, 1, 1, importPlain<UnaryKind::Relu>},
      {"Clip", 6, 10, 1, 1, importClipAttributes},
      {"Clip", 11, newestOpset, 1, 3, importClipInputs},
      {"LeakyRelu", 6, newestOpset, 1, 1, importLeakyRelu},
      {"PRelu", 6, newestOpset, 2, 2, importPRelu},
      {"Elu", 6, newestOpset, 1, 1, importElu},
      {"Sigmoid", 6, newestOpset, 1, 1, importPlain<UnaryKind::Sigmoid>},
      {"HardSigmoid", 6, newestOpset, 1, 1, importHardSigmoid},
      {"HardSwish", 14, newestOpset, 1, 1, importPlain<UnaryKind::HardSwish>},
      {"Tanh", 6, newestOpset, 1, 1, importPlain<UnaryKind::Tanh>},
      {"Exp", 6, newestOpset, 1, 1, importRounding<UnaryKind::Exp, std::exp>},
      {"Log", 6, newestOpset, 1, 1, importRounding<UnaryKind::Log, std::log>},
      {"Erf", 9, newestOpset, 1, 1, importPlain<UnaryKind::Erf>},
      {"Softplus", 1, newestOpset, 1, 1, importPlain<UnaryKind::Softplus>},
      {"Reciprocal", 6, newestOpset, 1, 1, importPlain<UnaryKind::Reciprocal>},
      {"Floor", 6, newestOpset, 1, 1,
       importRounding<UnaryKind::Floor, std::floor>},
      {"Ceil", 6, newestOpset, 1, 1,
       importRounding<UnaryKind::Ceil, std::ceil>},
      {"Round", 11, newestOpset, 1, 1,
       importRounding<UnaryKind::RoundEven, std::nearbyint>},
      {"Sqrt", 6, newestOpset, 1, 1,
       importRounding<UnaryKind::Sqrt, std::sqrt>},
  };
  return table;
}

} // namespace attendc::importer
