// Placement.cpp: which bytes a value lies in and which an op needs beside them.

#include "passes/schedule/Placement.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace attendc;

int64_t schedule::integerOr(Operation *op, StringRef name) {
  auto attribute = op->getAttrOfType<IntegerAttr>(name);
  return attribute ? attribute.getInt() : -1;
}

bool schedule::usesGemm(Operation *op) {
  auto choice = op->getAttrOfType<StringAttr>(kChoice);
  return choice && choice.getValue() == "gemm";
}

Value schedule::storageOf(Value value) {
  while (auto reshape = value.getDefiningOp<q8::ReshapeOp>())
    value = reshape.getInput();
  return value;
}

int64_t schedule::sizeBytes(Value value) {
  return cast<ShapedType>(value.getType()).getNumElements();
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

SmallVector<unsigned> schedule::overwritableOperands(Operation *op) {
  unsigned candidates = isa<q8::TableOp>(op)                             ? 1
                        : isa<q8::AddOp, q8::AddOrtX64Op, q8::MulOp>(op) ? 2
                                                                         : 0;
  SmallVector<unsigned> operands;
  for (unsigned number = 0; number < candidates; ++number) {
    Value operand = op->getOperand(number);
    if (cast<ShapedType>(operand.getType()).getShape() !=
        cast<ShapedType>(op->getResult(0).getType()).getShape())
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
