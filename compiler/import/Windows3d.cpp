// Windows3d.cpp: convolutions and pools over D, H and W as windows over H and
// W: the depth of the kernel becomes channels, or a second pool.

#include "compiler/import/Layout.h"
#include "compiler/import/Limits.h"
#include "compiler/import/Window.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace attendc::importer {

namespace {
/// Writes ops on values in the order of dimensions that they have.
struct Writer {
  Node &node;

  RankedTensorType typeOf(Value value) {
    return cast<RankedTensorType>(value.getType());
  }
  Value reshape(Value value, ArrayRef<int64_t> shape) {
    return attend::ReshapeOp::create(node.builder(), node.loc(),
                                     typeOf(value).clone(shape), value);
  }
  Value transpose(Value value, ArrayRef<int64_t> permutation) {
    SmallVector<int64_t> shape;
    for (int64_t source : permutation)
      shape.push_back(typeOf(value).getDimSize(source));
    return attend::TransposeOp::create(node.builder(), node.loc(),
                                       typeOf(value).clone(shape), value,
                                       permutation);
  }
};
} // namespace

/// [N*OD, OH, OW, OC] as result 0, [N, OC, OD, OH, OW].
static LogicalResult finish(Writer &writer, Value value, int64_t batch) {
  ArrayRef<int64_t> shape = writer.typeOf(value).getShape();
  Value split = writer.reshape(
      value, {batch, shape[0] / batch, shape[1], shape[2], shape[3]});
  Value result = writer.transpose(split, {0, 4, 1, 2, 3});
  return writer.node.result(result, writer.typeOf(result).getShape(),
                            writer.node.operand(0).type);
}

/// The depths that tap `kd` of the kernel reads, [N, C, OD, H, W].
static Value depthsOf(Writer &writer, Value input, const Window &window,
                      int64_t depths, int64_t kd) {
  RankedTensorType type = writer.typeOf(input);
  SmallVector<int64_t> shape(type.getShape());
  shape[2] = depths;
  int64_t starts[] = {0, 0, kd * window.dilations[0], 0, 0};
  int64_t steps[] = {1, 1, window.strides[0], 1, 1};
  return attend::SliceOp::create(writer.node.builder(), writer.node.loc(),
                                 type.clone(shape), input, starts, steps);
}

// x [N, G*ICg, D, H, W] -> taps of the depth as channels,
// [N*OD, H, W, G*KD*ICg] -> conv2d with weights [OC, KH, KW, KD*ICg].
LogicalResult importConv3d(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  FailureOr<Constant> weights = node.weights(1, "the weight tensor");
  if (failed(input) || failed(weights))
    return failure();
  const Shape &in = node.operand(0).shape;
  ArrayRef<int64_t> w = weights->shape();
  int64_t group = node.integer("group", 1);
  if (w.size() != 5 || group < 1 || in[1] % group || w[0] % group ||
      w[1] != in[1] / group)
    return node.badInput("the weights have shape " + shapeText(w) +
                         " for an input of " + shapeText(in) + " in " +
                         Twine(group) + " groups");
  if (w[2] > maxOperands)
    return node.unsupported("the kernel is " + Twine(w[2]) +
                            " deep; expected at most " + Twine(maxOperands));
  FailureOr<Window> window = readWindow(node, 3, w.drop_front(2));
  if (failed(window))
    return failure();
  auto out = resolveWindow(node, *window, ArrayRef<int64_t>(in).drop_front(2),
                           /*ceilMode=*/false);
  if (failed(out))
    return failure();
  int64_t depths = (*out)[0], taps = w[2], perGroup = w[1];
  Shape gathered = {in[0], group, taps, perGroup, depths, in[3], in[4]};
  FailureOr<RankedTensorType> type =
      node.type({in[0] * depths, w[0], (*out)[1], (*out)[2]});
  FailureOr<RankedTensorType> gatheredType = node.type(gathered);
  if (failed(type) || failed(gatheredType))
    return failure();
  Value bias;
  if (node.has(2)) {
    FailureOr<Constant> given = node.weights(2, "the bias");
    if (failed(given))
      return failure();
    if (given->shape() != ArrayRef<int64_t>(w[0]))
      return node.badInput("the bias has shape " + shapeText(given->shape()) +
                           ", expected " + Twine(w[0]));
    bias = node.constant(*given);
  }

  Writer writer{node};
  Value padded = *input;
  if (window->pads[0] + window->pads[3] != 0) {
    Shape shape = in;
    shape[2] += window->pads[0] + window->pads[3];
    FailureOr<RankedTensorType> paddedType = node.type(shape);
    if (failed(paddedType))
      return failure();
    int64_t low[] = {0, 0, window->pads[0], 0, 0};
    int64_t high[] = {0, 0, window->pads[3], 0, 0};
    padded = attend::PadOp::create(node.builder(), node.loc(), *paddedType,
                                   padded, low, high, llvm::APFloat(0.0f));
  }
  SmallVector<Value> parts;
  for (int64_t kd = 0; kd < taps; ++kd)
    parts.push_back(
        writer.reshape(depthsOf(writer, padded, *window, depths, kd),
                       {in[0], group, 1, perGroup, depths, in[3], in[4]}));
  Value all = parts[0];
  if (taps > 1)
    all = attend::ConcatOp::create(node.builder(), node.loc(), *gatheredType,
                                   parts, 2);
  Value picture =
      writer.reshape(writer.transpose(all, {0, 4, 5, 6, 1, 2, 3}),
                     {in[0] * depths, in[3], in[4], group * taps * perGroup});
  Value weight = node.constant(weights->transposed({0, 3, 4, 2, 1})
                                   .reshaped({w[0], w[3], w[4], taps * w[1]}));
  ArrayRef<int64_t> strides(window->strides), dilations(window->dilations);
  int64_t pads[] = {window->pads[1], window->pads[2], window->pads[4],
                    window->pads[5]};
  return finish(writer,
                attend::Conv2dOp::create(
                    node.builder(), node.loc(), *type, picture, weight, bias,
                    strides.drop_front(), pads, dilations.drop_front(), group),
                in[0]);
}

