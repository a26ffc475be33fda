// PushedRows.cpp: which steps run with the rows that came, and how a row is
// taken.

#include "passes/lower/PushedRows.h"
#include "passes/schedule/Rows.h"

#include "dialects/kernel/KernelDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

static Location named(OpBuilder &b, StringRef name) {
  return NameLoc::get(b.getStringAttr(name));
}

static constexpr auto kNoWrap = arith::IntegerOverflowFlags::nsw;

/// `if (a == b)` without an else.
static scf::IfOp ifEqual(OpBuilder &b, Value left, int64_t right) {
  Location loc = b.getUnknownLoc();
  Value number = arith::ConstantIndexOp::create(b, loc, right);
  Value equal =
      arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, left, number);
  return scf::IfOp::create(b, loc, equal, /*withElse=*/false);
}

static Value endOf(const PushedRows &rows, OpBuilder &b) {
  return arith::AddIOp::create(b, b.getUnknownLoc(), rows.first, rows.count,
                               kNoWrap);
}

void PushedRows::ifFirst(OpBuilder &b,
                         llvm::function_ref<void(OpBuilder &)> body) const {
  OpBuilder inside = ifEqual(b, first, 0).getThenBodyBuilder();
  body(inside);
}

std::pair<Value, Value> PushedRows::steps(OpBuilder &b, Value until) const {
  auto stepAt = [&](Value row, StringRef name) -> Value {
    Location loc = b.getUnknownLoc();
    Value count = memref::LoadOp::create(b, loc, until, row);
    if (!count.getType().isInteger(32))
      count = arith::ExtSIOp::create(b, loc, b.getI32Type(), count);
    return arith::IndexCastOp::create(b, named(b, name), b.getIndexType(),
                                      count);
  };
  Value firstStep = stepAt(first, "first_step");
  return {firstStep, stepAt(endOf(*this, b), "end_step")};
}

// buffer[row % held] = rows[row - first]
void PushedRows::copyRow(OpBuilder &b, Value input, Value buffer,
                         Value row) const {
  Location loc = b.getUnknownLoc();
  int64_t held = schedule::rowsHeld(input);
  int64_t size = cast<MemRefType>(buffer.getType()).getNumElements() / held;
  auto placeOf = [&](Value position) -> Value {
    Value unit = arith::ConstantIndexOp::create(b, loc, size);
    return arith::MulIOp::create(b, loc, position, unit, kNoWrap);
  };
  Value from = placeOf(arith::SubIOp::create(b, loc, row, first, kNoWrap));
  Value slot = row;
  if (held < schedule::rowCount(input)) {
    Value slots = arith::ConstantIndexOp::create(b, loc, held);
    slot = arith::RemSIOp::create(b, loc, row, slots);
  }
  kernel::CopyOp::create(b, loc, rows, from, buffer, placeOf(slot), size);
}

void PushedRows::enterLast(OpBuilder &b, int64_t rowCount) const {
  scf::IfOp last = ifEqual(b, endOf(*this, b), rowCount);
  b.setInsertionPoint(last.thenBlock()->getTerminator());
}
