// Resample.cpp: which input positions with which weights make an output
// position of a resize, dimension by dimension.
// Source: ONNX Resize-13, -18; R. Keys, "Cubic convolution interpolation for
// digital image processing", IEEE ASSP 29 (1981).

#include "compiler/import/Resample.h"

#include "compiler/import/Layout.h"
#include "dialects/attend/ResizeIndex.h"

#include <cmath>

using namespace mlir;

namespace attendc::importer {

namespace {
/// The taps of one output position; none if it lies outside of the input and
/// takes the extrapolation value.
struct Taps {
  SmallVector<int32_t, 4> indices;
  SmallVector<float, 4> weights;
};
} // namespace

/// The input coordinate of output position i, or nothing for another mode.
static std::optional<float> coordinateOf(const std::string &mode,
                                         const Axis &axis, int64_t i) {
  float position = static_cast<float>(i);
  float input = static_cast<float>(axis.input);
  float output = static_cast<float>(axis.output);
  if (auto known = attend::symbolizeCoordinateMode(mode))
    return attend::resizeCoordinate(*known, i, axis.scale, axis.input,
                                    axis.output);
  if (mode == "tf_half_pixel_for_nn")
    return (position + 0.5f) / axis.scale;
  if (mode == "half_pixel_symmetric") {
    // ONNX Resize-19: the picture's middle stays where it is.
    float adjusted = output / (axis.scale * input);
    float offset = input / 2 * (1 - adjusted);
    return offset + (position + 0.5f) / axis.scale - 0.5f;
  }
  if (mode == "tf_crop_and_resize") {
    if (axis.output == 1)
      return 0.5f * (axis.start + axis.end) * (input - 1);
    return axis.start * (input - 1) +
           position * (axis.end - axis.start) * (input - 1) / (output - 1);
  }
  return std::nullopt;
}

/// Positions outside of the input read its border.
static void addTap(Taps &taps, int64_t index, float weight, int64_t length) {
  taps.indices.push_back(
      static_cast<int32_t>(std::min(std::max<int64_t>(index, 0), length - 1)));
  taps.weights.push_back(weight);
}

/// The four weights of a cubic at `fraction` behind the second tap.
static void addCubic(Taps &taps, const ResizeMethod &method, int64_t first,
                     float fraction, int64_t length) {
  float a = method.cubicA;
  auto near = [&](float d) { return ((a + 2) * d - (a + 3)) * d * d + 1; };
  auto far = [&](float d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
  float weights[] = {far(fraction + 1), near(fraction), near(1 - fraction),
                     far(2 - fraction)};
  float sum = 0;
  for (int t = 0; t < 4; ++t) {
    int64_t index = first - 1 + t;
    if (method.excludesOutside && (index < 0 || index >= length))
      weights[t] = 0;
    sum += weights[t];
  }
  for (int t = 0; t < 4; ++t)
    addTap(taps, first - 1 + t,
           method.excludesOutside ? weights[t] / sum : weights[t], length);
}

static Taps tapsOf(const ResizeMethod &method, const Axis &axis, float x) {
  Taps taps;
  if (method.coordinate == "tf_crop_and_resize" &&
      (x < 0 || x > static_cast<float>(axis.input - 1)))
    return taps;
  if (method.mode == "nearest") {
    addTap(taps,
           attend::nearestIndex(*attend::symbolizeNearestMode(method.nearest),
                                x, axis.input),
           1, axis.input);
    return taps;
  }
  if (method.mode == "linear") {
    x = std::min(std::max(x, 0.0f), static_cast<float>(axis.input - 1));
    float first = std::floor(x);
    addTap(taps, static_cast<int64_t>(first), 1 - (x - first), axis.input);
    addTap(taps, static_cast<int64_t>(first) + 1, x - first, axis.input);
    return taps;
  }
  float first = std::floor(x);
  addCubic(taps, method, static_cast<int64_t>(first), x - first, axis.input);
  return taps;
}

/// `value` resized along the ONNX dimension `d`.
static FailureOr<Value> resampleAxis(Node &node, Value value, size_t d,
                                     ArrayRef<int64_t> shape, const Axis &axis,
                                     const ResizeMethod &method) {
  size_t count = method.mode == "cubic" ? 4 : method.mode == "linear" ? 2 : 1;
  if (failed(node.charge(axis.output * count * 8)))
    return failure();
  std::vector<int32_t> indices;
  std::vector<float> weights;
  for (int64_t i = 0; i < axis.output; ++i) {
    std::optional<float> x = coordinateOf(method.coordinate, axis, i);
    if (!x)
      return node.badInput("'coordinate_transformation_mode' is '" +
                           method.coordinate + "', which is none of ONNX's");
    if (!(std::fabs(*x) <= 2e9f))
      return node.badInput("output position " + Twine(i) + " reads position " +
                           numberText(*x));
    Taps taps = tapsOf(method, axis, *x);
    if (taps.indices.empty()) {
      taps.indices.assign(count, -1);
      taps.weights.assign(count, 0.0f);
    }
    indices.insert(indices.end(), taps.indices.begin(), taps.indices.end());
    weights.insert(weights.end(), taps.weights.begin(), taps.weights.end());
  }
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(type))
    return failure();
  return attend::ResampleOp::create(
             node.builder(), node.loc(), *type, value,
             attendDim(shape.size(), d), static_cast<int64_t>(count), indices,
             weights, llvm::APFloat(method.extrapolation))
      .getResult();
}

LogicalResult resample(Node &node, ArrayRef<Axis> axes,
                       const ResizeMethod &method) {
  FailureOr<Value> value = node.activation(0, "the input");
  if (failed(value))
    return failure();
  Shape shape = node.operand(0).shape;
  for (auto [d, axis] : llvm::enumerate(axes)) {
    bool crops = method.coordinate == "tf_crop_and_resize" &&
                 (axis.start != 0 || axis.end != 1);
    if (axis.output == axis.input && axis.scale == 1 && !crops)
      continue;
    if (axis.output > 1 << 20)
      return node.unsupported("resizes a dimension to " + Twine(axis.output) +
                              " positions in a mode other than nearest or "
                              "linear; expected at most 1048576");
    shape[d] = axis.output;
    value = resampleAxis(node, *value, d, shape, axis, method);
    if (failed(value))
      return failure();
  }
  return node.result(*value, shape);
}

} // namespace attendc::importer
