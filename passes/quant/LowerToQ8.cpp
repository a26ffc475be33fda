// LowerToQ8.cpp: attend-lower-to-q8 walks the quantizes of a QDQ graph, turns
// the cluster behind each into q8 ops where there are some, and gives the
// function integer inputs and outputs.

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
  void lowerInputs(func::FuncOp function);
  void sinkMovements(attend::QuantizeOp quantize, OpBuilder &builder);
  LogicalResult lowerQuantize(attend::QuantizeOp quantize, OpBuilder &builder);
  void lowerIntegers(Operation *op, OpBuilder &builder);
  void lowerOutputs(func::FuncOp function, OpBuilder &builder);

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

// The one way in which a model input is read as integers: the quantization of
// the quantizes that are all its readers if it is float, else that of its
// dequantizes. None if there are several ways, or other readers of a float
// input.
static std::optional<q8::Quantization> readingOf(BlockArgument argument) {
  std::optional<q8::Quantization> reading;
  bool isFloat = getElementTypeOrSelf(argument.getType()).isF32();
  for (Operation *user : argument.getUsers()) {
    bool isReader = isFloat ? isa<attend::QuantizeOp>(user)
                            : isa<attend::DequantizeOp>(user);
    FailureOr<q8::Quantization> found = failure();
    if (isReader)
      found = quantizationOf(user);
    if (isReader && succeeded(found) && (!reading || *reading == *found))
      reading = *found;
    else if (isFloat || isReader)
      return std::nullopt;
  }
  return reading;
}

void LowerToQ8::lowerInputs(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    std::optional<q8::Quantization> quantization = readingOf(argument);
    if (!quantization)
      continue;
    quantizations[argument] = *quantization;
    for (NamedAttribute attribute : attributesOf(*quantization, &getContext()))
      function.setArgAttr(index, attribute.getName(), attribute.getValue());
    if (!getElementTypeOrSelf(argument.getType()).isF32())
      continue;
    auto integers = cast<RankedTensorType>(
        argument.getUsers().begin()->getResult(0).getType());
    argument.setType(integers);
    for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
      user->getResult(0).replaceAllUsesWith(argument);
      user->erase();
    }
  }
}

// quantize(constant): the integers, so that weights which a model stores as
// floats with a QuantizeLinear are constant too.
static void foldConstant(attend::QuantizeOp quantize, DenseElementsAttr floats,
                         OpBuilder &builder) {
  RankedTensorType type = cast<RankedTensorType>(quantize.getType());
  Type element = type.getElementType();
  int64_t axis = quantize.getAxis(), inner = 1, length = 1;
  if (quantize.getScales().size() > 1) {
    length = type.getDimSize(axis);
    for (int64_t size : type.getShape().drop_front(axis + 1))
      inner *= size;
  }
  int32_t bits = element.getIntOrFloatBitWidth();
  SmallVector<APInt> numbers;
  for (auto [i, x] : llvm::enumerate(floats.getValues<float>())) {
    int64_t at = i / inner % length;
    int32_t number =
        q8::quantize(x, {quantize.getScales()[at], quantize.getZeroPoints()[at],
                         element.isUnsignedInteger(), bits});
    numbers.emplace_back(bits, number, /*isSigned=*/true,
                         /*implicitTrunc=*/true);
  }
  quantize.replaceAllUsesWith(
      attend::ConstantOp::create(builder, quantize.getLoc(), type,
                                 DenseElementsAttr::get(type, numbers))
          .getResult());
}

// The real numbers behind an integer constant that float ops read: what is
// known is stored as it is computed with.
static void foldConstant(attend::DequantizeOp dequantize,
                         DenseElementsAttr integers, OpBuilder &builder) {
  RankedTensorType type = cast<RankedTensorType>(dequantize.getType());
  ArrayRef<float> scales = dequantize.getScales();
  int64_t inner = 1, length = 1;
  if (scales.size() > 1) {
    length = type.getDimSize(dequantize.getAxis());
    for (int64_t size : type.getShape().drop_front(dequantize.getAxis() + 1))
      inner *= size;
  }
  bool isUnsigned = integers.getElementType().isUnsignedInteger();
  SmallVector<float> numbers;
  numbers.reserve(integers.getNumElements());
  for (auto [i, value] : llvm::enumerate(integers.getValues<APInt>())) {
    int64_t at = i / inner % length;
    int64_t integer = isUnsigned ? value.getZExtValue() : value.getSExtValue();
    numbers.push_back(float(integer - dequantize.getZeroPoints()[at]) *
                      scales[at]);
  }
  builder.setInsertionPoint(dequantize);
  dequantize.replaceAllUsesWith(
      attend::ConstantOp::create(builder, dequantize.getLoc(), type,
                                 DenseElementsAttr::get<float>(type, numbers))
          .getResult());
}

