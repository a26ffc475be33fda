// ExportOps.cpp: decides which ONNX nodes say what each attend op means.

#include "compiler/export/ExportOps.h"

#include "dialects/attend/AttendDialect.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;

namespace attendc::onnxexport {

static int64_t rankOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getRank();
}

/// Names of all operands, as `roles` call constants among them.
static SmallVector<std::string> operandsOf(Operation *op, OnnxGraph &graph,
                                           ArrayRef<StringRef> roles = {}) {
  SmallVector<std::string> names;
  for (auto [i, operand] : llvm::enumerate(op->getOpOperands()))
    names.push_back(graph.nameOf(operand, i < roles.size() ? roles[i] : ""));
  return names;
}

template <typename ConvOp>
static LogicalResult exportConv(ConvOp op, const char *type, OnnxGraph &graph) {
  onnx::NodeProto &node = graph.addNode(
      op, type, operandsOf(op, graph, {"input", "weight", "bias"}));
  ArrayRef<int64_t> kernel = op.getWeight().getType().getShape();
  setInts(node, "dilations", op.getDilations());
  setInt(node, "group", op.getGroups());
  setInts(node, "kernel_shape", kernel.slice(1, 2));
  setInts(node, "pads", op.getPads());
  setInts(node, "strides", op.getStrides());
  return success();
}

static LogicalResult exportFullyConnected(FullyConnectedOp op,
                                          OnnxGraph &graph) {
  onnx::NodeProto &node = graph.addNode(
      op, "Gemm", operandsOf(op, graph, {"input", "weight", "bias"}));
  setInt(node, "transB", 1);
  return success();
}

template <typename PoolOp>
static onnx::NodeProto &exportPool(PoolOp op, const char *type,
                                   OnnxGraph &graph) {
  onnx::NodeProto &node = graph.addNode(op, type, operandsOf(op, graph));
  setInts(node, "kernel_shape", op.getKernel());
  setInts(node, "pads", op.getPads());
  setInts(node, "strides", op.getStrides());
  return node;
}

static LogicalResult exportAvgPool(AvgPool2dOp op, OnnxGraph &graph) {
  onnx::NodeProto &node = exportPool(op, "AveragePool", graph);
  setInt(node, "count_include_pad", op.getCountIncludePad());
  return success();
}

static LogicalResult exportBatchNorm(BatchNormOp op, OnnxGraph &graph) {
  onnx::NodeProto &node = graph.addNode(
      op, "BatchNormalization",
      operandsOf(op, graph, {"input", "scale", "offset", "mean", "variance"}));
  setFloat(node, "epsilon", op.getEpsilon().convertToFloat());
  return success();
}

/// The slopes of ONNX broadcast from the right, so for NCHW they are [C, 1, 1].
static LogicalResult exportPRelu(PReluOp op, OnnxGraph &graph) {
  auto constant = op.getSlope().getDefiningOp<attend::ConstantOp>();
  if (!constant)
    return op.emitError("unsupported: slopes must be constants");
  auto elements = cast<DenseElementsAttr>(constant.getValue());
  SmallVector<int64_t> shape(elements.getType().getShape());
  if (rankOf(op) == 4)
    shape.append({1, 1});
  std::string slope = graph.addInitializer(
      op, "slope", onnx::TensorProto::FLOAT, shape, onnxBytes(elements));
  graph.addNode(op, "PRelu",
                {graph.nameOf(op.getInputMutable()), std::move(slope)});
  return success();
}

/// alpha * x + beta, without the part that changes nothing.
static LogicalResult exportScale(UnaryOp op, std::string input, float alpha,
                                 float beta, OnnxGraph &graph) {
  if (beta == 0.0f) {
    graph.addNode(op, "Mul",
                  {std::move(input), graph.addScalar(op, "factor", alpha)});
    return success();
  }
  if (alpha != 1.0f)
    input = graph.addStep(op, "Mul", "factor",
                          {input, graph.addScalar(op, "factor", alpha)});
  graph.addNode(op, "Add",
                {std::move(input), graph.addScalar(op, "offset", beta)});
  return success();
}

