// Resize.cpp: Resize and Upsample over H and W; decides output sizes and the
// scales by which coordinates are mapped.
// Source: ONNX operators Upsample-7, -9, Resize-10, -11, -13, -18, -19;
// sizes and scales in single precision as ONNX Runtime computes them.

#include "compiler/import/Layout.h"
#include "compiler/import/Quantization.h"
#include "compiler/import/Resample.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace mlir;
using attendc::attend::CoordinateMode;
using attendc::attend::NearestMode;
using attendc::attend::ResizeMode;

namespace attendc::importer {

/// attend.resize, where H and W of a picture change by nearest or linear
/// interpolation between coordinates that it knows; else nothing.
static std::optional<CoordinateMode>
knownCoordinate(Node &node, ArrayRef<Axis> axes, const ResizeMethod &method) {
  bool isPicture = axes.size() == 4 && axes[0].input == axes[0].output &&
                   axes[1].input == axes[1].output && axes[0].scale == 1 &&
                   axes[1].scale == 1;
  if (!isPicture || method.mode == "cubic")
    return std::nullopt;
  return llvm::StringSwitch<std::optional<CoordinateMode>>(method.coordinate)
      .Case("asymmetric", CoordinateMode::Asymmetric)
      .Case("half_pixel", CoordinateMode::HalfPixel)
      .Case("pytorch_half_pixel", CoordinateMode::PytorchHalfPixel)
      .Case("align_corners", CoordinateMode::AlignCorners)
      .Default(std::nullopt);
}

static LogicalResult emitResize(Node &node, ArrayRef<Axis> axes,
                                const ResizeMethod &method) {
  std::optional<CoordinateMode> coordinate =
      knownCoordinate(node, axes, method);
  if (!coordinate)
    return resample(node, axes, method);
  Shape shape;
  for (const Axis &axis : axes)
    shape.push_back(axis.output);
  bool isNearest = method.mode == "nearest";
  Operand input = node.operand(0);
  // A nearest resize copies: bytes as the numbers that they are.
  bool isBytes = isNearest && (input.type == ElementType::I8 ||
                               input.type == ElementType::U8);
  FailureOr<Value> value =
      isBytes ? node.numbers(0, "the input") : node.activation(0, "the input");
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(value) || failed(type))
    return failure();
  const Quantization bytes{{1.0f}, {0}, -1};
  input.constant.reset();
  input.value = *value;
  if (isBytes) {
    FailureOr<Operand> real = dequantize(node, input, bytes);
    if (failed(real))
      return failure();
    *value = real->value;
  }
  NearestMode nearest = isNearest
                            ? *attend::symbolizeNearestMode(method.nearest)
                            : NearestMode::Floor;
  float scales[] = {axes[2].scale, axes[3].scale};
  Operand result;
  result.shape = shape;
  result.value = attend::ResizeOp::create(node.builder(), node.loc(), *type,
                                          isNearest ? ResizeMode::Nearest
                                                    : ResizeMode::Linear,
                                          *value, *coordinate, nearest, scales);
  if (!isBytes)
    return node.result(result.value, shape);
  FailureOr<Operand> copied = quantize(node, result, bytes, input.type);
  return failed(copied) ? failure() : node.forward(*copied);
}

/// The resize by one scale for each dimension.
static FailureOr<SmallVector<Axis>> axesByScales(Node &node,
                                                 ArrayRef<float> scales) {
  const Shape &in = node.operand(0).shape;
  if (scales.size() != in.size())
    return node.badInput("the input has shape " + shapeText(in) + " and " +
                         Twine(scales.size()) +
                         " scales; expected one for each dimension");
  SmallVector<Axis> axes;
  for (auto [dim, scale] : llvm::zip(in, scales)) {
    float length = std::floor(static_cast<float>(dim) * scale);
    if (!std::isfinite(scale) || scale <= 0 || !(length >= 1) ||
        length > static_cast<float>(maxElements))
      return node.badInput("a scale is " + numberText(scale) +
                           ", expected a positive number that leaves at "
                           "least one position");
    axes.push_back({dim, static_cast<int64_t>(length), scale});
  }
  return axes;
}

