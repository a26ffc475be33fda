// Convolution.cpp: Conv and ConvTranspose become attend.conv2d and
// attend.conv_transpose2d with weights in attend's order.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Window.h"

using namespace mlir;

namespace attendc::importer {

/// Operand 2 as a bias of `channels` numbers, or a null value if absent.
static FailureOr<Value> readBias(Node &node, int64_t channels) {
  if (!node.has(2))
    return Value();
  FailureOr<Constant> bias = node.weights(2, "the bias");
  if (failed(bias))
    return failure();
  if (bias->shape() != ArrayRef<int64_t>(channels))
    return node.badInput("the bias has shape " + shapeText(bias->shape()) +
                         ", expected " + Twine(channels));
  return node.constant(*bias);
}

/// The weights of shape [outer, inner, KH, KW], of as many dimensions as the
/// input, and the `group` attribute; the input's channels and `outer` are
/// multiples of the group.
static FailureOr<Constant> readWeights(Node &node, int64_t channels,
                                       int64_t &group) {
  FailureOr<Constant> weights = failure();
  if (node.operand(0).type == ElementType::I32 && node.isConstant(1))
    weights = *node.operand(1).constant;
  else
    weights = node.weights(1, "the weight tensor");
  if (failed(weights))
    return failure();
  if (static_cast<int64_t>(weights->shape().size()) != node.operand(0).rank())
    return node.badInput("the weights have shape " +
                         shapeText(weights->shape()) + ", expected " +
                         Twine(node.operand(0).rank()) + " dimensions");
  group = node.integer("group", 1);
  if (group < 1 || channels % group || weights->shape()[0] % group)
    return node.badInput("'group' is " + Twine(group) +
                         ", which does not "
                         "divide the input's " +
                         Twine(channels) +
                         " channels and the weights' first dimension of " +
                         Twine(weights->shape()[0]));
  return weights;
}

/// Weights [A, B, K] as [A, B, 1, K]; those of pictures as they are.
static Constant asPictureWeights(const Constant &weights) {
  if (weights.shape().size() != 3)
    return weights;
  ArrayRef<int64_t> w = weights.shape();
  return weights.reshaped({w[0], w[1], 1, w[2]});
}

/// Input and weights are both float32, or both int32: the sum in ConvInteger.
static LogicalResult importConv(Node &node) {
  bool isInteger = node.operand(0).type == ElementType::I32;
  if (node.operand(0).rank() == 5 && !isInteger)
    return importConv3d(node);
  if (!isInteger && failed(node.activation(0, "the input")))
    return failure();
  FailureOr<Picture> input = readPicture(node);
  if (failed(input))
    return failure();
  const Shape &in = input->shape;
  int64_t group = 1;
  FailureOr<Constant> weights = readWeights(node, in[1], group);
  if (failed(weights))
    return failure();
  ArrayRef<int64_t> w = weights->shape();
  if (w[1] != in[1] / group)
    return node.badInput("the weights have shape " + shapeText(w) +
                         ", expected " + Twine(in[1] / group) +
                         " in dimension 1 for " + Twine(in[1]) +
                         " input channels in " + Twine(group) + " groups");
  FailureOr<Window> window = readWindow(node, w.size() - 2, w.drop_front(2));
  if (failed(window))
    return failure();
  window->raiseToPicture();
  auto out = resolveWindow(node, *window, ArrayRef<int64_t>(in).drop_front(2),
                           /*ceilMode=*/false);
  if (failed(out))
    return failure();
  Shape shape = {in[0], w[0], (*out)[0], (*out)[1]};
  FailureOr<RankedTensorType> type = node.type(shape, node.operand(0).type);
  FailureOr<Value> bias = readBias(node, w[0]);
  if (failed(type) || failed(bias))
    return failure();
  // [OC, ICg, KH, KW] -> [OC, KH, KW, ICg]
  Value weight =
      node.constant(asPictureWeights(*weights).transposed({0, 2, 3, 1}));
  return finishPicture(
      node,
      attend::Conv2dOp::create(node.builder(), node.loc(), *type, input->value,
                               weight, *bias, window->strides, window->pads,
                               window->dilations, group),
      shape);
}

/// Pads and output size of a transposed convolution, from output_padding,
/// output_shape and auto_pad. A pad after the input is negative if the output
/// goes beyond what the kernel reaches. Source: ONNX ConvTranspose-11.
static FailureOr<Shape> resolveTransposed(Node &node, Window &window,
                                          ArrayRef<int64_t> input) {
  size_t dims = window.dims();
  std::vector<int64_t> extra = node.integers("output_padding");
  std::vector<int64_t> wanted = node.integers("output_shape");
  if (extra.empty())
    extra.assign(dims, 0);
  // Some writers list N and C as well.
  if (wanted.size() == dims + 2)
    wanted.erase(wanted.begin(), wanted.begin() + 2);
  if (extra.size() != dims || (!wanted.empty() && wanted.size() != dims))
    return node.badInput("'output_padding' and 'output_shape' need " +
                         Twine(dims) + " entries");
  Shape output(dims);
  for (size_t d = 0; d < dims; ++d) {
    int64_t stride = window.strides[d];
    if (extra[d] < 0 || extra[d] >= std::max(stride, window.dilations[d]))
      return node.badInput("'output_padding' is " + Twine(extra[d]) +
                           ", expected less than the stride or dilation");
    int64_t reach = (input[d] - 1) * stride + window.extent(d);
    int64_t full = reach + extra[d];
    int64_t &before = window.pads[d], &after = window.pads[d + dims];
    if (!wanted.empty() || StringRef(window.autoPad).starts_with("SAME")) {
      output[d] = wanted.empty() ? input[d] * stride : wanted[d];
      // ONNX asks for input * stride, ONNX Runtime gives what is reached.
      if (wanted.empty() && output[d] > full)
        return node.unsupported("'auto_pad' asks for " + Twine(output[d]) +
                                " positions, the kernel reaches " +
                                Twine(full));
      int64_t total = std::max<int64_t>(full - output[d], 0);
      before = window.autoPad == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
    } else {
      output[d] = full - before - after;
    }
    if (output[d] < 1 || output[d] > maxElements || before >= reach)
      return node.badInput("the output has " + Twine(output[d]) +
                           " positions in " + (d + 1 == dims ? "W" : "H") +
                           " after pads of " + Twine(before) +
                           "; expected at least one that the input reaches");
    after = reach - before - output[d];
  }
  return output;
}

static LogicalResult importConvTranspose(Node &node) {
  FailureOr<Value> checked = node.activation(0, "the input");
  if (failed(checked))
    return failure();
  FailureOr<Picture> input = readPicture(node);
  if (failed(input))
    return failure();
  const Shape &in = input->shape;
  int64_t group = 1;
  FailureOr<Constant> weights = readWeights(node, in[1], group);
  if (failed(weights))
    return failure();
  ArrayRef<int64_t> w = weights->shape();
  if (w[0] != in[1])
    return node.badInput("the weights have shape " + shapeText(w) +
                         ", expected the input's " + Twine(in[1]) +
                         " channels in dimension 0");
  FailureOr<Window> window = readWindow(node, w.size() - 2, w.drop_front(2));
  if (failed(window))
    return failure();
  auto out = resolveTransposed(
      node, *window, ArrayRef<int64_t>(node.operand(0).shape).drop_front(2));
  if (failed(out))
    return failure();
  window->raiseToPicture();
  if (out->size() == 1)
    out->insert(out->begin(), 1);
  Shape shape = {in[0], w[1] * group, (*out)[0], (*out)[1]};
  // Positions beyond the kernel's reach hold the bias alone.
  int64_t bottom = std::max<int64_t>(-window->pads[2], 0);
  int64_t right = std::max<int64_t>(-window->pads[3], 0);
  window->pads[2] += bottom;
  window->pads[3] += right;
  Shape reached = {shape[0], shape[1], shape[2] - bottom, shape[3] - right};
  bool isWhole = reached == shape;
  FailureOr<RankedTensorType> type = node.type(shape);
  FailureOr<RankedTensorType> reachedType = node.type(reached);
  FailureOr<Value> bias = readBias(node, shape[1]);
  if (failed(type) || failed(reachedType) || failed(bias))
    return failure();
  // [C, OCg, KH, KW] -> [C, KH, KW, OCg]
  Value weight =
      node.constant(asPictureWeights(*weights).transposed({0, 2, 3, 1}));
  Value sum = attend::ConvTranspose2dOp::create(
      node.builder(), node.loc(), *reachedType, input->value, weight,
      isWhole ? *bias : Value(), window->strides, window->pads,
      window->dilations, group);
  if (isWhole)
    return finishPicture(node, sum, shape);
  int64_t low[] = {0, 0, 0, 0}, high[] = {0, bottom, right, 0};
  sum = attend::PadOp::create(node.builder(), node.loc(), *type, sum, low, high,
                              llvm::APFloat(0.0f));
  if (*bias) {
    auto perChannel =
        RankedTensorType::get({1, 1, 1, shape[1]}, type->getElementType());
    Value aligned = attend::ReshapeOp::create(node.builder(), node.loc(),
                                              perChannel, *bias);
    sum =
        attend::AddOp::create(node.builder(), node.loc(), *type, sum, aligned);
  }
  return finishPicture(node, sum, shape);
}

ArrayRef<Operator> convolutionOperators() {
  static const Operator table[] = {
      {"Conv", 1, newestOpset, 2, 3, importConv},
      {"ConvTranspose", 1, newestOpset, 2, 3, importConvTranspose},
  };
  return table;
}

} // namespace attendc::importer
