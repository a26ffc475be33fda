// Pooling.cpp: pools over H and W; ceil_mode and auto_pad become pads here.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Window.h"

using namespace mlir;

namespace attendc::importer {

/// The window of a pool over operand 0, its pads less than the kernel, and
/// the output's ONNX shape. `ceilGrew` says that ceil_mode reached beyond the
/// pads that the model gives.
static FailureOr<Window> readPool(Node &node, Shape &shape, bool &ceilGrew) {
  const Shape &in = node.operand(0).shape;
  bool ceilMode = node.integer("ceil_mode", 0);
  FailureOr<Window> window = readWindow(node, {});
  if (failed(window))
    return failure();
  if (window->dilations != std::array<int64_t, 2>{1, 1})
    return node.unsupported("'dilations' is not 1");
  std::array<int64_t, 4> given = window->pads;
  auto out = resolveWindow(node, *window, ArrayRef<int64_t>(in).drop_front(2),
                           ceilMode);
  if (failed(out))
    return failure();
  for (int d : {0, 1, 2, 3})
    if (window->pads[d] >= window->kernel[d % 2])
      return node.badInput("'pads' is " + shapeText(window->pads) +
                           ", expected each less than the kernel " +
                           shapeText(window->kernel));
  ceilGrew = ceilMode && window->autoPad == "NOTSET" && window->pads != given;
  shape = {in[0], in[1], (*out)[0], (*out)[1]};
  return window;
}

static LogicalResult importMaxPool(Node &node) {
  node.ignore({"storage_order"}); // only about the Indices result
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  Shape shape;
  bool ceilGrew = false;
  FailureOr<Window> window = readPool(node, shape, ceilGrew);
  if (failed(window))
    return failure();
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  return node.result(attend::MaxPool2dOp::create(node.builder(), node.loc(),
                                                 *type, *input, window->kernel,
                                                 window->strides, window->pads),
                     shape);
}

static LogicalResult importAveragePool(Node &node) {
  bool countsPads = node.integer("count_include_pad", 0);
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  Shape shape;
  bool ceilGrew = false;
  FailureOr<Window> window = readPool(node, shape, ceilGrew);
  if (failed(window))
    return failure();
  // Writers disagree whether positions beyond the pads count then.
  if (countsPads && ceilGrew)
    return node.unsupported("'count_include_pad' with a 'ceil_mode' that "
                            "reaches beyond the pads");
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  return node.result(attend::AvgPool2dOp::create(node.builder(), node.loc(),
                                                 *type, *input, window->kernel,
                                                 window->strides, window->pads,
                                                 countsPads),
                     shape);
}

static LogicalResult importGlobalAveragePool(Node &node) {
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  Shape shape = {in[0], in[1], 1, 1};
  return node.result(attend::GlobalAvgPoolOp::create(node.builder(), node.loc(),
                                                     *node.type(shape), *input),
                     shape);
}

static LogicalResult importGlobalMaxPool(Node &node) {
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  Shape shape = {in[0], in[1], 1, 1};
  int64_t kernel[] = {in[2], in[3]}, strides[] = {1, 1}, pads[] = {0, 0, 0, 0};
  return node.result(attend::MaxPool2dOp::create(node.builder(), node.loc(),
                                                 *node.type(shape), *input,
                                                 kernel, strides, pads),
                     shape);
}

/// The mean over H and W is a global average pool; `axes` as given.
static LogicalResult meanOver(Node &node, std::vector<int64_t> axes) {
  bool keepsDims = node.integer("keepdims", 1);
  FailureOr<Value> input = node.image(0, "the input");
  if (failed(input))
    return failure();
  for (int64_t &axis : axes) {
    FailureOr<int64_t> normal = normalizeAxis(node, axis, 4);
    if (failed(normal))
      return failure();
    axis = *normal;
  }
  llvm::sort(axes);
  if (axes != std::vector<int64_t>{2, 3})
    return node.unsupported("'axes' is " + shapeText(axes) +
                            ", expected 2 and 3 (H and W)");
  if (failed(importGlobalAveragePool(node)) || keepsDims)
    return success();
  Operand mean = *node.results()[0];
  Shape shape = {mean.shape[0], mean.shape[1]};
  FailureOr<Value> flat = reshape(node, mean, shape);
  if (failed(flat))
    return failure();
  return node.result(*flat, shape);
}

static LogicalResult importReduceMean(Node &node) {
  return meanOver(node, node.integers("axes"));
}

static LogicalResult importReduceMeanAxes(Node &node) {
  node.ignore({"noop_with_empty_axes"}); // axes other than H, W are refused
  FailureOr<std::vector<int64_t>> axes = node.integerList(1, "'axes'");
  return failed(axes) ? failure() : meanOver(node, *axes);
}

ArrayRef<Operator> poolingOperators() {
  static const Operator table[] = {
      {"MaxPool", 1, newestOpset, 1, 1, importMaxPool},
      {"AveragePool", 7, newestOpset, 1, 1, importAveragePool},
      {"GlobalAveragePool", 1, newestOpset, 1, 1, importGlobalAveragePool},
      {"GlobalMaxPool", 1, newestOpset, 1, 1, importGlobalMaxPool},
      {"ReduceMean", 1, 17, 1, 1, importReduceMean},
      {"ReduceMean", 18, newestOpset, 2, 2, importReduceMeanAxes},
  };
  return table;
}

} // namespace attendc::importer
