// Pooling.cpp: pools over H and W; ceil_mode and auto_pad become pads here.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"
#include "compiler/import/Window.h"

using namespace mlir;

namespace attendc::importer {

/// The window of a pool over `picture`, its pads less than the kernel, and the
/// output's ONNX shape. `ceilGrew` says that ceil_mode reached beyond the pads
/// that the model gives.
static FailureOr<Window> readPool(Node &node, const Picture &picture,
                                  Shape &shape, bool &ceilGrew) {
  bool ceilMode = node.integer("ceil_mode", 0);
  FailureOr<Window> window = readWindow(node, node.operand(0).rank() - 2, {});
  if (failed(window))
    return failure();
  window->raiseToPicture();
  Shape given = window->pads;
  auto out = resolveWindow(
      node, *window, ArrayRef<int64_t>(picture.shape).drop_front(2), ceilMode);
  if (failed(out))
    return failure();
  for (int d : {0, 1, 2, 3})
    if (window->pads[d] >= window->extent(d % 2))
      return node.badInput("'pads' is " + shapeText(window->pads) +
                           ", expected each less than the kernel " +
                           shapeText(window->kernel));
  ceilGrew = ceilMode && window->autoPad == "NOTSET" && window->pads != given;
  shape = {picture.shape[0], picture.shape[1], (*out)[0], (*out)[1]};
  return window;
}

static LogicalResult importMaxPool(Node &node) {
  node.ignore({"storage_order"}); // only about the Indices result
  if (node.operand(0).rank() == 5)
    return importPool3d(node, /*isMax=*/true);
  FailureOr<Picture> input = readPicture(node);
  if (failed(input))
    return failure();
  Shape shape;
  bool ceilGrew = false;
  FailureOr<Window> window = readPool(node, *input, shape, ceilGrew);
  if (failed(window))
    return failure();
  FailureOr<RankedTensorType> type = node.type(shape, node.operand(0).type);
  if (failed(type))
    return failure();
  return finishPicture(
      node,
      attend::MaxPool2dOp::create(node.builder(), node.loc(), *type,
                                  input->value, window->kernel, window->strides,
                                  window->pads, window->dilations),
      shape);
}

static LogicalResult importAveragePool(Node &node) {
  if (node.operand(0).rank() == 5)
    return importPool3d(node, /*isMax=*/false);
  bool countsPads = node.integer("count_include_pad", 0);
  FailureOr<Value> checked = node.activation(0, "the input");
  if (failed(checked))
    return failure();
  FailureOr<Picture> input = readPicture(node);
  if (failed(input))
    return failure();
  Shape shape;
  bool ceilGrew = false;
  FailureOr<Window> window = readPool(node, *input, shape, ceilGrew);
  if (failed(window))
    return failure();
  if (llvm::any_of(window->dilations, [](int64_t d) { return d != 1; }))
    return node.unsupported("'dilations' is not 1");
  // Writers disagree whether positions beyond the pads count then.
  if (countsPads && ceilGrew)
    return node.unsupported("'count_include_pad' with a 'ceil_mode' that "
                            "reaches beyond the pads");
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  return finishPicture(
      node,
      attend::AvgPool2dOp::create(node.builder(), node.loc(), *type,
                                  input->value, window->kernel, window->strides,
                                  window->pads, countsPads),
      shape);
}

/// The mean or the maximum over all dimensions behind N and C.
template <attend::ReduceKind kind>
static LogicalResult importGlobalPool(Node &node) {
  FailureOr<Value> input = node.activation(0, "the input");
  if (failed(input))
    return failure();
  const Shape &in = node.operand(0).shape;
  if (in.size() < 3)
    return node.badInput("the input has shape " + shapeText(in) +
                         ", expected at least 3 dimensions");
  Shape shape = in;
  SmallVector<int64_t> axes;
  for (size_t d = 2; d < in.size(); ++d) {
    shape[d] = 1;
    axes.push_back(d);
  }
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  if (in.size() != 4)
    return node.result(attend::ReduceOp::create(node.builder(), node.loc(),
                                                *type, kind, *input, axes),
                       shape);
  if (kind == attend::ReduceKind::Mean)
    return node.result(attend::GlobalAvgPoolOp::create(
                           node.builder(), node.loc(), *type, *input),
                       shape);
  int64_t kernel[] = {in[2], in[3]}, strides[] = {1, 1}, pads[] = {0, 0, 0, 0};
  return node.result(attend::MaxPool2dOp::create(node.builder(), node.loc(),
                                                 *type, *input, kernel, strides,
                                                 pads),
                     shape);
}

ArrayRef<Operator> poolingOperators() {
  static const Operator table[] = {
      {"MaxPool", 1, newestOpset, 1, 1, importMaxPool},
      {"AveragePool", 1, newestOpset, 1, 1, importAveragePool},
      {"GlobalAveragePool", 1, newestOpset, 1, 1,
       importGlobalPool<attend::ReduceKind::Mean>},
      {"GlobalMaxPool", 1, newestOpset, 1, 1,
       importGlobalPool<attend::ReduceKind::Max>},
  };
  return table;
}

} // namespace attendc::importer
