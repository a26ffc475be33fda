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

/// The weights of shape [outer, inner, KH, KW] and the `group` attribute; the
/// input's channels and `outer` are multiples of the group.
static FailureOr<Constant> readWeights(Node &node, int64_t channels,
                                       int64_t &group) {
  FailureOr<Constant> weights = node.weights(1, "the weight tensor");
  if (failed(weights))
    return failure();
  if (weights->shape().size() != 4)
    return node.badInput("the weights have shape " +
                         shapeText(weights->shape()) +
                         ", expected 4 dimensions");
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

static LogicalResult importConv(Node &node) {
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
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
  FailureOr<Window> window = readWindow(node, w.drop_front(2));
  if (failed(window))
    return failure();
  auto out = resolveWindow(node, *window, ArrayRef<int64_t>(in).drop_front(2),
                           /*ceilMode=*/false);
  if (failed(out))
    return failure();
  Shape shape = {in[0], w[0], (*out)[0], (*out)[1]};
  FailureOr<RankedTensorType> type = node.type(shape);
  FailureOr<Value> bias = readBias(node, w[0]);
  if (failed(type) || failed(bias))
    return failure();
  // [OC, ICg, KH, KW] -> [OC, KH, KW, ICg]
  Value weight = node.constant(weights->transposed({0, 2, 3, 1}));
  return node.result(attend::Conv2dOp::create(node.builder(), node.loc(), *type,
                                              *input, weight, *bias,
                                              window->strides, window->pads,
                                              window->dilations, group),
                     shape);
}

/// Pads and output size of a transposed convolution, from output_padding,
/// output_shape and auto_pad. Source: ONNX ConvTranspose-11.
static FailureOr<std::array<int64_t, 2>>
resolveTransposed(Node &node, Window &window, ArrayRef<int64_t> input) {
  std::vector<int64_t> extra = node.integers("output_padding");
  std::vector<int64_t> wanted = node.integers("output_shape");
  if (extra.empty())
    extra = {0, 0};
  // Some writers list N and C as well.
  if (wanted.size() == 4)
    wanted.erase(wanted.begin(), wanted.begin() + 2);
  if (extra.size() != 2 || (!wanted.empty() && wanted.size() != 2))
    return node.badInput("'output_padding' and 'output_shape' need 2 entries");
  std::array<int64_t, 2> output;
  for (int d : {0, 1}) {
    int64_t stride = window.strides[d];
    if (extra[d] < 0 || extra[d] >= std::max(stride, window.dilations[d]))
      return node.badInput("'output_padding' is " + Twine(extra[d]) +
                           ", expected less than the stride or dilation");
    int64_t full = (input[d] - 1) * stride + window.extent(d) + extra[d];
    int64_t &before = window.pads[d], &after = window.pads[d + 2];
    bool same = StringRef(window.autoPad).starts_with("SAME");
    if (!wanted.empty() || same) {
      output[d] = wanted.empty() ? input[d] * stride : wanted[d];
      if (output[d] < 1 || output[d] > full)
        return node.unsupported("the output has " + Twine(output[d]) +
                                " positions, expected 1 to " + Twine(full));
      int64_t total = full - output[d];
      before = window.autoPad == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
      after = total - before;
    }
    output[d] = full - before - after;
    // Extra positions after the last are pads that are not cut off.
    after -= extra[d];
    if (output[d] < 1)
      return node.badInput("the pads leave no output");
    if (after < 0)
      return node.unsupported("'output_padding' is " + Twine(extra[d]) +
                              ", more than the pad of " +
                              Twine(after + extra[d]) + " after the input");
  }
  return output;
}

static LogicalResult importConvTranspose(Node &node) {
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  int64_t group = 1;
  FailureOr<Constant> weights = readWeights(node, in[1], group);
  if (failed(weights))
    return failure();
  ArrayRef<int64_t> w = weights->shape();
  if (w[0] != in[1])
    return node.badInput("the weights have shape " + shapeText(w) +
                         ", expected the input's " + Twine(in[1]) +
                         " channels in dimension 0");
  FailureOr<Window> window = readWindow(node, w.drop_front(2));
  if (failed(window))
    return failure();
  auto out =
      resolveTransposed(node, *window, ArrayRef<int64_t>(in).drop_front(2));
  if (failed(out))
    return failure();
  Shape shape = {in[0], w[1] * group, (*out)[0], (*out)[1]};
  FailureOr<RankedTensorType> type = node.type(shape);
  FailureOr<Value> bias = readBias(node, shape[1]);
  if (failed(type) || failed(bias))
    return failure();
  // [C, OCg, KH, KW] -> [C, KH, KW, OCg]
  Value weight = node.constant(weights->transposed({0, 2, 3, 1}));
  return node.result(
      attend::ConvTranspose2dOp::create(node.builder(), node.loc(), *type,
                                        *input, weight, *bias, window->strides,
                                        window->pads, window->dilations, group),
      shape);
}

ArrayRef<Operator> convolutionOperators() {
  static const Operator table[] = {
      {"Conv", 1, newestOpset, 2, 3, importConv},
      {"ConvTranspose", 1, newestOpset, 2, 3, importConvTranspose},
  };
  return table;
}

} // namespace attendc::importer
