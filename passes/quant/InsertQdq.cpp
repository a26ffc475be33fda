// InsertQdq.cpp: writes the rounding of a calibrated float graph as quantize
// and dequantize ops, and its weights as integers.

#include "passes/quant/Passes.h"

#include "dialects/attend/AttendDialect.h"
#include "passes/quant/RoundedValues.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
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

namespace {
/// One run over one function.
class Insertion {
public:
  Insertion(func::FuncOp function, bool isSigned)
      : function(function), isSigned(isSigned) {}

  LogicalResult run();

private:
  void insertPair(Value value, q8::Quantization chosen);
  LogicalResult quantizeParameters(Operation *op);
  void nameApart();

  func::FuncOp function;
  bool isSigned;
};
} // namespace

/// Op `user` computes in float what it reads of `value`: an output of the
/// function or a float op, where no integers stand for `value` anyway.
static bool readsFloats(Value value, Operation *user) {
  Operation *op = value.getDefiningOp();
  bool isOfFloats = op && (constantOf(value) || staysFloat(op));
  return isOfFloats && (isa<func::ReturnOp>(user) || staysFloat(user));
}

/// value -> quantize -> dequantize -> its readers; a constant is quantized now.
void Insertion::insertPair(Value edge, q8::Quantization chosen) {
  OpBuilder builder(function.getContext());
  builder.setInsertionPointAfterValue(edge);
  auto element = IntegerType::get(builder.getContext(), chosen.bits,
                                  chosen.isUnsigned ? IntegerType::Unsigned
                                                    : IntegerType::Signless);
  RankedTensorType type = cast<RankedTensorType>(edge.getType()).clone(element);
  Value quantized;
  if (DenseElementsAttr elements = constantOf(edge)) {
    SmallVector<APInt> integers;
    for (float real : elements.getValues<float>())
      integers.push_back(APInt(element.getWidth(), q8::quantize(real, chosen),
                               /*isSigned=*/!chosen.isUnsigned));
    quantized = attend::ConstantOp::create(
        builder, edge.getLoc(), type, DenseElementsAttr::get(type, integers));
  } else {
    quantized = QuantizeOp::create(builder, edge.getLoc(), type, edge,
                                   chosen.scale, chosen.zeroPoint);
  }
  auto dequantize =
      DequantizeOp::create(builder, edge.getLoc(), edge.getType(), quantized,
                           chosen.scale, chosen.zeroPoint);
  edge.replaceUsesWithIf(dequantize, [&](OpOperand &use) {
    Operation *user = use.getOwner();
    return !isa<QuantizeOp>(user) && !readsFloats(edge, user) &&
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
  if (!isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp>(op) || staysFloat(op))
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
  ArrayRef<float> scales;
  if (auto chosen = op->getAttrOfType<DenseF32ArrayAttr>(kWeightScalesName))
    scales = chosen;
  if (!scales.empty() && (int64_t(scales.size()) != channels ||
                          !llvm::all_of(scales, [](float scale) {
                            return std::isfinite(scale) && scale > 0;
                          })))
    return op->emitError("expected '")
           << kWeightScalesName << "' with " << channels
           << " positive numbers, one for each output channel";
  QuantizedWeights quantized =
      quantizeWeights(weights, channels, biases, inputScale, scales);

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
  FailureOr<RoundedValues> rounded = RoundedValues::find(function);
  if (failed(rounded))
    return failure();
  FailureOr<SmallVector<q8::Quantization>> parameters =
      rounded->recordedParameters(isSigned);
  if (failed(parameters))
    return failure();
  SmallVector<Operation *> ops;
  for (Operation &op : function.getBody().front().without_terminator())
    ops.push_back(&op);
  for (Value value : rounded->values())
    insertPair(value, (*parameters)[*rounded->classOf(value)]);
  for (Operation *op : ops)
    if (failed(quantizeParameters(op)))
      return failure();
  for (Operation *op : ops) {
    for (StringRef name : {kRangeName, kKeepFloatName, kInt16Name,
                           kWeightScalesName, kFourBitsName})
      op->removeDiscardableAttr(name);
    if (isa<attend::ConstantOp>(op) && op->use_empty())
      op->erase();
  }
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.removeArgAttr(i, kRangeName);
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
