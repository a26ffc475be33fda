// Placement.cpp: which bytes a value lies in and which an op needs beside them.

#include "passes/schedule/Placement.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace attendc;

int64_t schedule::integerOr(Operation *op, StringRef name) {
  auto attribute = op->getAttrOfType<IntegerAttr>(name);
  return attribute && attribute.getType().isSignlessInteger(64)
             ? attribute.getInt()
             : -1;
}

bool schedule::usesGemm(Operation *op) {
  auto choice = op->getAttrOfType<StringAttr>(kChoice);
  return choice && choice.getValue() == "gemm";
}

bool schedule::isConstant(Operation *op) {
  return isa_and_present<q8::ConstantOp, attend::ConstantOp>(op);
}

bool schedule::isConstantValue(Value value) {
  return isConstant(storageOf(value).getDefiningOp());
}

bool schedule::isReshape(Operation *op) {
  return isa_and_present<q8::ReshapeOp, attend::ReshapeOp>(op);
}

Type schedule::storedElement(Type element) {
  if (!isa<IntegerType>(element))
    return element;
  unsigned width = element.getIntOrFloatBitWidth();
  return IntegerType::get(element.getContext(), width == 1 ? 8 : width);
}

Value schedule::storageOf(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isReshape(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

int64_t schedule::sizeBytes(Value value) {
  auto type = cast<ShapedType>(value.getType());
  Type element = storedElement(type.getElementType());
  return type.getNumElements() * (element.getIntOrFloatBitWidth() / 8);
}

bool schedule::readsRowsInPlace(q8::Conv2dOp op) {
  ArrayRef<int64_t> kernel =
      cast<ShapedType>(op.getWeight().getType()).getShape();
  return kernel[1] == 1 && kernel[2] == 1 &&
         llvm::all_of(op.getPads(), [](int64_t pad) { return pad == 0; });
}

int64_t schedule::scratchBytes(Operation *op) {
  auto conv = dyn_cast<q8::Conv2dOp>(op);
  if (!conv || !usesGemm(op) || readsRowsInPlace(conv))
    return 0;
  ArrayRef<int64_t> kernel =
      cast<ShapedType>(conv.getWeight().getType()).getShape();
  int64_t width = cast<ShapedType>(conv.getType()).getDimSize(2);
  return width * kernel[1] * kernel[2] * kernel[3];
}

/// How many of the first operands are read at the index that is written only.
static unsigned elementwiseOperands(Operation *op) {
  if (isa<q8::TableOp, attend::UnaryOp, attend::PReluOp, attend::BatchNormOp,
          attend::QuantizeOp, attend::DequantizeOp, attend::CastOp>(op))
    return 1;
  if (isa<q8::AddOp, q8::AddOrtX64Op, q8::MulOp, attend::AddOp, attend::SubOp,
          attend::MulOp, attend::DivOp, attend::MaxOp, attend::MinOp,
          attend::PowOp>(op))
    return 2;
  return 0;
}

SmallVector<unsigned> schedule::overwritableOperands(Operation *op) {
  unsigned candidates = elementwiseOperands(op);
  auto stored = [](Value value) {
    return schedule::storedElement(getElementTypeOrSelf(value.getType()));
  };
  SmallVector<unsigned> operands;
  for (unsigned number = 0; number < candidates; ++number) {
    Value operand = op->getOperand(number);
    if (cast<ShapedType>(operand.getType()).getShape() !=
            cast<ShapedType>(op->getResult(0).getType()).getShape() ||
        stored(operand) != stored(op->getResult(0)))
      continue;
    // Read at other elements than this one, the other operand must lie
    // elsewhere.
    bool otherMoves = llvm::any_of(op->getOperands(), [&](Value other) {
      return other != operand && storageOf(other) == storageOf(operand);
    });
    if (!otherMoves)
      operands.push_back(number);
  }
  return operands;
}
