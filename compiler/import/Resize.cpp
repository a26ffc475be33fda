// Resize.cpp: Resize and Upsample over H and W; decides output sizes and the
// scales by which coordinates are mapped.
// Source: ONNX operators Upsample-7, -9, Resize-10, -11, -13, -18, -19;
// sizes and scales in single precision as ONNX Runtime computes them.

#include "compiler/import/Layout.h"
#include "compiler/import/Operators.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace mlir;
using attendc::attend::CoordinateMode;
using attendc::attend::NearestMode;
using attendc::attend::ResizeMode;

namespace attendc::importer {

namespace {
/// How a resize reads its input.
struct Reading {
  ResizeMode mode = ResizeMode::Nearest;
  CoordinateMode coordinate = CoordinateMode::Asymmetric;
  NearestMode nearest = NearestMode::Floor;
};
} // namespace

/// Emits the resize of operand 0 to the ONNX shape `shape` by `scales` [H, W].
static LogicalResult emitResize(Node &node, ArrayRef<int64_t> shape,
                                ArrayRef<float> scales, Reading reading) {
  FailureOr<Value> input = node.image(0, "the input");
  FailureOr<RankedTensorType> type = node.type(shape);
  if (failed(input) || failed(type))
    return failure();
  return node.result(attend::ResizeOp::create(
                         node.builder(), node.loc(), *type, reading.mode,
                         *input, reading.coordinate, reading.nearest, scales),
                     shape);
}

/// The resize by one scale per dimension, those of N and C being 1.
static LogicalResult resizeByScales(Node &node, ArrayRef<float> scales,
                                    Reading reading) {
  const Shape &in = node.operand(0).shape;
  if (scales.size() != in.size() || in.size() != 4)
    return node.unsupported("the input has shape " + shapeText(in) + " and " +
                            Twine(scales.size()) +
                            " scales; expected 4 of each");
  Shape shape;
  for (auto [dim, scale] : llvm::zip(in, scales)) {
    float length = std::floor(static_cast<float>(dim) * scale);
    if (!std::isfinite(scale) || scale <= 0 || !(length >= 1) ||
        length > static_cast<float>(maxElements))
      return node.badInput("a scale is " + numberText(scale) +
                           ", expected a positive number that leaves at "
                           "least one position");
    shape.push_back(static_cast<int64_t>(length));
  }
  if (scales[0] != 1.0f || scales[1] != 1.0f)
    return node.unsupported("the scales of N and C are " +
                            numberText(scales[0]) + " and " +
                            numberText(scales[1]) + "; expected 1");
  return emitResize(node, shape, scales.drop_front(2), reading);
}

/// The resize to one size per dimension, those of N and C unchanged.
static LogicalResult resizeBySizes(Node &node, ArrayRef<int64_t> sizes,
                                   Reading reading) {
  const Shape &in = node.operand(0).shape;
  if (sizes.size() != in.size() || in.size() != 4)
    return node.unsupported("the input has shape " + shapeText(in) + " and " +
                            Twine(sizes.size()) + " sizes; expected 4 of each");
  if (sizes[0] != in[0] || sizes[1] != in[1])
    return node.unsupported("resizes N or C; expected sizes of H and W only");
  float scales[] = {static_cast<float>(sizes[2]) / static_cast<float>(in[2]),
                    static_cast<float>(sizes[3]) / static_cast<float>(in[3])};
  return emitResize(node, sizes, scales, reading);
}

static FailureOr<ResizeMode> readMode(Node &node) {
  std::string mode = node.string("mode", "nearest");
  if (mode == "nearest")
    return ResizeMode::Nearest;
  if (mode == "linear" || mode == "bilinear")
    return ResizeMode::Linear;
  return node.unsupported("'mode' is '" + Twine(mode) +
                          "'; expected nearest or linear");
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
  FailureOr<ResizeMode> mode = readMode(node);
  if (failed(mode))
    return failure();
  for (float scale : scales)
    if (!(scale >= 1))
      return node.badInput("a scale is " + numberText(scale) +
                           ", expected at least 1");
  return resizeByScales(node, scales, {*mode});
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
  FailureOr<ResizeMode> mode = readMode(node);
  FailureOr<std::vector<float>> scales = readScales(node, 1);
  if (failed(mode) || failed(scales))
    return failure();
  Reading reading{*mode};
  bool shrinks = llvm::any_of(*scales, [](float scale) { return scale < 1; });
  bool enlarges = llvm::any_of(*scales, [](float scale) { return scale > 1; });
  if (reading.mode == ResizeMode::Nearest && shrinks) {
    if (enlarges)
      return node.unsupported("enlarges one dimension and shrinks another; "
                              "export the model with opset 11 or later");
    reading.nearest = NearestMode::Ceil;
  }
  return resizeByScales(node, *scales, reading);
}

static FailureOr<Reading> readReading(Node &node) {
  Reading reading;
  FailureOr<ResizeMode> mode = readMode(node);
  if (failed(mode))
    return failure();
  reading.mode = *mode;
  std::string coordinate =
      node.string("coordinate_transformation_mode", "half_pixel");
  auto map = llvm::StringSwitch<std::optional<CoordinateMode>>(coordinate)
                 .Case("asymmetric", CoordinateMode::Asymmetric)
                 .Case("half_pixel", CoordinateMode::HalfPixel)
                 .Case("pytorch_half_pixel", CoordinateMode::PytorchHalfPixel)
                 .Case("align_corners", CoordinateMode::AlignCorners)
                 .Default(std::nullopt);
  if (!map)
    return node.unsupported("'coordinate_transformation_mode' is '" +
                            Twine(coordinate) +
                            "'; expected asymmetric, half_pixel, "
                            "pytorch_half_pixel or align_corners");
  reading.coordinate = *map;
  std::string nearest = node.string("nearest_mode", "round_prefer_floor");
  auto rounding = llvm::StringSwitch<std::optional<NearestMode>>(nearest)
                      .Case("floor", NearestMode::Floor)
                      .Case("ceil", NearestMode::Ceil)
                      .Case("round_prefer_floor", NearestMode::RoundPreferFloor)
                      .Case("round_prefer_ceil", NearestMode::RoundPreferCeil)
                      .Default(std::nullopt);
  if (!rounding)
    return node.badInput("'nearest_mode' is '" + Twine(nearest) +
                         "'; expected floor, ceil, round_prefer_floor or "
                         "round_prefer_ceil");
  if (reading.mode == ResizeMode::Nearest)
    reading.nearest = *rounding;
  return reading;
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

/// Inputs: X, roi, scales, sizes. The attributes that matter to cubic
/// interpolation and cropping only are not looked at.
static LogicalResult importResize(Node &node) {
  node.ignore({"cubic_coeff_a", "exclude_outside", "extrapolation_value"});
  FailureOr<Reading> reading = readReading(node);
  if (failed(reading))
    return failure();
  if (node.integer("antialias", 0) != 0)
    return node.unsupported("'antialias' is 1; expected 0");
  std::string policy = node.string("keep_aspect_ratio_policy", "stretch");
  if (policy != "stretch")
    return node.unsupported("'keep_aspect_ratio_policy' is '" + Twine(policy) +
                            "'; expected stretch");
  std::vector<int64_t> axes = node.integers("axes");
  const Shape &in = node.operand(0).shape;
  FailureOr<std::vector<float>> scales = readScales(node, 2);
  if (failed(scales))
    return failure();
  if (!scales->empty()) {
    if (!axes.empty())
      scales = spread<float>(node, *scales, axes,
                             std::vector<float>(in.size(), 1.0f));
    return failed(scales) ? failure() : resizeByScales(node, *scales, *reading);
  }
  if (!node.has(3))
    return node.badInput("both scales and sizes are missing");
  FailureOr<std::vector<int64_t>> sizes = node.integerList(3, "'sizes'");
  if (succeeded(sizes) && !axes.empty())
    sizes = spread<int64_t>(node, *sizes, axes, {in.begin(), in.end()});
  return failed(sizes) ? failure() : resizeBySizes(node, *sizes, *reading);
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
