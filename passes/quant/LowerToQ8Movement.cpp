// LowerToQ8Movement.cpp: ops that only move numbers become copies of integers,
// wherever they stand, requantized where their quantize has other parameters.

#include "passes/quant/LowerToQ8Cluster.h"

#include "dialects/attend/ResizeIndex.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <array>

using namespace mlir;
using namespace attendc;
using namespace attendc::quant;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

// The rows and columns of [N, H, W, C] that an op copies, if it does just that:
// a nearest resize, mirrored or repeated edges, steps backwards.
static std::optional<std::array<SmallVector<int32_t>, 2>>
copiedPositions(Operation *op) {
  RankedTensorType input = typeOf(op->getOperand(0)),
                   result = typeOf(op->getResult(0));
  if (input.getRank() != 4 || input.getDimSize(0) != result.getDimSize(0) ||
      input.getDimSize(3) != result.getDimSize(3))
    return std::nullopt;
  if (auto resize = dyn_cast<attend::ResizeOp>(op)) {
    if (resize.getMode() != attend::ResizeMode::Nearest)
      return std::nullopt;
    return std::array{attend::nearestTable(resize, 1),
                      attend::nearestTable(resize, 2)};
  }
  auto slice = dyn_cast<attend::SliceOp>(op);
  auto pad = dyn_cast<attend::PadOp>(op);
  if (slice && (slice.getSteps()[0] < 0 || slice.getSteps()[3] < 0))
    return std::nullopt;
  std::array<SmallVector<int32_t>, 2> positions;
  for (unsigned d : {1u, 2u}) {
    int64_t length = input.getDimSize(d);
    for (int64_t i = 0; i < result.getDimSize(d); ++i) {
      int64_t at = slice ? slice.getStarts()[d] + i * slice.getSteps()[d]
                         : i - pad.getLow()[d];
      if (at < 0)
        at = pad.getMode() == attend::PadMode::Edge ? 0 : -at;
      else if (at >= length)
        at = pad.getMode() == attend::PadMode::Edge ? length - 1
                                                    : 2 * length - 2 - at;
      positions[d - 1].push_back(at);
    }
  }
  return positions;
}

StringRef quant::whyNoMovement(Operation *op) {
  return TypeSwitch<Operation *, StringRef>(op)
      .Case<attend::ReshapeOp, attend::TransposeOp, attend::ConcatOp>(
          [](auto) { return ""; })
      .Case([](attend::SliceOp slice) {
        bool isForward =
            llvm::all_of(slice.getSteps(), [](int64_t s) { return s > 0; });
        return isForward || copiedPositions(slice)
                   ? ""
                   : "negative steps have an integer form in H and W only";
      })
      .Case([](attend::PadOp pad) {
        return pad.getMode() == attend::PadMode::Constant ||
                       copiedPositions(pad)
                   ? ""
                   : "mirrored and repeated edges have an integer form in H "
                     "and W only";
      })
      .Case([](attend::ResizeOp resize) {
        return copiedPositions(resize) ? "" : "it computes numbers";
      })
      .Case([](attend::MaxPool2dOp pool) {
        return llvm::all_of(pool.getDilations(),
                            [](int64_t d) { return d == 1; })
                   ? ""
                   : "a dilated window has no integer form";
      })
      .Default([](Operation *) { return "it computes numbers"; });
}

Value quant::createMovement(OpBuilder &builder, Operation *op,
                            ValueRange inputs, int32_t padding) {
  RankedTensorType type =
      typeOf(op->getResult(0)).clone(getElementTypeOrSelf(inputs[0].getType()));
  Location loc = op->getLoc();
  auto copied = [&]() -> Value {
    auto positions = *copiedPositions(op);
    return q8::ResizeNearestOp::create(builder, loc, type, inputs[0],
                                       positions[0], positions[1]);
  };
  return TypeSwitch<Operation *, Value>(op)
      .Case([&](attend::ReshapeOp) {
        return q8::ReshapeOp::create(builder, loc, type, inputs[0]);
      })
      .Case([&](attend::TransposeOp transpose) {
        return q8::TransposeOp::create(builder, loc, type, inputs[0],
                                       transpose.getPermutation());
      })
      .Case([&](attend::ConcatOp concat) {
        return q8::ConcatOp::create(builder, loc, type, inputs,
                                    concat.getAxis());
      })
      .Case([&](attend::SliceOp slice) -> Value {
        if (llvm::any_of(slice.getSteps(), [](int64_t s) { return s < 0; }))
          return copied();
        return q8::SliceOp::create(builder, loc, type, inputs[0],
                                   slice.getStarts(), slice.getSteps());
      })
      .Case([&](attend::PadOp pad) -> Value {
        if (pad.getMode() != attend::PadMode::Constant)
          return copied();
        return q8::PadOp::create(builder, loc, type, inputs[0], pad.getLow(),
                                 pad.getHigh(), padding);
      })
      .Case([&](attend::ResizeOp) { return copied(); })
      .Case([&](attend::MaxPool2dOp pool) {
        return q8::MaxPool2dOp::create(builder, loc, type, inputs[0],
                                       pool.getKernel(), pool.getStrides(),
                                       pool.getPads());
      });
}

