// Folding.cpp: walks each block backwards, so that the place where a value's
// user is written is known before the value is looked at.

#include "compiler/emit/Folding.h"

#include "mlir/Dialect/EmitC/IR/EmitC.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"

using namespace mlir;
using namespace attendc::emit;

namespace {
/// Where an op is written: the index of a statement in its block, or nowhere
/// in particular (several times, or in a nested block).
struct Place {
  int64_t index = -1;
  bool isRepeated = false; // evaluated anew in every turn of a loop
};
} // namespace

/// Written at each use, however many there are.
static bool isAlwaysFolded(Operation *op) {
  return isa<emitc::ConstantOp, emitc::LiteralOp, emitc::GetGlobalOp,
             emitc::SubscriptOp>(op);
}

static bool readsMemory(Operation *op) {
  return isa<emitc::LoadOp, emitc::CallOpaqueOp, emitc::CallOp>(op);
}

/// Ops whose value is an expression of their operands.
static bool isExpression(Operation *op) {
  return op->getNumResults() == 1 && op->getNumRegions() == 0 &&
         !isa<emitc::VariableOp>(op);
}

static bool writesMemory(Operation *op) {
  return op->getNumResults() == 0 && !isa<emitc::YieldOp, emitc::ReturnOp>(op);
}

Folding::Folding(Region &body) {
  for (Block &block : body)
    visit(block);
}

void Folding::visit(Block &block) {
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    ops.push_back(&op);
  // writesBefore[i]: how many of ops[0, i) write memory.
  SmallVector<int64_t> writesBefore = {0};
  for (Operation *op : ops)
    writesBefore.push_back(writesBefore.back() + writesMemory(op));

  DenseMap<Operation *, Place> places;
  for (int64_t i = int64_t(ops.size()) - 1; i >= 0; --i) {
    Operation *op = ops[i];
    for (Region &region : op->getRegions())
      for (Block &nested : region)
        visit(nested);

    // Users stand behind an op, or nested there, so they are known by now.
    if (op->getNumResults() > 0 &&
        !isa<emitc::CallOpaqueOp, emitc::CallOp>(op) &&
        llvm::all_of(op->getUsers(),
                     [&](Operation *user) { return isDead(user); }))
      dead.insert(op);

    Place place;
    bool canFold = isExpression(op) && !isDead(op) && op->hasOneUse() &&
                   (*op->user_begin())->getBlock() == &block;
    if (canFold) {
      OpOperand &use = *op->use_begin();
      place = places.lookup(use.getOwner());
      // A loop's bound and step are evaluated in every turn.
      if (isa<emitc::ForOp>(use.getOwner()) && use.getOperandNumber() > 0)
        place.isRepeated = true;
      canFold = place.index >= 0;
      if (canFold && readsMemory(op))
        canFold = !place.isRepeated &&
                  writesBefore[place.index] == writesBefore[i + 1];
    }
    if (canFold || isAlwaysFolded(op)) {
      folded.insert(op);
      places[op] = canFold ? place : Place();
    } else {
      places[op] = Place{i, false};
    }
  }
}
