// Window.cpp: decides pads and output sizes of convolutions and pools.
// Source: ONNX operators Conv-11, MaxPool-12, AveragePool-11.

#include "compiler/import/Window.h"

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
    return node.unsupported("'" + name + "' has " + Twine(values.size()) +
                            " entries, expected " + Twine(size) +
                            " for a window over H and W");
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

FailureOr<Window> readWindow(Node &node, ArrayRef<int64_t> weightKernel) {
  FailureOr<std::vector<int64_t>> kernel =
      readList(node, "kernel_shape", 2, 1, 0);
  FailureOr<std::vector<int64_t>> strides = readList(node, "strides", 2, 1, 1);
  FailureOr<std::vector<int64_t>> dilations =
      readList(node, "dilations", 2, 1, 1);
  FailureOr<std::vector<int64_t>> pads = readList(node, "pads", 4, 0, 0);
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
  std::copy(kernel->begin(), kernel->end(), window.kernel.begin());
  std::copy(strides->begin(), strides->end(), window.strides.begin());
  std::copy(dilations->begin(), dilations->end(), window.dilations.begin());
  std::copy(pads->begin(), pads->end(), window.pads.begin());
  window.autoPad = node.string("auto_pad", "NOTSET");
  StringRef choice = window.autoPad;
  if (choice != "NOTSET" && choice != "VALID" && choice != "SAME_UPPER" &&
      choice != "SAME_LOWER")
    return node.badInput("'auto_pad' is '" + choice +
                         "', expected NOTSET, VALID, SAME_UPPER or "
                         "SAME_LOWER");
  if (choice != "NOTSET")
    window.pads = {0, 0, 0, 0};
  return window;
}

FailureOr<std::array<int64_t, 2>> resolveWindow(Node &node, Window &window,
                                                ArrayRef<int64_t> input,
                                                bool ceilMode) {
  std::array<int64_t, 2> output;
  for (int d : {0, 1}) {
    int64_t stride = window.strides[d], extent = window.extent(d);
    int64_t &before = window.pads[d], &after = window.pads[d + 2];
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
                           (d == 0 ? "H" : "W"));
    output[d] = room / stride + 1;
    if (!ceilMode || room % stride == 0 ||
        output[d] * stride >= input[d] + before)
      continue;
    after = output[d] * stride + extent - input[d] - before;
    ++output[d];
  }
  return output;
}

} // namespace attendc::importer
