// InsertQdq.cpp: decides where a calibrated float graph rounds to 8 bits, and
// which values share scale and zero point.

#include "passes/quant/Passes.h"

#include "dialects/attend/AttendDialect.h"
#include "passes/quant/QuantizationParameters.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

#include <cmath>

namespace attendc::quant {
#define GEN_PASS_DEF_INSERTQDQ
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::quant;

static constexpr StringLiteral rangeName = "quant.range";

/// Relu and Clip take part in the rounding of the op before them.
static bool isClamp(Operation *op) {
  auto unary = dyn_cast<UnaryOp>(op);
  return unary && (unary.getKind() == UnaryKind::Relu ||
                   unary.getKind() == UnaryKind::Clip);
}

/// `value` is not rounded because its only reader clamps it.
static bool isInsideCluster(Value value) {
  Operation *op = value.getDefiningOp();
  return isa_and_nonnull<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp, AddOp,
                         SubOp, MulOp>(op) &&
         value.hasOneUse() && isClamp(*value.user_begin());
}

/// The result's elements are the operand's (and a pad value).
static bool movesElements(Operation *op) {
  if (auto resize = dyn_cast<ResizeOp>(op))
    return resize.getMode() == ResizeMode::Nearest;
  return isa<MaxPool2dOp, ReshapeOp, SliceOp, TransposeOp, PadOp>(op);
}

/// The result lies in [0, 1] and is rounded to steps of 1/256, as ONNX
/// Runtime's quantizer does.
static bool isUnitInterval(Operation *op) {
  auto unary = dyn_cast<UnaryOp>(op);
  return isa<SoftmaxOp>(op) || (unary && unary.getKind() == UnaryKind::Sigmoid);
}

/// The operands of `op` that are activations; the others are parameters.
static MutableArrayRef<OpOperand> activationsOf(Operation *op) {
  MutableArrayRef<OpOperand> operands = op->getOpOperands();
  if (isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp, BatchNormOp, PReluOp>(
          op))
    return operands.take_front(1);
  return operands;
}

static bool isFloat(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType().isF32();
}

static DenseElementsAttr constantOf(Value value) {
  auto constant = value.getDefiningOp<attend::ConstantOp>();
  return constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : nullptr;
}

namespace {
struct Range {
  float low = 0.0f, high = 0.0f;

