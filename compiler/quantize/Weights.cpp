// Weights.cpp: reads and writes the constants of an op.

#include "compiler/quantize/Weights.h"

#include "dialects/attend/AttendDialect.h"
#include "passes/quant/RoundedValues.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::attend;

std::optional<Weights> Weights::of(Operation *op) {
  if (!isa<Conv2dOp, FullyConnectedOp>(op))
    return std::nullopt;
  DenseElementsAttr weight = quant::constantOf(op->getOperand(1));
  bool hasBias = op->getNumOperands() > 2;
  DenseElementsAttr offsets =
      hasBias ? quant::constantOf(op->getOperand(2)) : nullptr;
  if (!weight || !weight.getElementType().isF32() || (hasBias && !offsets))
    return std::nullopt;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(weight.getType()).getShape();
  Weights weights;
  llvm::append_range(weights.values, weight.getValues<float>());
  weights.bias.resize(shape[0]);
  if (offsets)
    llvm::copy(offsets.getValues<float>(), weights.bias.begin());
  weights.channelsPerGroup = shape.back();
  if (auto conv = dyn_cast<Conv2dOp>(op))
    weights.groups = conv.getGroups();
  return weights;
}

/// Operand `index` of `op` becomes a constant of `values`.
static void setConstant(Operation *op, unsigned index, RankedTensorType type,
                        ArrayRef<float> values) {
  OpBuilder builder(op);
  Location location = index < op->getNumOperands()
                          ? op->getOperand(index).getLoc()
                          : op->getLoc();
  Value constant = attend::ConstantOp::create(
      builder, location, type, DenseElementsAttr::get(type, values));
  if (index == op->getNumOperands())
    return op->insertOperands(index, constant);
  Operation *former = op->getOperand(index).getDefiningOp();
  op->setOperand(index, constant);
  if (former->use_empty())
    former->erase();
}

void Weights::writeTo(Operation *op) const {
  auto type = cast<RankedTensorType>(op->getOperand(1).getType());
  setConstant(op, 1, type, values);
  if (op->getNumOperands() > 2 ||
      llvm::any_of(bias, [](float x) { return x != 0.0f; }))
    setConstant(op, 2, RankedTensorType::get({rows()}, type.getElementType()),
                bias);
}