/// The resize to one size for each dimension.
static FailureOr<SmallVector<Axis>> axesBySizes(Node &node,
                                                ArrayRef<int64_t> sizes) {
  const Shape &in = node.operand(0).shape;
  if (sizes.size() != in.size())
    return node.badInput("the input has shape " + shapeText(in) + " and " +
                         Twine(sizes.size()) +
                         " sizes; expected one for each dimension");
  SmallVector<Axis> axes;
  for (auto [dim, size] : llvm::zip(in, sizes)) {
    if (size < 1 || size > maxElements)
      return node.badInput("a size is " + Twine(size) +
                           ", expected a positive number");
    axes.push_back(
        {dim, size, static_cast<float>(size) / static_cast<float>(dim)});
  }
  return axes;
}

static FailureOr<std::string> readMode(Node &node) {
  std::string mode = node.string("mode", "nearest");
  if (mode == "bilinear")
    mode = "linear";
  if (mode != "nearest" && mode != "linear" && mode != "cubic")
    return node.badInput("'mode' is '" + Twine(mode) +
                         "'; expected nearest, linear or cubic");
  return mode;
}

/// Operand i as scales; an absent or empty one has none.
static FailureOr<std::vector<float>> readScales(Node &node, size_t i) {
  if (!node.has(i))
    return std::vector<float>();
  if (!node.isConstant(i))
    return node.unsupported("the scales are computed by the graph; expected "
                            "a constant");
  TensorRef scales = node.operand(i).constant->plain();
  if (scales->type() != ElementType::F32 || scales->rank() > 1)
    return node.badInput("the scales are " + elementTypeName(scales->type()) +
                         " of shape " + shapeText(scales->shape()) +
                         ", expected one dimension of float32");
  return scales->floats();
}

/// Upsample: scales of at least 1, asymmetric, floor.
static LogicalResult upsample(Node &node, ArrayRef<float> scales) {
  FailureOr<std::string> mode = readMode(node);
  if (failed(mode))
    return failure();
  for (float scale : scales)
    if (!(scale >= 1))
      return node.badInput("a scale is " + numberText(scale) +
                           ", expected at least 1");
  FailureOr<SmallVector<Axis>> axes = axesByScales(node, scales);
  return failed(axes) ? failure()
                      : emitResize(node, *axes, {*mode, "asymmetric", "floor"});
}

static LogicalResult importUpsampleAttributes(Node &node) {
  return upsample(node, node.reals("scales"));
}

static LogicalResult importUpsampleInput(Node &node) {
  FailureOr<std::vector<float>> scales = readScales(node, 1);
  return failed(scales) ? failure() : upsample(node, *scales);
}

/// Resize-10: asymmetric. ONNX does not say how nearest rounds; ONNX Runtime
/// takes the floor where it enlarges and the ceiling where it shrinks.
static LogicalResult importResizeScales(Node &node) {
  FailureOr<std::string> mode = readMode(node);
  FailureOr<std::vector<float>> scales = readScales(node, 1);
  if (failed(mode) || failed(scales))
    return failure();
  ResizeMethod method{*mode, "asymmetric", "floor"};
  bool shrinks = llvm::any_of(*scales, [](float scale) { return scale < 1; });
  bool enlarges = llvm::any_of(*scales, [](float scale) { return scale > 1; });
  if (*mode == "nearest" && shrinks) {
    if (enlarges)
      return node.unsupported("enlarges one dimension and shrinks another; "
                              "export the model with opset 11 or later");
    method.nearest = "ceil";
  }
  FailureOr<SmallVector<Axis>> axes = axesByScales(node, *scales);
  return failed(axes) ? failure() : emitResize(node, *axes, method);
}

static FailureOr<ResizeMethod> readMethod(Node &node) {
  FailureOr<std::string> mode = readMode(node);
  if (failed(mode))
    return failure();
  ResizeMethod method;
  method.mode = *mode;
  method.coordinate =
      node.string("coordinate_transformation_mode", "half_pixel");
  method.nearest = node.string("nearest_mode", "round_prefer_floor");
  if (!attend::symbolizeNearestMode(method.nearest))
    return node.badInput("'nearest_mode' is '" + Twine(method.nearest) +
                         "'; expected floor, ceil, round_prefer_floor or "
                         "round_prefer_ceil");
  method.cubicA = node.real("cubic_coeff_a", -0.75f);
  method.excludesOutside = node.integer("exclude_outside", 0);
  method.extrapolation = node.real("extrapolation_value", 0);
  if (method.excludesOutside && method.mode == "linear" &&
      method.coordinate != "tf_crop_and_resize")
    method.excludesOutside = false; // a linear resize stays inside
  return method;
}