bool quant::isReadAsFloat(Value value) {
  return llvm::any_of(value.getUsers(), [](Operation *user) {
    if (auto function = dyn_cast<attend::UnaryOp>(user))
      return isReadAsFloat(function.getResult());
    return !isa<attend::QuantizeOp>(user);
  });
}

static FailureOr<Value> lowerCore(Cluster &cluster) {
  // It is computed with real numbers anyway, and the integers are theirs.
  if (!isa<attend::DequantizeOp>(cluster.core) &&
      !whyNoMovement(cluster.core).empty() &&
      isReadAsFloat(cluster.core->getResult(0)))
    return staysFloat(cluster.core,
                      "its result is read without QuantizeLinear");
  return TypeSwitch<Operation *, FailureOr<Value>>(cluster.core)
      .Case([&](attend::DequantizeOp) { return lowerFunctions(cluster); })
      .Case([&](attend::Conv2dOp) { return lowerConv2d(cluster); })
      .Case([&](attend::ConvTranspose2dOp) {
        return lowerConvTranspose2d(cluster);
      })
      .Case([&](attend::FullyConnectedOp) {
        return lowerFullyConnected(cluster);
      })
      .Case([&](attend::AvgPool2dOp) { return lowerAvgPool2d(cluster); })
      .Case(
          [&](attend::GlobalAvgPoolOp) { return lowerGlobalAvgPool(cluster); })
      .Case([&](attend::AddOp) { return lowerAdd(cluster); })
      .Case([&](attend::MulOp) { return lowerMul(cluster); })
      .Case([&](attend::PReluOp) { return lowerPRelu(cluster); })
      .Case([&](attend::SoftmaxOp) { return lowerSoftmax(cluster); })
      .Case([&](attend::ResizeOp resize) {
        return resize.getMode() == attend::ResizeMode::Linear
                   ? lowerLinearResize(cluster)
                   : lowerMovement(cluster);
      })
      .Case<attend::MaxPool2dOp, attend::PadOp, attend::ConcatOp,
            attend::SliceOp, attend::TransposeOp, attend::ReshapeOp>(
          [&](Operation *) { return lowerMovement(cluster); })
      .Case([&](attend::CondenserOp) {
        return unsupported(cluster, "it has no integer form; run "
                                    "attend-expand-condensers before "
                                    "quantization");
      })
      .Default([&](Operation *core) {
        return staysFloat(core, "it has no integer form");
      });
}

LogicalResult LowerToQ8::lowerQuantize(attend::QuantizeOp quantize,
                                       OpBuilder &builder) {
  builder.setInsertionPoint(quantize);
  if (quantize.use_empty())
    return success();
  auto constant = quantize.getInput().getDefiningOp<attend::ConstantOp>();
  auto floats = constant ? dyn_cast<DenseElementsAttr>(constant.getValue())
                         : DenseElementsAttr();
  if (floats && q8::isActivation(getElementTypeOrSelf(quantize.getType()))) {
    foldConstant(quantize, floats, builder);
    return success();
  }
  FailureOr<q8::Quantization> quantization = quantizationOf(quantize);
  if (succeeded(quantization))
    quantizations[quantize] = *quantization;
  FailureOr<Cluster> cluster = readCluster(quantize, builder);
  if (failed(cluster))
    return success();
  cluster->matchOrtX64 = match == "ort-x64";
  FailureOr<Value> integers = lowerCore(*cluster);
  if (failed(integers))
    return failure(cluster->isWrong);
  quantizations[*integers] = cluster->output;
  quantize.replaceAllUsesWith(*integers);
  return success();
}

// Movements between an op and its quantize stand behind the quantize: the op
// has an integer form, and it is the movement that would be no part of it.
void LowerToQ8::sinkMovements(attend::QuantizeOp quantize, OpBuilder &builder) {
  while (Value moved = sinkMovement(quantize, builder))
    quantizations[moved] = *quantizationOf(quantize);
}

