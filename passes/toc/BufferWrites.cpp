// BufferWrites.cpp: follows the uses of a buffer through views and calls.

#include "passes/toc/BufferWrites.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

static bool isWritten(Value buffer, SymbolTableCollection &symbols,
                      DenseSet<Value> &visited) {
  if (!visited.insert(buffer).second)
    return false;
  for (OpOperand &use : buffer.getUses()) {
    Operation *user = use.getOwner();
    if (auto call = dyn_cast<func::CallOp>(user)) {
      auto callee = symbols.lookupNearestSymbolFrom<func::FuncOp>(
          user, call.getCalleeAttr());
      if (!callee || callee.isExternal() ||
          isWritten(callee.getArgument(use.getOperandNumber()), symbols,
                    visited))
        return true;
      continue;
    }
    if (isa<ViewLikeOpInterface>(user)) {
      if (isWritten(user->getResult(0), symbols, visited))
        return true;
      continue;
    }
    auto effects = dyn_cast<MemoryEffectOpInterface>(user);
    if (!effects)
      return true;
    SmallVector<MemoryEffects::EffectInstance> found;
    effects.getEffectsOnValue(buffer, found);
    for (const MemoryEffects::EffectInstance &effect : found)
      if (isa<MemoryEffects::Write, MemoryEffects::Free>(effect.getEffect()))
        return true;
  }
  return false;
}

bool attendc::toc::isWritten(Value buffer, SymbolTableCollection &symbols) {
  DenseSet<Value> visited;
  return ::isWritten(buffer, symbols, visited);
}

bool attendc::toc::isWholeView(Operation *op) {
  auto part = dyn_cast<memref::SubViewOp>(op);
  return part && part.getType().getShape() == part.getSourceType().getShape();
}

static bool isUsed(Value value, DenseSet<Value> &visited) {
  if (!visited.insert(value).second)
    return false;
  return llvm::any_of(value.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    // Where it begins is known.
    if (attendc::toc::isWholeView(user) && use.getOperandNumber() > 0)
      return false;
    return user->getNumResults() == 0 || user->getNumRegions() > 0 ||
           llvm::any_of(user->getResults(),
                        [&](Value result) { return isUsed(result, visited); });
  });
}

bool attendc::toc::isUsed(Value value) {
  DenseSet<Value> visited;
  return ::isUsed(value, visited);
}
