// RowViews.cpp: where the rows of a tensor lie in a buffer that holds some.

#include "passes/lower/LoopWriter.h"
#include "passes/schedule/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

bool LoopWriter::isRing(unsigned operand) const {
  Value tensor = op->getOperand(operand);
  return inputShapes[operand][1] != 1 &&
         schedule::rowsHeld(tensor) < schedule::rowCount(tensor);
}

// Not folded, not even for a ring of one row: the remainder says that it is one
// (attend-verify-loops).
static Value slotOf(LoopWriter &writer, Value tensor, Value row) {
  return arith::RemSIOp::create(writer.builder, writer.loc(), row,
                                writer.index(schedule::rowsHeld(tensor)));
}

Value LoopWriter::slot(unsigned operand, Value row) {
  return isRing(operand) ? slotOf(*this, op->getOperand(operand), row) : row;
}

/// The part of `buffer`, which holds rows of `tensor`, that is row `row`.
Value LoopWriter::rowOf(Value tensor, Value buffer, Value row) {
  int64_t held = schedule::rowsHeld(tensor);
  if (schedule::rowCount(tensor) == 1)
    return buffer;
  auto whole = cast<MemRefType>(buffer.getType());
  int64_t size = whole.getNumElements() / held;
  Value slot =
      held < schedule::rowCount(tensor) ? slotOf(*this, tensor, row) : row;
  Value at = mul(slot, size);
  auto type = MemRefType::get(
      {size}, whole.getElementType(),
      StridedLayoutAttr::get(builder.getContext(), ShapedType::kDynamic, {1}));
  std::string name;
  if (auto wished = dyn_cast<NameLoc>(buffer.getLoc()))
    name = wished.getName().str() + "_row";
  OpFoldResult one = builder.getIndexAttr(1),
               sizes = builder.getIndexAttr(size);
  return memref::SubViewOp::create(builder, named(name), type, buffer,
                                   OpFoldResult(at), sizes, one);
}

void LoopWriter::computeRow(Value row) {
  computedRow = row;
  ring = output;
  output = rowOf(op->getResult(0), output, row);
  shownShape[1] = 1;
}

void LoopWriter::takeRow(unsigned operand, Value row) {
  inputs[operand] = rowOf(op->getOperand(operand), inputs[operand], row);
  inputShapes[operand][1] = 1;
}

void LoopWriter::takeRows() {
  if (!computedRow)
    return;
  for (unsigned operand = 0; operand < inputs.size(); ++operand) {
    // Parameters have no rows.
    if (!inputs[operand] || inputShapes[operand].size() != 4 ||
        inputShapes[operand][1] == 1)
      continue;
    unsigned first = llvm::find(op->getOperands(), op->getOperand(operand)) -
                     op->operand_begin();
    if (inputs[operand] != ring && first == operand) {
      takeRow(operand, computedRow);
      continue;
    }
    // It has a view already.
    inputs[operand] = first == operand ? output : inputs[first];
    inputShapes[operand][1] = 1;
  }
}

int64_t LoopWriter::outputCount() const {
  return ShapedType::getNumElements(shownShape);
}