/// Sets the region of interest of each axis from operand 1: the starts, then
/// the ends.
static LogicalResult readRegion(Node &node, SmallVectorImpl<Axis> &axes) {
  if (!node.has(1) || !node.isConstant(1))
    return node.unsupported("the region of interest is no constant");
  std::vector<float> region = node.operand(1).constant->plain()->floats();
  if (region.size() != 2 * axes.size())
    return node.badInput("the region of interest has " + Twine(region.size()) +
                         " numbers, expected two for each dimension");
  for (auto [d, axis] : llvm::enumerate(axes)) {
    axis.start = region[d];
    axis.end = region[d + axes.size()];
    if (!std::isfinite(axis.start) || !std::isfinite(axis.end))
      return node.badInput("the region of interest is not finite");
  }
  return success();
}

/// Spreads per-axis entries of Resize-18 over all dimensions of the input.
template <typename T>
static FailureOr<std::vector<T>> spread(Node &node, ArrayRef<T> given,
                                        ArrayRef<int64_t> axes,
                                        std::vector<T> all) {
  if (given.size() != axes.size())
    return node.badInput("'axes' has " + Twine(axes.size()) +
                         " entries, the scales or sizes " +
                         Twine(given.size()));
  for (auto [axis, value] : llvm::zip(axes, given)) {
    FailureOr<int64_t> normal = normalizeAxis(node, axis, all.size());
    if (failed(normal))
      return failure();
    all[*normal] = value;
  }
  return all;
}

/// Inputs: X, roi, scales, sizes.
static LogicalResult importResize(Node &node) {
  FailureOr<ResizeMethod> method = readMethod(node);
  if (failed(method))
    return failure();
  if (node.integer("antialias", 0) != 0)
    return node.unsupported("'antialias' is 1; expected 0");
  std::string policy = node.string("keep_aspect_ratio_policy", "stretch");
  if (policy != "stretch")
    return node.unsupported("'keep_aspect_ratio_policy' is '" + Twine(policy) +
                            "'; expected stretch");
  std::vector<int64_t> given = node.integers("axes");
  const Shape &in = node.operand(0).shape;
  FailureOr<std::vector<float>> scales = readScales(node, 2);
  if (failed(scales))
    return failure();
  FailureOr<SmallVector<Axis>> axes = failure();
  if (!scales->empty()) {
    if (!given.empty())
      scales = spread<float>(node, *scales, given,
                             std::vector<float>(in.size(), 1.0f));
    if (failed(scales))
      return failure();
    axes = axesByScales(node, *scales);
  } else {
    if (!node.has(3))
      return node.badInput("both scales and sizes are missing");
    FailureOr<std::vector<int64_t>> sizes = node.integerList(3, "'sizes'");
    if (succeeded(sizes) && !given.empty())
      sizes = spread<int64_t>(node, *sizes, given, {in.begin(), in.end()});
    if (failed(sizes))
      return failure();
    axes = axesBySizes(node, *sizes);
  }
  if (failed(axes))
    return failure();
  if (method->coordinate == "tf_crop_and_resize") {
    if (!given.empty())
      return node.unsupported("'axes' with tf_crop_and_resize");
    if (failed(readRegion(node, *axes)))
      return failure();
  }
  return emitResize(node, *axes, *method);
}

ArrayRef<Operator> resizeOperators() {
  static const Operator table[] = {
      {"Upsample", 7, 8, 1, 1, importUpsampleAttributes},
      {"Upsample", 9, 9, 2, 2, importUpsampleInput},
      {"Resize", 10, 10, 2, 2, importResizeScales},
      {"Resize", 11, newestOpset, 1, 4, importResize},
  };
  return table;
}

} // namespace attendc::importer
