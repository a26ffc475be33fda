// VerifyArena.cpp: whether a plan overwrites a value that is still read.

#include "passes/schedule/ArenaLayout.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_VERIFYARENA
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

namespace {

/// Bytes [begin, end) of the arena (space -1) or of a result's buffer.
struct ByteRange {
  int64_t space;
  int64_t begin;
  int64_t end;

  bool overlaps(const ByteRange &other) const {
    return space == other.space && begin < other.end && other.begin < end;
  }
};

struct LiveValue {
  Value value;
  ByteRange region;
  int64_t lastUse;
};

struct VerifyArena : schedule::impl::VerifyArenaBase<VerifyArena> {
  LogicalResult verifyPlan();
  void runOnOperation() override {
    if (failed(verifyPlan()))
      signalPassFailure();
  }
};

} // namespace

/// True if both tensors have as many elements of one stored type.
static bool sameBuffer(Type a, Type b) {
  return cast<ShapedType>(a).getNumElements() ==
             cast<ShapedType>(b).getNumElements() &&
         schedule::storedElement(getElementTypeOrSelf(a)) ==
             schedule::storedElement(getElementTypeOrSelf(b));
}

/// The bytes of the result of `op`, or an error if its place is missing or does
/// not exist.
static FailureOr<ByteRange> regionOf(Operation *op, int64_t arenaBytes) {
  int64_t size = schedule::sizeBytes(op->getResult(0));
  auto place = op->getAttrOfType<StringAttr>(schedule::kPlace);
  if (place && place.getValue() == "arena") {
    int64_t offset = schedule::integerOr(op, schedule::kOffset);
    if (offset < 0 || offset > arenaBytes - size)
      return op->emitError("result leaves the arena of ")
             << arenaBytes << " bytes";
    if (offset % schedule::kArenaAlignment != 0)
      return op->emitError("result's offset is no multiple of ")
             << schedule::kArenaAlignment;
    return ByteRange{-1, offset, offset + size};
  }
  if (place && place.getValue() == "result") {
    int64_t index = schedule::integerOr(op, schedule::kIndex);
    auto function = op->getParentOfType<func::FuncOp>();
    if (index < 0 || index >= function.getNumResults() ||
        !sameBuffer(function.getResultTypes()[index],
                    op->getResult(0).getType()))
      return op->emitError("result has no buffer of the caller");
    return ByteRange{index, 0, size};
  }
  return op->emitError("result has no place; run attend-plan-arena");
}

LogicalResult VerifyArena::verifyPlan() {
  func::FuncOp function = getOperation();
  if (!function.getBody().hasOneBlock())
    return function.emitError("expected a function with one block");
  int64_t arenaBytes = schedule::integerOr(function, schedule::kArenaBytes);
  if (arenaBytes < 0)
    return function.emitError("function has no arena; run attend-plan-arena");

  DenseMap<Value, int64_t> lastUse;
  int64_t time = 0;
  for (Operation &op : function.getBody().front()) {
    for (Value operand : op.getOperands())
      lastUse[schedule::storageOf(operand)] = time;
    ++time;
  }

  std::vector<LiveValue> alive;
  time = -1;
  for (Operation &op : function.getBody().front()) {
    ++time;
    if (op.getNumResults() != 1 || schedule::isConstant(&op) ||
        schedule::isReshape(&op))
      continue;
    FailureOr<ByteRange> region = regionOf(&op, arenaBytes);
    if (failed(region))
      return failure();
    int64_t inPlace = schedule::integerOr(&op, schedule::kInPlace);
    Value overwritten;
    if (inPlace >= 0) {
      if (!llvm::is_contained(schedule::overwritableOperands(&op), inPlace))
        return op.emitError("operand ") << inPlace << " cannot be overwritten";
      overwritten = schedule::storageOf(op.getOperand(inPlace));
      if (isa<BlockArgument>(overwritten) ||
          schedule::isConstant(overwritten.getDefiningOp()))
        return op.emitError("an input or a constant is overwritten");
      if (lastUse[overwritten] > time)
        return op.emitError("the overwritten operand is read later");
    }
    llvm::erase_if(alive,
                   [&](const LiveValue &old) { return old.lastUse < time; });

    std::optional<ByteRange> scratch;
    if (int64_t bytes = schedule::scratchBytes(&op)) {
      int64_t offset = schedule::integerOr(&op, schedule::kScratchOffset);
      if (offset < 0 || offset > arenaBytes - bytes)
        return op.emitError("scratch leaves the arena of ")
               << arenaBytes << " bytes";
      if (offset % schedule::kArenaAlignment != 0)
        return op.emitError("scratch's offset is no multiple of ")
               << schedule::kArenaAlignment;
      scratch = ByteRange{-1, offset, offset + bytes};
      if (scratch->overlaps(*region))
        return op.emitError("scratch and result overlap");
    }
    for (const LiveValue &old : alive) {
      bool mayOverwrite =
          old.value == overwritten && old.region.begin == region->begin;
      if (old.region.overlaps(*region) && !mayOverwrite)
        return op.emitError("result overwrites a value that is still read");
      if (scratch && old.region.overlaps(*scratch))
        return op.emitError("scratch overwrites a value that is still read");
    }
    Value result = op.getResult(0);
    auto last = lastUse.find(result);
    alive.push_back(
        {result, *region, last == lastUse.end() ? time : last->second});
  }
  return success();
}
