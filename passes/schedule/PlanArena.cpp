// PlanArena.cpp: in which bytes every result of the straight line lies.

#include "passes/schedule/ArenaLayout.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"
#include "targets/Target.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_PLANARENA
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

namespace {

/// Bytes that one or several values share, one after the other.
struct Storage {
  int64_t sizeBytes;
  int64_t first;
  int64_t last;
  /// The function's result that lies here, or -1.
  int64_t result = -1;
  int64_t offset = -1;
};

class ArenaPlan {
public:
  explicit ArenaPlan(func::FuncOp function) : function(function) {}

  void findLifetimes();
  void placeAll();
  void writeAttributes();

private:
  /// Index into `storages` of the bytes of `value`, or -1 for what the arena
  /// does not hold: inputs and constants.
  int64_t storageIndex(Value value) const {
    auto it = indexOf.find(schedule::storageOf(value));
    return it == indexOf.end() ? -1 : it->second;
  }
  void setInteger(Operation *op, StringRef name, int64_t value) {
    op->setAttr(
        name, IntegerAttr::get(IntegerType::get(op->getContext(), 64), value));
  }

  func::FuncOp function;
  std::vector<Storage> storages;
  DenseMap<Value, int64_t> indexOf;
  DenseMap<Value, int64_t> lastUse; // by storage value
  llvm::MapVector<Operation *, unsigned> inPlace;
  llvm::MapVector<Operation *, Storage> scratch;
};

} // namespace

void ArenaPlan::findLifetimes() {
  Block &body = function.getBody().front();
  int64_t time = 0;
  for (Operation &op : body) {
    for (Value operand : op.getOperands())
      lastUse[schedule::storageOf(operand)] = time;
    ++time;
  }

  time = -1;
  for (Operation &op : body) {
    ++time;
    if (op.getNumResults() != 1 || schedule::isConstant(&op) ||
        schedule::isReshape(&op))
      continue;
    Value result = op.getResult(0);
    auto lastOf = [&](Value value) {
      auto it = lastUse.find(value);
      return it == lastUse.end() ? time : std::max(it->second, time);
    };
    int64_t index = -1;
    for (unsigned number : schedule::overwritableOperands(&op)) {
      Value operand = op.getOperand(number);
      int64_t candidate = storageIndex(operand);
      if (candidate < 0 || storages[candidate].last != time ||
          storages[candidate].sizeBytes != schedule::sizeBytes(result))
        continue;
      index = candidate;
      inPlace[&op] = number;
      break;
    }
    if (index < 0) {
      index = storages.size();
      storages.push_back({schedule::sizeBytes(result), time, time});
    }
    indexOf[result] = index;
    storages[index].last = lastOf(result);
    if (int64_t bytes = schedule::scratchBytes(&op))
      scratch[&op] = {bytes, time, time};
  }

  Operation *terminator = body.getTerminator();
  for (auto [number, value] : llvm::enumerate(terminator->getOperands())) {
    int64_t index = storageIndex(value);
    if (index >= 0 && storages[index].result < 0)
      storages[index].result = number;
  }
}

void ArenaPlan::placeAll() {
  std::vector<schedule::Lifetime> lifetimes;
  std::vector<Storage *> placed;
  auto add = [&](Storage &storage) {
    lifetimes.push_back({storage.sizeBytes, storage.first, storage.last});
    placed.push_back(&storage);
  };
  for (Storage &storage : storages)
    if (storage.result < 0)
      add(storage);
  for (auto &[op, storage] : scratch)
    add(storage);
  schedule::ArenaLayout layout = schedule::layOutArena(lifetimes);
  for (auto [storage, offset] : llvm::zip_equal(placed, layout.offsets))
    storage->offset = offset;
  setInteger(function, schedule::kArenaBytes, layout.sizeBytes);
  setInteger(function, schedule::kArenaLowerBound, layout.lowerBoundBytes);
}

void ArenaPlan::writeAttributes() {
  for (Operation &op : function.getBody().front()) {
    if (op.getNumResults() != 1 || schedule::isConstant(&op))
      continue;
    auto setPlace = [&](StringRef place) {
      op.setAttr(schedule::kPlace, StringAttr::get(op.getContext(), place));
    };
    if (schedule::isReshape(&op)) {
      setPlace("alias");
      continue;
    }
    const Storage &storage = storages[storageIndex(op.getResult(0))];
    if (storage.result >= 0) {
      setPlace("result");
      setInteger(&op, schedule::kIndex, storage.result);
    } else {
      setPlace("arena");
      setInteger(&op, schedule::kOffset, storage.offset);
    }
    if (auto it = inPlace.find(&op); it != inPlace.end())
      setInteger(&op, schedule::kInPlace, it->second);
    if (auto it = scratch.find(&op); it != scratch.end()) {
      setInteger(&op, schedule::kScratchOffset, it->second.offset);
      setInteger(&op, schedule::kScratchBytes, it->second.sizeBytes);
    }
  }
}

namespace {
struct PlanArena : schedule::impl::PlanArenaBase<PlanArena> {
  using PlanArenaBase::PlanArenaBase;

  void runOnOperation() override {
    if (!findTarget(target)) {
      getOperation().emitError() << "unknown target '" << target << "'";
      return signalPassFailure();
    }
    if (!getOperation().getBody().hasOneBlock()) {
      getOperation().emitError("expected a function with one block");
      return signalPassFailure();
    }
    ArenaPlan plan(getOperation());
    plan.findLifetimes();
    plan.placeAll();
    plan.writeAttributes();
  }
};
} // namespace