static LogicalResult exportUnary(UnaryOp op, OnnxGraph &graph) {
  std::string input = graph.nameOf(op.getInputMutable());
  float alpha = op.getAlpha().convertToFloat();
  float beta = op.getBeta().convertToFloat();
  switch (op.getKind()) {
  case UnaryKind::Relu:
    graph.addNode(op, "Relu", {input});
    return success();
  case UnaryKind::Clip:
    graph.addNode(op, "Clip",
                  {input, graph.addScalar(op, "min", alpha),
                   graph.addScalar(op, "max", beta)});
    return success();
  case UnaryKind::LeakyRelu:
    setFloat(graph.addNode(op, "LeakyRelu", {input}), "alpha", alpha);
    return success();
  case UnaryKind::Sigmoid:
    graph.addNode(op, "Sigmoid", {input});
    return success();
  case UnaryKind::HardSigmoid: {
    onnx::NodeProto &node = graph.addNode(op, "HardSigmoid", {input});
    setFloat(node, "alpha", alpha);
    setFloat(node, "beta", beta);
    return success();
  }
  case UnaryKind::HardSwish:
    graph.addNode(op, "HardSwish", {input});
    return success();
  case UnaryKind::Silu: {
    std::string gate = graph.addStep(op, "Sigmoid", "sigmoid", {input});
    graph.addNode(op, "Mul", {input, gate});
    return success();
  }
  case UnaryKind::Tanh:
    graph.addNode(op, "Tanh", {input});
    return success();
  case UnaryKind::Scale:
    return exportScale(op, input, alpha, beta, graph);
  case UnaryKind::Elu:
    setFloat(graph.addNode(op, "Elu", {input}), "alpha", alpha);
    return success();
  case UnaryKind::RoundEven:
    graph.addNode(op, "Round", {input});
    return success();
  default:
    // The others have ONNX's names: `exp` is Exp.
    std::string name = stringifyUnaryKind(op.getKind()).str();
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    graph.addNode(op, name, {input});
    return success();
  }
}

static StringRef coordinateName(CoordinateMode mode) {
  return mode == CoordinateMode::PytorchHalfPixel
             ? "pytorch_half_pixel"
             : stringifyCoordinateMode(mode);
}

/// Scales if ONNX's floor(length * scale) gives the result's lengths whatever
/// the precision it is computed in, else sizes.
static LogicalResult exportResize(ResizeOp op, OnnxGraph &graph) {
  ArrayRef<int64_t> in = op.getInput().getType().getShape();
  ArrayRef<int64_t> out = op.getType().getShape();
  bool fits = true;
  for (unsigned i : {0, 1}) {
    float length = static_cast<float>(in[i + 1]), scale = op.getScales()[i];
    fits &=
        static_cast<int64_t>(length * scale) == out[i + 1] &&
        static_cast<int64_t>(static_cast<double>(length) * scale) == out[i + 1];
  }
  SmallVector<std::string> inputs = {graph.nameOf(op.getInputMutable()), ""};
  if (fits) {
    float scales[] = {1.0f, 1.0f, op.getScales()[0], op.getScales()[1]};
    std::string bytes(sizeof(scales), '\0');
    std::memcpy(bytes.data(), scales, sizeof(scales));
    inputs.push_back(graph.addInitializer(
        op, "scales", onnx::TensorProto::FLOAT, {4}, std::move(bytes)));
  } else {
    inputs.push_back("");
    inputs.push_back(graph.addIntegers(op, "sizes", inOnnxOrder(out)));
  }
  onnx::NodeProto &node = graph.addNode(op, "Resize", inputs);
  setString(node, "coordinate_transformation_mode",
            coordinateName(op.getCoordinate()));
  setString(node, "mode", stringifyResizeMode(op.getMode()));
  setString(node, "nearest_mode", stringifyNearestMode(op.getNearest()));
  return success();
}

