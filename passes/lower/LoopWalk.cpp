// LoopWalk.cpp: runs control and index arithmetic of loops, as many turns at
// once as have one form.

#include "passes/lower/LoopWalk.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <functional>

using namespace mlir;
using namespace attendc;
using namespace attendc::lower;

LoopWalk::LoopWalk(func::FuncOp function, WalkContext &context, bool isNetwork)
    : function(function), context(context), isNetwork(isNetwork),
      wraps(isNetwork ||
            llvm::any_of(function.getArgumentTypes(),
                         [](Type type) { return type.isIndex(); })) {}

InFlightDiagnostic LoopWalk::error(Operation *op) {
  // Names inside a layer are those of C variables.
  bool isPlace = isNetwork && !isa<UnknownLoc>(op->getLoc());
  return mlir::emitError(isPlace ? op->getLoc() : function.getLoc());
}

LoopWalk::Outcome LoopWalk::cannotFollow(Operation *op, StringRef why) {
  error(op) << "cannot follow '" << op->getName() << "' in @"
            << function.getSymName() << ": " << why;
  return Outcome::Failed;
}

/// What a walk runs besides the arithmetic that it needs.
static bool isControlOrMemory(Operation *op) {
  return isa<scf::ForOp, scf::IfOp, scf::IndexSwitchOp, func::CallOp,
             memref::ViewOp, memref::SubViewOp, memref::CollapseShapeOp,
             memref::ExpandShapeOp, memref::CastOp, memref::AllocaOp,
             memref::GetGlobalOp, memref::LoadOp, memref::StoreOp,
             kernel::CopyOp, kernel::FillOp, kernel::GemmOp, kernel::SoftmaxOp>(
      op);
}

/// Marks what `value` is computed from.
void LoopWalk::need(Value value) {
  SmallVector<Value> queue{value};
  while (!queue.empty()) {
    Value next = queue.pop_back_val();
    Operation *op = next.getDefiningOp();
    if (!op || !next.getType().isIntOrIndex() || !needed.insert(next).second)
      continue;
    auto load = dyn_cast<memref::LoadOp>(op);
    if (!load) {
      if (!isControlOrMemory(op))
        queue.append(op->operand_begin(), op->operand_end());
      continue;
    }
    // What an array on the stack gives was stored there.
    if (!load.getMemRef().getDefiningOp<memref::AllocaOp>())
      continue;
    needed.insert(load.getMemRef());
    for (Operation *user : load.getMemRef().getUsers())
      if (auto store = dyn_cast<memref::StoreOp>(user))
        queue.push_back(store.getValueToStore());
  }
}

LogicalResult LoopWalk::prepare() {
  WalkResult known = function.walk([&](Operation *op) -> WalkResult {
    if (isControlOrMemory(op)) {
      for (Value operand : op->getOperands())
        if (operand.getType().isIndex() || operand.getType().isInteger(1))
          need(operand);
    } else if (!isMemoryEffectFree(op) &&
               !isa<func::FuncOp, func::ReturnOp, scf::YieldOp, kernel::TickOp>(
                   op)) {
      cannotFollow(op, "it may access memory in ways that are not known");
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  if (known.wasInterrupted())
    return failure();
  function.walk([&](Operation *op) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op)) {
      if (auto value = dyn_cast<IntegerAttr>(constant.getValue()))
        numbers[constant] = Index::of(value.getValue().getSExtValue());
      return;
    }
    bool matters = isControlOrMemory(op) ||
                   llvm::any_of(op->getResults(), [&](Value result) {
                     return isNetwork || needed.contains(result);
                   });
    if (matters && op != function)
      work[op->getBlock()].push_back(op);
  });
  return success();
}

Index LoopWalk::number(Value value) {
  auto known = numbers.find(value);
  if (known != numbers.end())
    return known->second;
  Bounds bounds = boundsOf(value.getType());
  return Index::between(bounds.low, bounds.high);
}

std::optional<int64_t> LoopWalk::constant(Value value) {
  Index index = number(value);
  if (index.isConstant())
    return index.base;
  if (index.isExact)
    arithmetic.needConstant(index);
  return std::nullopt;
}

