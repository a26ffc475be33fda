// Elementwise.cpp: functions of one operand and broadcasting arithmetic.

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

static LogicalResult importLeakyRelu(Node &node) {
  return emitUnary(node, UnaryKind::LeakyRelu, node.real("alpha", 0.01f));
}

static LogicalResult importHardSigmoid(Node &node) {
  return emitUnary(node, UnaryKind::HardSigmoid, node.real("alpha", 0.2f),
                   node.real("beta", 0.5f));
}

/// Clip to [low, high]; an absent bound is the largest float of its sign.
static LogicalResult emitClip(Node &node, float low, float high) {
  constexpr float largest = std::numeric_limits<float>::max();
  if (std::isnan(low) || std::isnan(high) || low > high)
    return node.badInput("the bounds are " + numberText(low) + " and " +
                         numberText(high) + ", expected numbers in order");
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
  if (!node.isConstant(i))
    return node.unsupported(what + " is computed by the graph; expected a "
                                   "constant");
  TensorRef bound = node.operand(i).constant->plain();
  if (bound->size() != 1 || bound->type() != ElementType::F32)
    return node.badInput(what + " is " + elementTypeName(bound->type()) +
                         " of shape " + shapeText(bound->shape()) +
                         ", expected one float32");
  return static_cast<float>(bound->number(0));
}

static LogicalResult importClipInputs(Node &node) {
  constexpr float largest = std::numeric_limits<float>::max();
  if (node.operand(0).type != ElementType::F32)
    return node.unsupported("the input is " +
                            elementTypeName(node.operand(0).type) +
                            ", expected float32");
  FailureOr<float> low = readBound(node, 1, "the lower bound", -largest);
  FailureOr<float> high = readBound(node, 2, "the upper bound", largest);
  if (failed(low) || failed(high))
    return failure();
  return emitClip(node, *low, *high);
}

/// The slope broadcasts to the input; attend's is one per channel, C.
static LogicalResult importPRelu(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  FailureOr<Constant> slope = node.weights(1, "the slope");
  if (failed(input) || failed(slope))
    return failure();
  const Shape &in = node.operand(0).shape;
  ArrayRef<int64_t> given = slope->shape();
  if (given.size() > in.size())
    return node.badInput("the slope has shape " + shapeText(given) +
                         ", the input " + shapeText(in));
  Shape full = withLeadingOnes(given, in.size());
  // The dimension that is last in attend: C of rank 4.
  size_t channel = in.size() == 4 ? 1 : in.size() - 1;
  int64_t count = 1;
  for (auto [d, dim] : llvm::enumerate(full)) {
    if (dim != 1 && dim != in[d])
      return node.badInput("the slope has shape " + shapeText(given) +
                           ", which does not broadcast to " + shapeText(in));
    if (dim != 1 && d != channel)
      return node.unsupported("the slope has shape " + shapeText(given) +
                              "; expected one number per channel");
    count *= dim;
  }
  Value slopes = node.constant(slope->reshaped({count}));
  return node.result(attend::PReluOp::create(node.builder(), node.loc(),
                                             input->getType(), *input, slopes),
                     in);
}

/// Operand i in attend's layout with dimensions of 1 in front up to `rank`.
static FailureOr<Value> alignedOperand(Node &node, size_t i, size_t rank) {
  const Operand &operand = node.operand(i);
  if (operand.type != ElementType::F32)
    return node.unsupported("an operand is " + elementTypeName(operand.type) +
                            ", expected float32");
  Shape shape = withLeadingOnes(operand.shape, rank);
  if (!operand.constant)
    return reshape(node, operand, shape);
  if (failed(node.type(shape)))
    return failure();
  return materialize(node, operand.constant->reshaped(shape));
}

template <typename OpTy, Arithmetic kind>
static LogicalResult importArithmetic(Node &node) {
  if (node.allConstant())
    return evaluateArithmetic(node, kind);
  FailureOr<Shape> shape =
      broadcastShape(node, node.operand(0).shape, node.operand(1).shape);
  if (failed(shape))
    return failure();
  FailureOr<RankedTensorType> type = node.type(*shape);
  if (failed(type))
    return failure();
  FailureOr<Value> lhs = alignedOperand(node, 0, shape->size());
  FailureOr<Value> rhs = alignedOperand(node, 1, shape->size());
  if (failed(lhs) || failed(rhs))
    return failure();
  return node.result(
      OpTy::create(node.builder(), node.loc(), *type, *lhs, *rhs), *shape);
}

ArrayRef<Operator> elementwiseOperators() {
  static const Operator table[] = {
      {"Relu", 6, newestOpset, 1, 1, importPlain<UnaryKind::Relu>},
      {"Clip", 6, 10, 1, 1, importClipAttributes},
      {"Clip", 11, newestOpset, 1, 3, importClipInputs},
      {"LeakyRelu", 6, newestOpset, 1, 1, importLeakyRelu},
      {"PRelu", 7, newestOpset, 2, 2, importPRelu},
      {"Sigmoid", 6, newestOpset, 1, 1, importPlain<UnaryKind::Sigmoid>},
      {"HardSigmoid", 6, newestOpset, 1, 1, importHardSigmoid},
      {"HardSwish", 14, newestOpset, 1, 1, importPlain<UnaryKind::HardSwish>},
      {"Tanh", 6, newestOpset, 1, 1, importPlain<UnaryKind::Tanh>},
      {"Add", 7, newestOpset, 2, 2,
       importArithmetic<attend::AddOp, Arithmetic::Add>},
      {"Sub", 7, newestOpset, 2, 2,
       importArithmetic<attend::SubOp, Arithmetic::Sub>},
      {"Mul", 7, newestOpset, 2, 2,
       importArithmetic<attend::MulOp, Arithmetic::Mul>},
      {"Div", 7, newestOpset, 2, 2,
       importArithmetic<attend::DivOp, Arithmetic::Div>},
  };
  return table;
}

} // namespace attendc::importer