FailureOr<Value> quant::lowerMovement(Cluster &cluster) {
  Operation *op = cluster.core;
  if (StringRef why = whyNoMovement(op); !why.empty())
    return staysFloat(op, why);
  if (failed(foldClamps(cluster)))
    return failure();
  // Copies and requantization commute. A pool's result is the smaller tensor;
  // that of others is usually the larger one, so requantization comes first.
  bool isPool = isa<attend::MaxPool2dOp>(op);
  SmallVector<Value> inputs;
  for (auto [index, operand] : llvm::enumerate(op->getOperands())) {
    FailureOr<Activation> input = activationOf(
        op, operand,
        op->getNumOperands() == 1 ? "input"
                                  : "operand " + std::to_string(index),
        *cluster.builder);
    if (failed(input))
      return failure();
    if (isPool)
      return requantizeTo(
          cluster, {createMovement(*cluster.builder, op, input->integers, 0),
                    input->quantization});
    FailureOr<Value> requantized = requantizeTo(cluster, *input);
    if (failed(requantized))
      return failure();
    inputs.push_back(*requantized);
  }
  auto pad = dyn_cast<attend::PadOp>(op);
  int32_t padding =
      pad ? q8::clampTo(
                q8::quantize(pad.getValue().convertToFloat(), cluster.output),
                cluster.low, cluster.high)
          : 0;
  return createMovement(*cluster.builder, op, inputs, padding);
}

//===----------------------------------------------------------------------===//
// Movements that stand inside a cluster
//===----------------------------------------------------------------------===//

// Whether `op` has an integer form, computes each number of its result from
// one of its input alone, and no other op reads its result.
static bool isInnerMovement(Operation *op) {
  return op && op->getNumOperands() == 1 && whyNoMovement(op).empty() &&
         op->hasOneUse() &&
         !op->getOperand(0).getDefiningOp<attend::DequantizeOp>();
}

// `functions(movement(x))` as `movement(functions(x))`: the functions behind
// `movement` down to the quantize compute before it.
static void moveFunctions(Operation *movement, OpBuilder &builder) {
  Value value = movement->getOperand(0);
  Operation *user = *movement->user_begin();
  while (auto function = dyn_cast<attend::UnaryOp>(user)) {
    user = *function->user_begin();
    value = attend::UnaryOp::create(
        builder, function.getLoc(), value.getType(), function.getKindAttr(),
        value, function.getAlphaAttr(), function.getBetaAttr());
    function.replaceAllUsesWith(movement->getResult(0));
    function.erase();
  }
  movement->setOperand(0, value);
}

// The movement that stands before `quantize`, with functions in between or
// not; null if there is none that can stand behind it.
static Operation *movementBefore(attend::QuantizeOp quantize) {
  Operation *producer = quantize.getInput().getDefiningOp();
  bool hasFunctions = false, isMonotone = true;
  while (auto function = dyn_cast_or_null<attend::UnaryOp>(producer)) {
    if (!function->hasOneUse())
      return nullptr;
    hasFunctions = true;
    isMonotone &= function.getKind() == attend::UnaryKind::Relu ||
                  function.getKind() == attend::UnaryKind::Clip;
    producer = function.getInput().getDefiningOp();
  }
  if (!isInnerMovement(producer))
    return nullptr;
  bool commutes = isa<attend::PadOp>(producer)         ? !hasFunctions
                  : isa<attend::MaxPool2dOp>(producer) ? isMonotone
                                                       : true;
  return commutes ? producer : nullptr;
}

Value quant::sinkMovement(attend::QuantizeOp &quantize, OpBuilder &builder) {
  FailureOr<q8::Quantization> quantization = quantizationOf(quantize);
  Operation *movement = movementBefore(quantize);
  if (failed(quantization) || !movement)
    return nullptr;
  auto pad = dyn_cast<attend::PadOp>(movement);
  builder.setInsertionPoint(movement);
  moveFunctions(movement, builder);
  Value real = movement->getOperand(0);
  auto inner = attend::QuantizeOp::create(
      builder, quantize.getLoc(),
      typeOf(real).clone(quantize.getType().getElementType()), real,
      quantize.getScales(), quantize.getZeroPoints());
  Value moved = createMovement(
      builder, movement, inner.getResult(),
      pad ? q8::quantize(pad.getValue().convertToFloat(), *quantization) : 0);
  quantize.replaceAllUsesWith(moved);
  quantize.erase();
  movement->erase();
  quantize = inner;
  return moved;
}

void quant::raiseMovement(Operation *movement, OpBuilder &builder) {
  if (!whyNoMovement(movement).empty() ||
      !isReadAsFloat(movement->getResult(0)))
    return;
  std::optional<q8::Quantization> quantization;
  SmallVector<Value> integers;
  attend::DequantizeOp first;
  for (Value operand : movement->getOperands()) {
    auto dequantize = operand.getDefiningOp<attend::DequantizeOp>();
    if (!dequantize ||
        dequantize.getInput().getDefiningOp<attend::ConstantOp>())
      return;
    FailureOr<q8::Quantization> found = quantizationOf(dequantize);
    if (failed(found) || (quantization && *quantization != *found))
      return;
    quantization = *found;
    first = dequantize;
    integers.push_back(dequantize.getInput());
  }
  int32_t padding = 0;
  if (auto pad = dyn_cast<attend::PadOp>(movement)) {
    float value = pad.getValue().convertToFloat();
    padding = q8::quantize(value, *quantization);
    if (q8::dequantize(padding, *quantization) != value)
      return;
  }
  builder.setInsertionPoint(movement);
  Value moved = createMovement(builder, movement, integers, padding);
  movement->getResult(0).replaceAllUsesWith(
      attend::DequantizeOp::create(builder, first.getLoc(),
                                   movement->getResult(0).getType(), moved,
                                   first.getScales(), first.getZeroPoints())
          .getResult());
  movement->erase();
}