LogicalResult LoopWalk::walk() {
  accesses.clear();
  if (!function.getBody().hasOneBlock())
    return cannotFollow(function, "it has no single block"), failure();
  return success(walkBlock(function.getBody().front()) == Outcome::Done);
}

LoopWalk::Outcome LoopWalk::walkBlock(Block &block) {
  auto ops = work.find(&block);
  if (ops == work.end())
    return Outcome::Done;
  for (Operation *op : ops->second)
    if (Outcome outcome = walkOp(op); outcome != Outcome::Done)
      return outcome;
  return Outcome::Done;
}

LoopWalk::Outcome LoopWalk::walkRegion(Region &region) {
  return region.empty() ? Outcome::Done : walkBlock(region.front());
}

LoopWalk::Outcome LoopWalk::walkOp(Operation *op) {
  auto choose = [&](Value value, auto regionOf) {
    std::optional<int64_t> chosen = constant(value);
    if (arithmetic.split)
      return Outcome::Split;
    if (!chosen)
      return cannotFollow(op, "its branch depends on data");
    return walkRegion(regionOf(*chosen));
  };
  return llvm::TypeSwitch<Operation *, Outcome>(op)
      .Case([&](scf::ForOp loop) { return walkLoop(loop); })
      .Case([&](scf::IfOp branch) {
        return choose(branch.getCondition(), [&](int64_t value) -> Region & {
          return value ? branch.getThenRegion() : branch.getElseRegion();
        });
      })
      .Case([&](scf::IndexSwitchOp turns) {
        return choose(turns.getArg(), [&](int64_t value) -> Region & {
          auto found = llvm::find(turns.getCases(), value);
          if (found == turns.getCases().end())
            return turns.getDefaultRegion();
          return turns.getCaseRegions()[found - turns.getCases().begin()];
        });
      })
      .Case([&](func::CallOp call) {
        if (!isNetwork)
          return cannotFollow(op, "a layer calls nothing");
        return failed(context.call(call)) ? Outcome::Failed : Outcome::Done;
      })
      .Case<memref::ViewOp, memref::SubViewOp, memref::CollapseShapeOp,
            memref::ExpandShapeOp, memref::CastOp, memref::AllocaOp,
            memref::GetGlobalOp>([&](auto) { return makeView(op); })
      .Case<memref::LoadOp, memref::StoreOp>(
          [&](auto) { return walkMemory(op); })
      .Case<kernel::CopyOp, kernel::FillOp, kernel::GemmOp, kernel::SoftmaxOp>(
          [&](auto) { return walkKernel(op); })
      .Default([&](auto) {
        compute(op);
        return arithmetic.split ? Outcome::Split : Outcome::Done;
      });
}

LoopWalk::Outcome LoopWalk::walkLoop(scf::ForOp loop) {
  std::optional<int64_t> step = constant(loop.getStep());
  Index first = number(loop.getLowerBound());
  Index length = arithmetic.sub(number(loop.getUpperBound()), first);
  if (!step || *step <= 0 || !first.isExact || !length.isExact)
    return cannotFollow(loop, "its bounds depend on data");
  if (!length.isConstant()) {
    arithmetic.needConstant(length);
    return Outcome::Split;
  }
  int64_t count = llvm::divideCeilSigned(length.base, *step);
  if (count <= 0)
    return Outcome::Done;
  if (isNetwork)
    return walkTurns(loop, first, *step, count);
  return walkRange(loop, first, *step, count);
}

LoopWalk::Outcome LoopWalk::walkTurns(scf::ForOp loop, Index turn, int64_t step,
                                      int64_t count) {
  for (int64_t done = 0; done < count; ++done, turn.base += step) {
    numbers[loop.getInductionVar()] = turn;
    Outcome outcome = walkBlock(*loop.getBody());
    if (outcome != Outcome::Done)
      return outcome;
  }
  return Outcome::Done;
}

