// Window.cpp: decides pads and output sizes of convolutions and pools.
// Source: ONNX operators Conv-11, MaxPool-12, AveragePool-11.

#include "compiler/import/Window.h"

#include "compiler/import/Layout.h"

using namespace mlir;

namespace attendc::importer {

/// The C computes positions such as oh * stride - pad in int32_t.
static constexpr int64_t maxWindowNumber = INT16_MAX;

/// A list attribute of `size` numbers in [least, maxWindowNumber], or `absent`
/// for each.
static FailureOr<std::vector<int64_t>> readList(Node &node, StringRef name,
                                                size_t size, int64_t least,
                                                int64_t absent) {
  std::vector<int64_t> values = node.integers(name);
  if (values.empty())
    return std::vector<int64_t>(size, absent);
  if (values.size() != size)
    return node.badInput("'" + name + "' has " + Twine(values.size()) +
                         " entries, expected " + Twine(size) +
                         " for this input");
  for (int64_t value : values) {
    if (value < least)
      return node.badInput("'" + name + "' is " + shapeText(values) +
                           ", expected numbers of at least " + Twine(least));
    if (value > maxWindowNumber)
      return node.unsupported("'" + name + "' is " + shapeText(values) +
                              ", supported are numbers up to " +
                              Twine(maxWindowNumber));
  }
  return values;
}

void Window::raiseToPicture() {
  if (dims() != 1)
    return;
  for (Shape *numbers : {&kernel, &strides, &dilations})
    numbers->insert(numbers->begin(), 1);
  pads = {0, pads[0], 0, pads[1]};
}

FailureOr<Window> readWindow(Node &node, size_t dims,
                             ArrayRef<int64_t> weightKernel) {
  FailureOr<std::vector<int64_t>> kernel =
      readList(node, "kernel_shape", dims, 1, 0);
  FailureOr<std::vector<int64_t>> strides =
      readList(node, "strides", dims, 1, 1);
  FailureOr<std::vector<int64_t>> dilations =
      readList(node, "dilations", dims, 1, 1);
  FailureOr<std::vector<int64_t>> pads = readList(node, "pads", 2 * dims, 0, 0);
  if (failed(kernel) || failed(strides) || failed(dilations) || failed(pads))
    return failure();
  if (weightKernel.empty() && (*kernel)[0] == 0)
    return node.badInput("attribute 'kernel_shape' is missing");
  if (!weightKernel.empty()) {
    if ((*kernel)[0] != 0 && ArrayRef<int64_t>(*kernel) != weightKernel)
      return node.badInput("'kernel_shape' is " + shapeText(*kernel) +
                           ", the weights have " + shapeText(weightKernel));
    *kernel = weightKernel.vec();
  }
  Window window;
  window.kernel.assign(kernel->begin(), kernel->end());
  window.strides.assign(strides->begin(), strides->end());
  window.dilations.assign(dilations->begin(), dilations->end());
  window.pads.assign(pads->begin(), pads->end());
  window.autoPad = node.string("auto_pad", "NOTSET");
  StringRef choice = window.autoPad;
  if (choice != "NOTSET" && choice != "VALID" && choice != "SAME_UPPER" &&
      choice != "SAME_LOWER")
    return node.badInput("'auto_pad' is '" + choice +
                         "', expected NOTSET, VALID, SAME_UPPER or "
                         "SAME_LOWER");
  if (choice != "NOTSET")
    window.pads.assign(2 * dims, 0);
  return window;
}

FailureOr<Shape> resolveWindow(Node &node, Window &window,
                               ArrayRef<int64_t> input, bool ceilMode) {
  size_t dims = window.dims();
  Shape output(dims);
  for (size_t d = 0; d < dims; ++d) {
    int64_t stride = window.strides[d], extent = window.extent(d);
    int64_t &before = window.pads[d], &after = window.pads[d + dims];
    if (window.autoPad == "SAME_UPPER" || window.autoPad == "SAME_LOWER") {
      output[d] = (input[d] + stride - 1) / stride;
      int64_t total =
          std::max<int64_t>((output[d] - 1) * stride + extent - input[d], 0);
      before = window.autoPad == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
      after = total - before;
      continue;
    }
    int64_t room = input[d] + before + after - extent;
    if (room < 0)
      return node.badInput("the window covers " + Twine(extent) +
                           " positions, the input with "
                           "pads has " +
                           Twine(input[d] + before + after) + " in " +
                           (d + 1 == dims   ? "W"
                            : d + 2 == dims ? "H"
                                            : "D"));
    output[d] = room / stride + 1;
    if (!ceilMode || room % stride == 0 ||
        output[d] * stride >= input[d] + before)
      continue;
    after = output[d] * stride + extent - input[d] - before;
    ++output[d];
  }
  return output;
}

FailureOr<Picture> readPicture(Node &node) {
  FailureOr<Value> input = node.numbers(0, "the input");
  if (failed(input))
    return failure();
  Operand operand = node.operand(0);
  if (operand.rank() != 3 && operand.rank() != 4)
    return node.unsupported("the input has shape " + shapeText(operand.shape) +
                            "; expected 3 or 4 dimensions: N, C, H, W");
  operand.value = *input;
  operand.constant.reset();
  Shape shape = operand.shape;
  if (operand.rank() == 3)
    shape.insert(shape.begin() + 2, 1);
  FailureOr<Value> value = reshape(node, operand, shape);
  if (failed(value))
    return failure();
  return Picture{*value, shape};
}

LogicalResult finishPicture(Node &node, Value value, ArrayRef<int64_t> shape) {
  Operand picture;
  picture.type = node.operand(0).type;
  picture.shape.assign(shape.begin(), shape.end());
  picture.value = value;
  Shape wanted = picture.shape;
  if (node.operand(0).rank() == 3)
    wanted.erase(wanted.begin() + 2);
  FailureOr<Value> result = reshape(node, picture, wanted);
  if (failed(result))
    return failure();
  return node.result(*result, wanted, picture.type);
}

} // namespace attendc::importer
