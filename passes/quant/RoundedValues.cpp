// RoundedValues.cpp: decides where a float graph rounds to integers, and
// which values share scale and zero point.

#include "passes/quant/RoundedValues.h"

#include "dialects/attend/AttendDialect.h"

#include <cmath>

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;
using namespace attendc::quant;

/// Relu and Clip take part in the rounding of the op before them.
static bool isClamp(Operation *op) {
  auto unary = dyn_cast<UnaryOp>(op);
  return unary && (unary.getKind() == UnaryKind::Relu ||
                   unary.getKind() == UnaryKind::Clip);
}

Operation *quant::clampAfter(Operation *op) {
  bool clamps =
      isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp, AddOp, SubOp, MulOp>(
          op) &&
      op->hasOneUse() && isClamp(*op->user_begin());
  return clamps ? *op->user_begin() : nullptr;
}

bool quant::staysFloat(Operation *op) {
  if (op->hasAttr(kKeepFloatName))
    return true;
  Operation *before = isClamp(op) ? op->getOperand(0).getDefiningOp() : nullptr;
  return before && before->hasAttr(kKeepFloatName) && clampAfter(before) == op;
}

/// The result's elements are the operand's (and a pad value).
static bool movesElements(Operation *op) {
  if (auto resize = dyn_cast<ResizeOp>(op))
    return resize.getMode() == ResizeMode::Nearest;
  return isa<MaxPool2dOp, ReshapeOp, SliceOp, TransposeOp, PadOp>(op);
}

bool quant::isUnitInterval(Operation *op) {
  auto unary = dyn_cast<UnaryOp>(op);
  return isa<SoftmaxOp>(op) || (unary && unary.getKind() == UnaryKind::Sigmoid);
}

MutableArrayRef<OpOperand> quant::activationsOf(Operation *op) {
  MutableArrayRef<OpOperand> operands = op->getOpOperands();
  if (isa<Conv2dOp, ConvTranspose2dOp, FullyConnectedOp, BatchNormOp, PReluOp>(
          op))
    return operands.take_front(1);
  return operands;
}

DenseElementsAttr quant::constantOf(Value value) {
  auto constant = value.getDefiningOp<attend::ConstantOp>();
  return constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : nullptr;
}

static bool isFloat(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType().isF32();
}

/// Some op that computes with integers makes or reads `value`. An argument is
/// bytes of the caller unless only float ops read it.
static bool meetsIntegers(Value value) {
  Operation *op = value.getDefiningOp();
  if (op && !constantOf(value) && !staysFloat(op))
    return true;
  return (!op && value.use_empty()) ||
         llvm::any_of(value.getUsers(), [&](Operation *user) {
           return isa<func::ReturnOp>(user) ? !op : !staysFloat(user);
         });
}

void RoundedValues::add(Value value) {
  if (isFloat(value) && meetsIntegers(value) &&
      positions.try_emplace(value, members.size()).second)
    members.push_back(value);
}

FailureOr<RoundedValues> RoundedValues::find(func::FuncOp function) {
  RoundedValues rounded;
  for (BlockArgument argument : function.getArguments())
    rounded.add(argument);
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (isa<attend::ConstantOp>(op))
      continue;
    if (isa<QuantizeOp, DequantizeOp>(op))
      return op.emitError("the graph is quantized already");
    if (isa<CondenserOp>(op))
      return op.emitError("expected condensers to be expanded before "
                          "quantization");
    if (!staysFloat(&op))
      for (OpOperand &operand : activationsOf(&op))
        if (constantOf(operand.get()))
          rounded.add(operand.get());
    if (!clampAfter(&op))
      rounded.add(op.getResult(0));
  }
  rounded.joinClasses();
  rounded.widen(function);
  return rounded;
}