// A model may move integers themselves.
void LowerToQ8::lowerIntegers(Operation *op, OpBuilder &builder) {
  if (!whyNoMovement(op).empty() ||
      !q8::isActivation(getElementTypeOrSelf(op->getResult(0).getType())))
    return;
  builder.setInsertionPoint(op);
  SmallVector<Value> inputs;
  for (Value input : op->getOperands())
    inputs.push_back(integersOf(input, builder));
  auto pad = dyn_cast<attend::PadOp>(op);
  Value moved = createMovement(
      builder, op, inputs,
      pad ? static_cast<int32_t>(pad.getValue().convertToFloat()) : 0);
  if (auto known = quantizations.find(inputs[0]); known != quantizations.end())
    quantizations[moved] = q8::Quantization(known->second);
  op->getResult(0).replaceAllUsesWith(moved);
}

// A model output is a buffer of its own: a slice of everything.
static Value copyOf(Value value, OpBuilder &builder) {
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> starts(type.getRank(), 0), steps(type.getRank(), 1);
  if (q8::isActivation(type.getElementType()))
    return q8::SliceOp::create(builder, value.getLoc(), type,
                               integersOf(value, builder), starts, steps);
  return attend::SliceOp::create(builder, value.getLoc(), type, value, starts,
                                 steps);
}

void LowerToQ8::lowerOutputs(func::FuncOp function, OpBuilder &builder) {
  Operation *terminator = function.front().getTerminator();
  builder.setInsertionPoint(terminator);
  for (OpOperand &operand : terminator->getOpOperands()) {
    unsigned index = operand.getOperandNumber();
    Value value = operand.get();
    auto dequantize = value.getDefiningOp<attend::DequantizeOp>();
    FailureOr<q8::Quantization> quantization = failure();
    if (dequantize)
      quantization = quantizationOf(dequantize);
    if (succeeded(quantization)) {
      value = dequantize.getInput();
      quantizations[value] = *quantization;
    }
    auto found = quantizations.find(value);
    if (!value.getDefiningOp() ||
        isa<attend::ConstantOp>(value.getDefiningOp()))
      value = copyOf(value, builder);
    operand.set(value);
    if (found == quantizations.end())
      continue;
    for (NamedAttribute attribute : attributesOf(found->second, &getContext()))
      function.setResultAttr(index, attribute.getName(), attribute.getValue());
  }
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
  OpBuilder builder(&getContext());
  for (auto add : llvm::to_vector(function.front().getOps<attend::AddOp>()))
    if (!isReadAsFloat(add.getResult()))
      takeInBias(add, builder);
  for (auto quantize :
       llvm::to_vector(function.front().getOps<attend::QuantizeOp>()))
    sinkMovements(quantize, builder);
  lowerInputs(function);
  for (Operation &op : llvm::make_early_inc_range(function.front()))
    raiseMovement(&op, builder);
  SmallVector<Operation *> operations =
      llvm::map_to_vector(function.front(), [](Operation &op) { return &op; });
  for (Operation *op : operations) {
    if (auto quantize = dyn_cast<attend::QuantizeOp>(op)) {
      if (failed(lowerQuantize(quantize, builder)))
        return signalPassFailure();
      continue;
    }
    lowerIntegers(op, builder);
  }
  lowerOutputs(function, builder);
  // Float ops that are integers now, and constants of clusters that stay.
  auto eraseUnused = [&] {
    for (Operation &op :
         llvm::make_early_inc_range(llvm::reverse(function.front())))
      if (op.use_empty() && isPure(&op) &&
          !op.hasTrait<OpTrait::IsTerminator>())
        op.erase();
  };
  eraseUnused();
  for (auto dequantize : llvm::make_early_inc_range(
           function.front().getOps<attend::DequantizeOp>()))
    if (auto constant =
            dequantize.getInput().getDefiningOp<attend::ConstantOp>())
      if (auto integers = dyn_cast<DenseElementsAttr>(constant.getValue()))
        foldConstant(dequantize, integers, builder);
  eraseUnused();
  function.setType(
      FunctionType::get(&getContext(), function.front().getArgumentTypes(),
                        function.front().getTerminator()->getOperandTypes()));
}
