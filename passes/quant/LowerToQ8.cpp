// LowerToQ8.cpp: attend-lower-to-q8 walks the quantizes of a QDQ graph, turns
// the cluster behind each into q8 ops, and gives the function integer inputs
// and outputs.

#include "passes/quant/LowerToQ8Cluster.h"
#include "passes/quant/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

namespace attendc::quant {
#define GEN_PASS_DEF_LOWERTOQ8
#include "passes/quant/Passes.h.inc"
} // namespace attendc::quant

namespace {
struct LowerToQ8 : quant::impl::LowerToQ8Base<LowerToQ8> {
  using LowerToQ8Base::LowerToQ8Base;
  void runOnOperation() override;

private:
  LogicalResult lowerInputs(func::FuncOp function);
  LogicalResult lowerQuantize(attend::QuantizeOp quantize, OpBuilder &builder);
  LogicalResult lowerOutputs(func::FuncOp function);

  // What the integers that were made so far stand for.
  llvm::DenseMap<Value, q8::Quantization> quantizations;
};
} // namespace

static NamedAttrList attributesOf(const q8::Quantization &q,
                                  MLIRContext *context) {
  Builder builder(context);
  NamedAttrList attributes;
  attributes.set("q8.scale", builder.getF32FloatAttr(q.scale));
  attributes.set("q8.zero_point", builder.getI32IntegerAttr(q.zeroPoint));
  return attributes;
}

static StringRef nameOf(DictionaryAttr attributes) {
  auto name =
      attributes ? attributes.getAs<StringAttr>("attend.name") : StringAttr();
  return name ? name.getValue() : StringRef("without name");
}

// What every reader of a model input takes it for: quantizes if it is float,
// else dequantizes. Null if there are none, failure after an error.
static FailureOr<Operation *> readerOf(BlockArgument argument, StringRef name) {
  Operation *reader = nullptr;
  bool isFloat = getElementTypeOrSelf(argument.getType()).isF32();
  for (Operation *user : argument.getUsers()) {
    bool isReader = isFloat ? isa<attend::QuantizeOp>(user)
                            : isa<attend::DequantizeOp>(user);
    if (isFloat && !isReader)
      return unsupported(user, "its input is not quantized: no QuantizeLinear "
                               "behind model input '" +
                                   name + "'; run attendc quantize first");
    if (isFloat && failed(quantizationOf(user)))
      return unsupported(user, "model input '" + name +
                                   "' needs one scale and 8-bit integers");
    if (!isReader || failed(quantizationOf(user)))
      continue;
    if (reader && *quantizationOf(reader) != *quantizationOf(user))
      return unsupported(user, "model input '" + name +
                                   "' is read with two scales or zero points");
    reader = user;
  }
  return reader;
}

LogicalResult LowerToQ8::lowerInputs(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    StringRef name = nameOf(function.getArgAttrDict(index));
    Type element = getElementTypeOrSelf(argument.getType());
    if (!element.isF32() && !element.isInteger(8))
      return function.emitError() << "unsupported: model input '" << name
                                  << "' is neither float nor 8-bit integers";
    FailureOr<Operation *> reader = readerOf(argument, name);
    if (failed(reader))
      return failure();
    if (!*reader && element.isF32())
      return function.emitError()
             << "unsupported: model input '" << name << "' is never read";
    if (!*reader)
      continue;
    q8::Quantization quantization = *quantizationOf(*reader);
    quantizations[argument] = quantization;
    for (NamedAttribute attribute : attributesOf(quantization, &getContext()))
      function.setArgAttr(index, attribute.getName(), attribute.getValue());
    if (!element.isF32())
      continue;
    argument.setType((*reader)->getResult(0).getType());
    for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
      user->getResult(0).replaceAllUsesWith(argument);
      user->erase();
    }
  }
  return success();
}

// quantize(constant): the integers, so that weights which a model stores as
// floats with a QuantizeLinear are constant too.
static LogicalResult foldConstant(attend::QuantizeOp quantize,
                                  DenseElementsAttr floats,
                                  OpBuilder &builder) {
  RankedTensorType type = cast<RankedTensorType>(quantize.getType());
  Type element = type.getElementType();
  if (!element.isInteger(8))
    return unsupported(quantize, "only 8-bit integers are supported");
  int64_t axis = quantize.getAxis(), inner = 1, length = 1;
  if (quantize.getScales().size() > 1) {
    length = type.getDimSize(axis);
    for (int64_t size : type.getShape().drop_front(axis + 1))
      inner *= size;
  }
  SmallVector<int32_t> numbers;
  for (auto [i, x] : llvm::enumerate(floats.getValues<float>())) {
    int64_t at = i / inner % length;
    numbers.push_back(
        q8::quantize(x, {quantize.getScales()[at], quantize.getZeroPoints()[at],
                         element.isUnsignedInteger()}));
  }
  SmallVector<char> bytes(numbers.begin(), numbers.end());
  quantize.replaceAllUsesWith(
      attend::ConstantOp::create(
          builder, quantize.getLoc(), type,
          DenseElementsAttr::getFromRawBuffer(type, bytes))
          .getResult());
  return success();
}