static LogicalResult exportPad(PadOp op, OnnxGraph &graph) {
  SmallVector<int64_t> pads = inOnnxOrder(op.getLow());
  llvm::append_range(pads, inOnnxOrder(op.getHigh()));
  onnx::NodeProto &node = graph.addNode(
      op, "Pad",
      {graph.nameOf(op.getInputMutable()), graph.addIntegers(op, "pads", pads),
       graph.addScalar(op, "value", op.getValue().convertToFloat())});
  if (op.getMode() != PadMode::Constant)
    setString(node, "mode", stringifyPadMode(op.getMode()));
  return success();
}

static LogicalResult exportSlice(SliceOp op, OnnxGraph &graph) {
  SmallVector<int64_t> ends, axes;
  for (auto [i, start] : llvm::enumerate(op.getStarts())) {
    int64_t step = op.getSteps()[i];
    int64_t last = start + (op.getType().getDimSize(i) - 1) * step;
    // An end of -1 would count from behind.
    ends.push_back(step > 0 ? last + 1 : last > 0 ? last - 1 : INT64_MIN);
    axes.push_back(i);
  }
  graph.addNode(op, "Slice",
                {graph.nameOf(op.getInputMutable()),
                 graph.addIntegers(op, "starts", inOnnxOrder(op.getStarts())),
                 graph.addIntegers(op, "ends", inOnnxOrder(ends)),
                 graph.addIntegers(op, "axes", axes),
                 graph.addIntegers(op, "steps", inOnnxOrder(op.getSteps()))});
  return success();
}

static LogicalResult exportTranspose(TransposeOp op, OnnxGraph &graph) {
  int64_t rank = rankOf(op);
  SmallVector<int64_t> permutation;
  for (int64_t dim : toOnnxOrder(rank))
    permutation.push_back(onnxDim(rank, op.getPermutation()[dim]));
  setInts(graph.addNode(op, "Transpose", operandsOf(op, graph)), "perm",
          permutation);
  return success();
}

/// Whether the elements of an NHWC tensor stand in another order in NCHW.
static bool differsInOnnx(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  return shape.size() == 4 && shape[3] != 1 && shape[1] * shape[2] != 1;
}

/// A reshape keeps the order of elements in attend, so ONNX's tensors are put
/// into that order around it where theirs differs.
static LogicalResult exportReshape(ReshapeOp op, OnnxGraph &graph) {
  std::string input = graph.nameOf(op->getOpOperand(0));
  onnx::NodeProto *node;
  if (differsInOnnx(op.getInput())) {
    input = graph.addStep(op, "Transpose", "to_nhwc", {input}, &node);
    setInts(*node, "perm", {0, 2, 3, 1});
  }
  ArrayRef<int64_t> shape = cast<RankedTensorType>(op.getType()).getShape();
  bool isPermuted = differsInOnnx(op);
  std::string target = graph.addIntegers(
      op, "shape",
      isPermuted ? SmallVector<int64_t>(shape) : inOnnxOrder(shape));
  if (!isPermuted) {
    graph.addNode(op, "Reshape", {input, target});
    return success();
  }
  std::string nhwc = graph.addStep(op, "Reshape", "nhwc", {input, target});
  setInts(graph.addNode(op, "Transpose", {nhwc}), "perm", {0, 3, 1, 2});
  return success();
}

template <typename QdqOp>
static LogicalResult exportQdq(QdqOp op, const char *type, StringRef role,
                               Type integers, OnnxGraph &graph) {
  int64_t axis = static_cast<int64_t>(op.getAxis());
  SmallVector<int64_t> shape;
  if (axis >= 0)
    shape.push_back(op.getScales().size());
  std::string scales(reinterpret_cast<const char *>(op.getScales().data()),
                     op.getScales().size() * sizeof(float));
  std::string zeroPoints;
  for (int32_t zeroPoint : op.getZeroPoints()) {
    char raw[4];
    std::memcpy(raw, &zeroPoint, sizeof(raw));
    zeroPoints.append(raw, integers.getIntOrFloatBitWidth() / 8);
  }
  std::string input = graph.nameOf(op->getOpOperand(0), role);
  onnx::NodeProto &node = graph.addNode(
      op, type,
      {input,
       graph.addInitializer(op, (role + ".scale").str(),
                            onnx::TensorProto::FLOAT, shape, scales),
       graph.addInitializer(op, (role + ".zero_point").str(),
                            onnxType(integers), shape, zeroPoints)});
  if (axis >= 0)
    setInt(node, "axis", onnxDim(rankOf(op), axis));
  if (integers.isInteger(16))
    node.set_domain(kMicrosoftDomain.str());
  return success();
}