void RoundedValues::joinClasses() {
  classes.grow(members.size());
  auto indexOf = [&](Value value) -> std::optional<unsigned> {
    auto found = positions.find(value);
    if (found == positions.end())
      return std::nullopt;
    return found->second;
  };
  SmallVector<bool> isFixed(members.size());
  for (auto [index, member] : llvm::enumerate(members)) {
    Operation *op = member.getDefiningOp();
    if (!op || staysFloat(op))
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

void RoundedValues::widen(func::FuncOp function) {
  isWide.resize(classCount());
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (!op.hasAttr(kInt16Name))
      continue;
    Operation *clamp = clampAfter(&op);
    SmallVector<Value> values{(clamp ? clamp : &op)->getResult(0)};
    for (OpOperand &operand : activationsOf(&op))
      values.push_back(operand.get());
    for (Value value : values)
      if (std::optional<unsigned> of = classOf(value))
        isWide.set(*of);
  }
  for (BlockArgument argument : function.getArguments())
    if (std::optional<unsigned> of = classOf(argument))
      isWide.reset(*of);
}

std::optional<unsigned> RoundedValues::classOf(Value value) const {
  auto found = positions.find(value);
  if (found == positions.end())
    return std::nullopt;
  return classes[found->second];
}

SmallVector<q8::Quantization> RoundedValues::parameters(RangeOf rangeOf,
                                                        bool isSigned) const {
  SmallVector<Range> ranges(classCount());
  SmallVector<float> limits(classCount(), INFINITY);
  SmallVector<bool> isFixed(classCount());
  for (auto [index, member] : llvm::enumerate(members)) {
    unsigned of = classes[index];
    if (std::optional<Range> range = rangeOf(member))
      ranges[of].include(*range);
    else
      isFixed[of] = true;
    auto clip = member.getDefiningOp<UnaryOp>();
    if (clip && clip.getKind() == UnaryKind::Clip)
      limits[of] = std::min(limits[of], clip.getBeta().convertToFloat());
  }
  SmallVector<q8::Quantization> result;
  for (unsigned of = 0; of < classCount(); ++of) {
    Range range = ranges[of];
    q8::Quantization chosen =
        activationParameters(range.low, range.high, isSigned, bitsOf(of));
    if (isFixed[of]) {
      chosen.scale = 1.0f / static_cast<float>(chosen.steps() + 1);
      chosen.zeroPoint = chosen.least();
    } else if (range.low == 0.0f && range.high > 0.0f &&
               range.high <= limits[of]) {
      chosen.scale = scaleWithin(chosen.scale, limits[of], chosen.steps());
    }
    result.push_back(chosen);
  }
  return result;
}

FailureOr<SmallVector<q8::Quantization>>
RoundedValues::recordedParameters(bool isSigned) const {
  llvm::DenseMap<Value, std::optional<Range>> ranges;
  for (Value value : members) {
    FailureOr<std::optional<Range>> range = recordedRange(value);
    if (failed(range))
      return failure();
    ranges[value] = *range;
  }
  return parameters([&](Value value) { return ranges.lookup(value); },
                    isSigned);
}

FailureOr<std::optional<Range>> quant::recordedRange(Value value) {
  Range range;
  if (DenseElementsAttr elements = constantOf(value)) {
    for (float element : elements.getValues<float>())
      range.include({element, element});
    return std::optional(range);
  }
  Operation *op = value.getDefiningOp();
  Attribute recorded;
  if (op && isa<SoftmaxOp>(op))
    return std::optional<Range>();
  if (op) {
    recorded = op->getDiscardableAttr(kRangeName);
    if (!recorded && isUnitInterval(op))
      return std::optional<Range>();
  } else {
    auto argument = cast<BlockArgument>(value);
    auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
    recorded = function.getArgAttr(argument.getArgNumber(), kRangeName);
  }
  auto bounds = dyn_cast_or_null<DenseF32ArrayAttr>(recorded);
  if (!bounds || bounds.size() != 2 || !std::isfinite(bounds[0]) ||
      !std::isfinite(bounds[1]) || bounds[0] > bounds[1])
    return emitError(value.getLoc(), "expected '")
           << kRangeName << "' with two finite numbers from calibration";
  range.include({bounds[0], bounds[1]});
  return std::optional(range);
}

void quant::recordRange(Value value, Range range) {
  Builder builder(value.getContext());
  Attribute bounds = builder.getDenseF32ArrayAttr({range.low, range.high});
  if (Operation *op = value.getDefiningOp())
    return op->setDiscardableAttr(kRangeName, bounds);
  auto argument = cast<BlockArgument>(value);
  cast<func::FuncOp>(argument.getOwner()->getParentOp())
      .setArgAttr(argument.getArgNumber(), kRangeName, bounds);
}