/// A pool of `value` [N, H, W, C] by a kernel over H and W.
static Value pool(Node &node, Value value, bool isMax, RankedTensorType type,
                  ArrayRef<int64_t> kernel, ArrayRef<int64_t> strides,
                  ArrayRef<int64_t> pads, ArrayRef<int64_t> dilations) {
  if (isMax)
    return attend::MaxPool2dOp::create(node.builder(), node.loc(), type, value,
                                       kernel, strides, pads, dilations);
  return attend::AvgPool2dOp::create(node.builder(), node.loc(), type, value,
                                     kernel, strides, pads,
                                     /*count_include_pad=*/true);
}

// x [N, C, D, H, W] -> [N*D, H, W, C], pooled over H and W
// -> [N, D, OH*OW, C], pooled over D.
LogicalResult importPool3d(Node &node, bool isMax) {
  bool countsPads = !isMax && node.integer("count_include_pad", 0);
  FailureOr<Value> input =
      isMax ? node.numbers(0, "the input") : node.activation(0, "the input");
  FailureOr<Window> window = readWindow(node, 3, {});
  if (failed(input) || failed(window))
    return failure();
  const Shape &in = node.operand(0).shape;
  ElementType elements = node.operand(0).type;
  auto out = resolveWindow(node, *window, ArrayRef<int64_t>(in).drop_front(2),
                           node.integer("ceil_mode", 0));
  if (failed(out))
    return failure();
  auto isZero = [](int64_t pad) { return pad == 0; };
  auto isOne = [](int64_t dilation) { return dilation == 1; };
  if (!isMax && ((!countsPads && !llvm::all_of(window->pads, isZero)) ||
                 (countsPads && node.integer("ceil_mode", 0)) ||
                 !llvm::all_of(window->dilations, isOne)))
    return node.unsupported("a mean over D, H and W of windows with pads that "
                            "do not count, or with dilations");
  for (int d = 0; d < 6; ++d)
    if (window->pads[d] >= window->extent(d % 3))
      return node.badInput("'pads' is " + shapeText(window->pads) +
                           ", expected each less than the kernel " +
                           shapeText(window->kernel));
  FailureOr<RankedTensorType> flat =
      node.type({in[0] * in[2], in[1], (*out)[1], (*out)[2]}, elements);
  FailureOr<RankedTensorType> deep =
      node.type({in[0], in[1], (*out)[0], (*out)[1] * (*out)[2]}, elements);
  if (failed(flat) || failed(deep))
    return failure();
  Writer writer{node};
  ArrayRef<int64_t> kernel(window->kernel), strides(window->strides);
  ArrayRef<int64_t> dilations(window->dilations), pads(window->pads);
  Value picture = writer.reshape(writer.transpose(*input, {0, 2, 3, 4, 1}),
                                 {in[0] * in[2], in[3], in[4], in[1]});
  Value pooled = pool(
      node, picture, isMax, *flat, kernel.drop_front(), strides.drop_front(),
      {pads[1], pads[2], pads[4], pads[5]}, dilations.drop_front());
  Value columns =
      writer.reshape(pooled, {in[0], in[2], (*out)[1] * (*out)[2], in[1]});
  Value result =
      pool(node, columns, isMax, *deep, {kernel[0], 1}, {strides[0], 1},
           {pads[0], 0, pads[3], 0}, {dilations[0], 1});
  return finish(
      writer,
      writer.reshape(result, {in[0] * (*out)[0], (*out)[1], (*out)[2], in[1]}),
      in[0]);
}

} // namespace attendc::importer