static FailureOr<Value> lowerCore(Cluster &cluster) {
  auto noForm = [&](StringRef advice) -> FailureOr<Value> {
    return unsupported(cluster.core, "it has no integer form" + advice);
  };
  return TypeSwitch<Operation *, FailureOr<Value>>(cluster.core)
      .Case([&](attend::DequantizeOp) { return lowerFunctions(cluster); })
      .Case([&](attend::Conv2dOp) { return lowerConv2d(cluster); })
      .Case([&](attend::ConvTranspose2dOp) {
        return lowerConvTranspose2d(cluster);
      })
      .Case([&](attend::FullyConnectedOp) {
        return lowerFullyConnected(cluster);
      })
      .Case([&](attend::MaxPool2dOp) { return lowerMaxPool2d(cluster); })
      .Case([&](attend::AvgPool2dOp) { return lowerAvgPool2d(cluster); })
      .Case(
          [&](attend::GlobalAvgPoolOp) { return lowerGlobalAvgPool(cluster); })
      .Case([&](attend::AddOp) { return lowerAdd(cluster); })
      .Case([&](attend::MulOp) { return lowerMul(cluster); })
      .Case([&](attend::PReluOp) { return lowerPRelu(cluster); })
      .Case([&](attend::SoftmaxOp) { return lowerSoftmax(cluster); })
      .Case([&](attend::ResizeOp) { return lowerResize(cluster); })
      .Case([&](attend::PadOp) { return lowerPad(cluster); })
      .Case([&](attend::ConcatOp) { return lowerConcat(cluster); })
      .Case([&](attend::SliceOp) { return lowerSlice(cluster); })
      .Case([&](attend::TransposeOp) { return lowerTranspose(cluster); })
      .Case([&](attend::ReshapeOp) { return lowerReshape(cluster); })
      .Case([&](attend::BatchNormOp) {
        return noForm(" unless it is folded into a convolution "
                      "(attend-fold-batch-norm)");
      })
      .Case([&](attend::CondenserOp) {
        return noForm("; run attend-expand-condensers before quantization");
      })
      .Default([&](Operation *) { return noForm(""); });
}

LogicalResult LowerToQ8::lowerQuantize(attend::QuantizeOp quantize,
                                       OpBuilder &builder) {
  builder.setInsertionPoint(quantize);
  if (quantize.use_empty())
    return success();
  if (auto constant = quantize.getInput().getDefiningOp<attend::ConstantOp>())
    if (auto floats = dyn_cast<DenseElementsAttr>(constant.getValue()))
      return foldConstant(quantize, floats, builder);
  FailureOr<Cluster> cluster = readCluster(quantize, builder);
  if (failed(cluster))
    return failure();
  cluster->matchOrtX64 = match == "ort-x64";
  FailureOr<Value> integers = lowerCore(*cluster);
  if (failed(integers))
    return failure();
  quantizations[*integers] = cluster->output;
  quantize.replaceAllUsesWith(*integers);
  return success();
}

LogicalResult LowerToQ8::lowerOutputs(func::FuncOp function) {
  Operation *terminator = function.front().getTerminator();
  for (OpOperand &operand : terminator->getOpOperands()) {
    unsigned index = operand.getOperandNumber();
    StringRef name = nameOf(function.getResultAttrDict(index));
    Value value = operand.get();
    Operation *producer = value.getDefiningOp();
    if (auto dequantize = dyn_cast_or_null<attend::DequantizeOp>(producer)) {
      FailureOr<q8::Quantization> quantization = quantizationOf(dequantize);
      if (failed(quantization))
        return unsupported(dequantize, "model output '" + name +
                                           "' needs one scale and 8-bit "
                                           "integers");
      value = dequantize.getInput();
      quantizations[value] = *quantization;
    }
    if (isa<BlockArgument>(value) ||
        isa<attend::ConstantOp>(value.getDefiningOp()))
      return function.emitError()
             << "unsupported: model output '" << name
             << "' is a model input or a constant as it stands";
    if (!getElementTypeOrSelf(value.getType()).isInteger(8))
      return unsupported(producer, "its result is model output '" + name +
                                       "' and is not quantized: no "
                                       "QuantizeLinear behind it; run attendc "
                                       "quantize first");
    operand.set(value);
    auto quantization = quantizations.find(value);
    if (quantization == quantizations.end())
      continue;
    for (NamedAttribute attribute :
         attributesOf(quantization->second, &getContext()))
      function.setResultAttr(index, attribute.getName(), attribute.getValue());
  }
  return success();
}

void LowerToQ8::runOnOperation() {
  func::FuncOp function = getOperation();
  quantizations.clear();
  if (match != "" && match != "ort-x64") {
    function.emitError() << "unknown arithmetic to match '" << match
                         << "', expected ort-x64 or none";
    return signalPassFailure();
  }
  if (function.isExternal())
    return;
  if (failed(lowerInputs(function)))
    return signalPassFailure();
  OpBuilder builder(&getContext());
  SmallVector<Operation *> operations =
      llvm::map_to_vector(function.front(), [](Operation &op) { return &op; });
  for (Operation *op : operations) {
    if (auto quantize = dyn_cast<attend::QuantizeOp>(op)) {
      if (failed(lowerQuantize(quantize, builder)))
        return signalPassFailure();
      continue;
    }
    // A model may reshape integers themselves.
    auto reshape = dyn_cast<attend::ReshapeOp>(op);
    if (reshape && getElementTypeOrSelf(reshape.getType()).isInteger(8)) {
      builder.setInsertionPoint(reshape);
      reshape.replaceAllUsesWith(
          q8::ReshapeOp::create(builder, reshape.getLoc(), reshape.getType(),
                                reshape.getInput())
              .getResult());
    }
  }
  if (failed(lowerOutputs(function)))
    return signalPassFailure();
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(function.front())))
    if (isa_and_present<attend::AttendDialect>(op.getDialect()) &&
        op.use_empty())
      op.erase();
  function.setType(
      FunctionType::get(&getContext(), function.front().getArgumentTypes(),
                        function.front().getTerminator()->getOperandTypes()));
}