  void include(float value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

/// One run over one function. An edge is a value that gets Q and DQ; edges of
/// one class share their parameters.
class Insertion {
public:
  Insertion(func::FuncOp function, bool isSigned)
      : function(function), isSigned(isSigned) {}

  LogicalResult run();

private:
  LogicalResult addEdge(Value value);
  LogicalResult collectEdges();
  void joinClasses();
  void chooseParameters();
  void insertPair(Value edge);
  LogicalResult quantizeParameters(Operation *op);
  void nameApart();

  func::FuncOp function;
  bool isSigned;
  llvm::MapVector<Value, Range> edges; // index: position in insertion order
  llvm::IntEqClasses classes;
  SmallVector<QuantizationParameters> parameters; // one for each class
};
} // namespace

/// Reads the range that calibration left for `value`, or that of a constant.
LogicalResult Insertion::addEdge(Value value) {
  if (!isFloat(value) || edges.contains(value))
    return success();
  Range range;
  Attribute recorded;
  Operation *op = value.getDefiningOp();
  if (DenseElementsAttr elements = constantOf(value)) {
    for (float element : elements.getValues<float>())
      range.include(element);
    edges[value] = range;
    return success();
  }
  if (op && isUnitInterval(op)) {
    edges[value] = {0.0f, 1.0f};
    return success();
  }
  if (op)
    recorded = op->getDiscardableAttr(rangeName);
  else
    recorded = function.getArgAttr(cast<BlockArgument>(value).getArgNumber(),
                                   rangeName);
  auto bounds = dyn_cast_or_null<DenseF32ArrayAttr>(recorded);
  if (!bounds || bounds.size() != 2 || !std::isfinite(bounds[0]) ||
      !std::isfinite(bounds[1]) || bounds[0] > bounds[1])
    return emitError(value.getLoc(), "expected '")
           << rangeName << "' with two finite numbers from calibration";
  range.include(bounds[0]);
  range.include(bounds[1]);
  edges[value] = range;
  return success();
}

LogicalResult Insertion::collectEdges() {
  for (BlockArgument argument : function.getArguments())
    if (failed(addEdge(argument)))
      return failure();
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (isa<attend::ConstantOp>(op))
      continue;
    if (isa<QuantizeOp, DequantizeOp>(op))
      return op.emitError("the graph is quantized already");
    if (isa<CondenserOp>(op))
      return op.emitError("expected condensers to be expanded before "
                          "quantization");
    for (OpOperand &operand : activationsOf(&op))
      if (constantOf(operand.get()) && failed(addEdge(operand.get())))
        return failure();
    if (!isInsideCluster(op.getResult(0)) && failed(addEdge(op.getResult(0))))
      return failure();
  }
  return success();
}

void Insertion::joinClasses() {
  classes.grow(edges.size());
  auto indexOf = [&](Value value) -> std::optional<unsigned> {
    auto *found = edges.find(value);
    if (found == edges.end())
      return std::nullopt;
    return found - edges.begin();
  };
  SmallVector<bool> isFixed(edges.size());
  for (auto [index, edge] : llvm::enumerate(edges)) {
    Operation *op = edge.first.getDefiningOp();
    if (!op)
      continue;
    isFixed[index] = isUnitInterval(op);
    if (movesElements(op)) {
      std::optional<unsigned> operand = indexOf(op->getOperand(0));
      if (operand) {
        classes.join(index, *operand);
        isFixed[index] = isFixed[*operand];
      }
    }
    // An operand that is read elsewhere keeps its own scale, and the
    // concatenation requantizes it.
    if (auto concat = dyn_cast<ConcatOp>(op))
      for (Value operand : concat.getInputs())
        if (std::optional<unsigned> at = indexOf(operand);
            at && operand.hasOneUse() && !isFixed[*at])
          classes.join(index, *at);
  }
  classes.compress();
}

void Insertion::chooseParameters() {
  SmallVector<Range> ranges(classes.getNumClasses());
  SmallVector<float> limits(classes.getNumClasses(), INFINITY);
  SmallVector<bool> isFixed(classes.getNumClasses());
  for (auto [index, edge] : llvm::enumerate(edges)) {
    Range &range = ranges[classes[index]];
    range.include(edge.second.low);
    range.include(edge.second.high);
    Operation *op = edge.first.getDefiningOp();
    if (op && isUnitInterval(op))
      isFixed[classes[index]] = true;
    auto clip = dyn_cast_or_null<UnaryOp>(op);
    if (clip && clip.getKind() == UnaryKind::Clip)
      limits[classes[index]] =
          std::min(limits[classes[index]], clip.getBeta().convertToFloat());
  }
  for (auto [range, limit, fixed] : llvm::zip_equal(ranges, limits, isFixed)) {
    QuantizationParameters chosen =
        activationParameters(range.low, range.high, isSigned);
    if (fixed)
      chosen = {1.0f / 256.0f, isSigned ? -128 : 0};
    else if (range.low == 0.0f && range.high > 0.0f && range.high <= limit)
      chosen.scale = scaleWithin(chosen.scale, limit);
    parameters.push_back(chosen);
  }
}

/// value -> quantize -> dequantize -> its readers; a constant is quantized now.
void Insertion::insertPair(Value edge) {
  unsigned index = edges.find(edge) - edges.begin();
  QuantizationParameters chosen = parameters[classes[index]];
  OpBuilder builder(function.getContext());
  builder.setInsertionPointAfterValue(edge);
  auto byteType =
      cast<RankedTensorType>(edge.getType())
          .clone(IntegerType::get(builder.getContext(), 8,
                                  isSigned ? IntegerType::Signless
                                           : IntegerType::Unsigned));
  Value quantized;
  if (DenseElementsAttr elements = constantOf(edge)) {
    SmallVector<char> bytes;
    for (float element : elements.getValues<float>())
      bytes.push_back(
          static_cast<char>(quantizeValue(element, chosen, isSigned)));
    quantized = attend::ConstantOp::create(
        builder, edge.getLoc(), byteType,
        DenseElementsAttr::getFromRawBuffer(byteType, bytes));
  } else {
    quantized = QuantizeOp::create(builder, edge.getLoc(), byteType, edge,
                                   chosen.scale, chosen.zeroPoint);
  }
  auto dequantize =
      DequantizeOp::create(builder, edge.getLoc(), edge.getType(), quantized,
                           chosen.scale, chosen.zeroPoint);
  edge.replaceUsesWithIf(dequantize, [&](OpOperand &use) {
    Operation *user = use.getOwner();
    return !isa<QuantizeOp>(user) &&
           (isa<func::ReturnOp>(user) ||
            use.getOperandNumber() < activationsOf(user).size());
  });
}

/// constant (integers) -> dequantize, one scale for each position of dimension
/// 0 or one in all.
static Value dequantizedConstant(OpBuilder &builder, Value original,
                                 Type elementType, ArrayRef<char> data,
                                 ArrayRef<float> scales) {
  auto type = cast<RankedTensorType>(original.getType());
  RankedTensorType integerType = type.clone(elementType);
  auto constant = attend::ConstantOp::create(
      builder, original.getLoc(), integerType,
      DenseElementsAttr::getFromRawBuffer(integerType, data));
  SmallVector<int32_t> zeroPoints(scales.size(), 0);
  int64_t channels = scales.size();
  return DequantizeOp::create(builder, original.getLoc(), type, constant,
                              scales, zeroPoints,
                              channels == type.getDimSize(0) ? 0 : -1);
}

/// Weights become int8 with one scale per output channel (conv_transpose2d,
/// whose output channels are not a dimension of its weights: one in all),
/// biases int32 in units of input scale * weight scale.
LogicalResult Insertion::quantizeParameters(Operation *op) {
  if (!isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp>(op))
    return success();
  DenseElementsAttr weight = constantOf(op->getOperand(1));
  DenseElementsAttr bias =
      op->getNumOperands() > 2 ? constantOf(op->getOperand(2)) : nullptr;
  if (!weight || (op->getNumOperands() > 2 && !bias))
    return op->emitError("unsupported: weights and bias must be constants");
  auto input = op->getOperand(0).getDefiningOp<DequantizeOp>();
  auto weightType = cast<RankedTensorType>(weight.getType());
  int64_t channels = isa<ConvTranspose2dOp>(op) ? 1 : weightType.getDimSize(0);
  SmallVector<float> weights(weight.getValues<float>());
  SmallVector<float> biases;
  if (bias)
    llvm::append_range(biases, bias.getValues<float>());
  for (ArrayRef<float> values : {ArrayRef(weights), ArrayRef(biases)})
    if (!llvm::all_of(values, [](float x) { return std::isfinite(x); }))
      return op->emitError("weights or bias hold an infinity or NaN");
  float inputScale = input.getScales()[0];
  QuantizedWeights quantized =
      quantizeWeights(weights, channels, biases, inputScale);

  OpBuilder builder(op);
  auto bytes = [](const auto &values) {
    return ArrayRef(reinterpret_cast<const char *>(values.data()),
                    values.size() * sizeof(values[0]));
  };
  op->setOperand(
      1, dequantizedConstant(builder, op->getOperand(1), builder.getI8Type(),
                             bytes(quantized.values), quantized.scales));
  if (!bias)
    return success();
  SmallVector<float> biasScales;
  for (float scale : quantized.scales)
    biasScales.push_back(scale * inputScale);
  op->setOperand(2, dequantizedConstant(builder, op->getOperand(2),
                                        builder.getI32Type(),
                                        bytes(quantized.bias), biasScales));
  return success();
}

/// Gives every op that computes a name of its own, so that the graph reads the
/// same whether it goes on or through an ONNX file, whose nodes need one.
/// Quantizes and dequantizes are named after the value, constants after their
/// reader.
void Insertion::nameApart() {
  llvm::StringSet<> taken;
  auto ops = function.getBody().front().without_terminator();
  auto nameOf = [](Operation &op) {
    auto name = dyn_cast<NameLoc>(op.getLoc());
    return name ? name.getName().str() : op.getName().stripDialect().str();
  };
  auto rename = [&](Operation &op, StringRef name) {
    op.setLoc(NameLoc::get(StringAttr::get(op.getContext(), name)));
  };
  auto isPart = [](Operation &op) {
    return isa<attend::ConstantOp, QuantizeOp, DequantizeOp>(op);
  };
  for (Operation &op : ops)
    if (!isPart(op))
      taken.insert(nameOf(op));
  llvm::StringSet<> seen;
  for (Operation &op : ops) {
    std::string name = nameOf(op), fresh = name;
    if (isPart(op) || seen.insert(name).second)
      continue;
    for (unsigned i = 1; !taken.insert(fresh).second; ++i)
      fresh = name + "_" + std::to_string(i);
    rename(op, fresh);
  }
  // Parts follow the op that they belong to.
  for (Operation &op : ops) {
    if (auto quantize = dyn_cast<QuantizeOp>(op)) {
      Value value = quantize.getInput();
      std::string name =
          value.getDefiningOp() ? nameOf(*value.getDefiningOp()) : "input";
      if (auto argument = dyn_cast<BlockArgument>(value))
        if (auto given = function.getArgAttrOfType<StringAttr>(
                argument.getArgNumber(), "attend.name"))
          name = given.str();
      rename(op, name + "_QuantizeLinear");
      rename(**op.user_begin(), name + "_DequantizeLinear");
    } else if (isa<attend::ConstantOp>(op) && !op.use_empty()) {
      Operation *dequantize = *op.user_begin();
      if (!isa<DequantizeOp>(dequantize) || dequantize->use_empty())
        continue;
      OpOperand &use = *dequantize->use_begin();
      std::string name = nameOf(*use.getOwner());
      rename(op, name);
      rename(*dequantize, name + "_DequantizeLinear_" +
                              std::to_string(use.getOperandNumber()));
    }
  }
}

LogicalResult Insertion::run() {
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  if (failed(collectEdges()))
    return failure();
  joinClasses();
  chooseParameters();
  SmallVector<Operation *> ops;
  for (Operation &op : function.getBody().front().without_terminator())
    ops.push_back(&op);
  for (auto &edge : edges)
    insertPair(edge.first);
  for (Operation *op : ops)
    if (failed(quantizeParameters(op)))
      return failure();
  for (Operation *op : ops) {
    op->removeDiscardableAttr(rangeName);
    if (isa<attend::ConstantOp>(op) && op->use_empty())
      op->erase();
  }
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.removeArgAttr(i, rangeName);
  nameApart();
  return success();
}

namespace {
struct InsertQdq : quant::impl::InsertQdqBase<InsertQdq> {
  using InsertQdqBase::InsertQdqBase;

  void runOnOperation() override {
    if (activations != "s8" && activations != "u8") {
      getOperation().emitError("activations are s8 or u8, not ")
          << activations.getValue();
      return signalPassFailure();
    }
    if (failed(Insertion(getOperation(), activations == "s8").run()))
      signalPassFailure();
  }
};
} // namespace