/// What the integers of a DequantizeLinear are to their first reader.
static StringRef roleOf(DequantizeOp op) {
  if (!op.getInput().getDefiningOp<attend::ConstantOp>())
    return "output";
  if (op->use_empty() ||
      !isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp>(*op->user_begin()))
    return "constant";
  return op->use_begin()->getOperandNumber() == 1 ? "weight" : "bias";
}

LogicalResult exportOp(Operation *op, OnnxGraph &graph) {
  auto plain = [&](const char *type) -> onnx::NodeProto & {
    return graph.addNode(op, type, operandsOf(op, graph));
  };
  auto binary = [&](const char *type) {
    plain(type);
    return success();
  };
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([](attend::ConstantOp) { return success(); })
      .Case([&](Conv2dOp op) { return exportConv(op, "Conv", graph); })
      .Case([&](ConvTranspose2dOp op) {
        return exportConv(op, "ConvTranspose", graph);
      })
      .Case(
          [&](FullyConnectedOp op) { return exportFullyConnected(op, graph); })
      .Case([&](MaxPool2dOp op) {
        onnx::NodeProto &node = exportPool(op, "MaxPool", graph);
        if (llvm::any_of(op.getDilations(), [](int64_t d) { return d != 1; }))
          setInts(node, "dilations", op.getDilations());
        return success();
      })
      .Case([&](AvgPool2dOp op) { return exportAvgPool(op, graph); })
      .Case([&](GlobalAvgPoolOp) { return binary("GlobalAveragePool"); })
      .Case([&](BatchNormOp op) { return exportBatchNorm(op, graph); })
      .Case([&](AddOp) { return binary("Add"); })
      .Case([&](MaxOp) { return binary("Max"); })
      .Case([&](MinOp) { return binary("Min"); })
      .Case([&](PowOp) { return binary("Pow"); })
      .Case([&](SubOp) { return binary("Sub"); })
      .Case([&](MulOp) { return binary("Mul"); })
      .Case([&](DivOp) { return binary("Div"); })
      .Case([&](UnaryOp op) { return exportUnary(op, graph); })
      .Case([&](PReluOp op) { return exportPRelu(op, graph); })
      .Case([&](SoftmaxOp op) {
        setInt(plain(op.getLog() ? "LogSoftmax" : "Softmax"), "axis",
               onnxDim(rankOf(op), op.getAxis()));
        return success();
      })
      .Case([&](ResizeOp op) { return exportResize(op, graph); })
      .Case([&](PadOp op) { return exportPad(op, graph); })
      .Case([&](ConcatOp op) {
        setInt(plain("Concat"), "axis", onnxDim(rankOf(op), op.getAxis()));
        return success();
      })
      .Case([&](SliceOp op) { return exportSlice(op, graph); })
      .Case([&](TransposeOp op) { return exportTranspose(op, graph); })
      .Case([&](ReshapeOp op) { return exportReshape(op, graph); })
      .Case([&](QuantizeOp op) {
        return exportQdq(op, "QuantizeLinear", "output",
                         getElementTypeOrSelf(op.getType()), graph);
      })
      .Case([&](DequantizeOp op) {
        return exportQdq(op, "DequantizeLinear", roleOf(op),
                         getElementTypeOrSelf(op.getInput().getType()), graph);
      })
      .Default([](Operation *op) {
        return op->emitError("unsupported: '")
               << op->getName() << "' has no form in ONNX; expected flat "
               << "attend ops";
      });
}

} // namespace attendc::onnxexport