LoopWalk::Outcome LoopWalk::walkRange(scf::ForOp loop, const Index &first,
                                      int64_t step, int64_t count) {
  unsigned depth = arithmetic.counts.size();
  // Parts of the range, the next one last: first turn and number of turns.
  SmallVector<std::pair<int64_t, int64_t>> parts{{0, count}};
  while (!parts.empty()) {
    auto [begin, turns] = parts.pop_back_val();
    Index turn = first;
    turn.base += begin * step;
    size_t mark = accesses.size();
    if (turns == 1 || depth == kMostRanges) {
      if (Outcome outcome = walkTurns(loop, turn, step, turns);
          outcome != Outcome::Done)
        return outcome;
      continue;
    }
    turn.steps[depth] = step;
    arithmetic.counts.push_back(turns);
    Outcome outcome = walkTurns(loop, turn, step, 1);
    arithmetic.counts.pop_back();
    if (outcome == Outcome::Failed)
      return outcome;
    bool isDone = outcome == Outcome::Done;
    if (isDone && turnsAreIndependent(mark, depth))
      continue;
    accesses.resize(mark);
    if (isDone) {
      turn.steps[depth] = 0;
      outcome = walkTurns(loop, turn, step, turns);
      if (outcome != Outcome::Done)
        return outcome;
      continue;
    }
    if (arithmetic.split->depth != depth)
      return outcome;
    int64_t cut = arithmetic.split->turn;
    arithmetic.split.reset();
    parts.push_back({begin + cut, turns - cut});
    parts.push_back({begin, cut});
  }
  return Outcome::Done;
}

// A turn that reads what another one writes must come before or behind it.
bool LoopWalk::turnsAreIndependent(size_t mark, unsigned depth) const {
  struct Use {
    const Buffer *buffer;
    bool isRead, isWritten, isAlike;
    int64_t step;
    Bounds reach; // of the first turn
  };
  SmallVector<Use> uses;
  for (const Access &access : llvm::drop_begin(accesses, mark)) {
    Access turn = access;
    int64_t step = 0;
    llvm::erase_if(turn.moves, [&](const Access::Move &move) {
      if (move.depth != depth)
        return false;
      step = move.step;
      return true;
    });
    Bounds reach = turn.reach();
    auto use = llvm::find_if(
        uses, [&](const Use &use) { return use.buffer == access.buffer; });
    if (use == uses.end()) {
      uses.push_back({access.buffer, false, false, true, step, reach});
      use = &uses.back();
    }
    (access.isWrite ? use->isWritten : use->isRead) = true;
    use->isAlike &= use->step == step;
    use->reach = {std::min(use->reach.low, reach.low),
                  std::max(use->reach.high, reach.high)};
  }
  return llvm::none_of(uses, [](const Use &use) {
    return use.isRead && use.isWritten &&
           !(use.isAlike &&
             std::abs(use.step) >= use.reach.high - use.reach.low);
  });
}

Bounds Access::reach() const {
  Bounds result{begin, begin + width};
  for (const Move &move : moves)
    (move.step < 0 ? result.low : result.high) += move.step * (move.count - 1);
  return result;
}

bool Access::forEachRun(llvm::function_ref<bool(int64_t, int64_t)> body) const {
  // Moves that touch or overlap make one run, from the shortest on.
  SmallVector<Move, 4> sorted = moves, far;
  int64_t first = begin, run = width;
  for (Move &move : sorted)
    if (move.step < 0) {
      first += move.step * (move.count - 1);
      move.step = -move.step;
    }
  llvm::stable_sort(
      sorted, [](const Move &a, const Move &b) { return a.step < b.step; });
  for (const Move &move : sorted) {
    if (move.step <= run)
      run += move.step * (move.count - 1);
    else
      far.push_back(move);
  }
  std::function<bool(size_t, int64_t)> visit = [&](size_t left, int64_t at) {
    if (left == 0)
      return body(at, at + run);
    for (int64_t turn = 0; turn < far[left - 1].count; ++turn)
      if (!visit(left - 1, at + turn * far[left - 1].step))
        return false;
    return true;
  };
  return visit(far.size(), first);
}
