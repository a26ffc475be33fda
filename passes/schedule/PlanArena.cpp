// PlanArena.cpp: in which bytes every result of the straight line lies.

#include "passes/schedule/Buffers.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"
#include "targets/Target.h"

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_PLANARENA
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

using namespace attendc::schedule;

static void setInteger(Operation *op, StringRef name, int64_t value) {
  op->setAttr(name,
              IntegerAttr::get(IntegerType::get(op->getContext(), 64), value));
}

/// Sets where `node` puts its result and its scratch bytes.
static void setPlace(const Node &node, size_t number, const BufferPlan &plan,
                     const ArenaLayout &layout, bool inPipeline) {
  Operation *op = node.op;
  for (StringRef name : {kPlace, kIndex, kOffset, kInPlace, kRows,
                         kScratchOffset, kScratchBytes})
    op->removeAttr(name);
  auto place = [&](StringRef name) {
    op->setAttr(kPlace, StringAttr::get(op->getContext(), name));
  };
  if (node.isAlias)
    return place("alias");
  const Buffer &buffer = plan.buffers[plan.ofNode[number]];
  if (buffer.inArena()) {
    place("arena");
    setInteger(op, kOffset, layout.offsets[plan.ofNode[number]]);
  } else {
    place("result");
    setInteger(op, kIndex, buffer.result);
  }
  if (inPipeline)
    setInteger(op, kRows, buffer.extent.slots);
  if (plan.inPlace[number] >= 0)
    setInteger(op, kInPlace, plan.inPlace[number]);
  if (int64_t scratch = plan.scratch[number]; scratch >= 0) {
    setInteger(op, kScratchOffset, layout.offsets[scratch]);
    setInteger(op, kScratchBytes, scratchBytes(op));
  }
}

static void setArena(func::FuncOp function, const BufferPlan &plan,
                     const ArenaLayout &layout) {
  setInteger(function, kArenaBytes, layout.sizeBytes);
  setInteger(function, kArenaLowerBound, layout.lowerBoundBytes);
  if (plan.state.empty())
    return;
  SmallVector<int64_t> offsets;
  for (int64_t state : plan.state)
    offsets.push_back(layout.offsets[state]);
  function->setAttr(kStateOffsets,
                    DenseI64ArrayAttr::get(function.getContext(), offsets));
}

namespace {
struct PlanArena : schedule::impl::PlanArenaBase<PlanArena> {
  using PlanArenaBase::PlanArenaBase;

  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!findTarget(target)) {
      function.emitError() << "unknown target '" << target << "'";
      return signalPassFailure();
    }
    if (!function.getBody().hasOneBlock()) {
      function.emitError("expected a function with one block");
      return signalPassFailure();
    }
    std::vector<Node> nodes = readNodes(function);
    FailureOr<Schedule> schedule = readSchedule(function, nodes);
    if (failed(schedule))
      return signalPassFailure();
    BufferPlan plan =
        planBuffers(nodes, *schedule, function->hasAttr(kPushRows));
    ArenaLayout layout = layOutBuffers(plan);
    for (auto [number, node] : llvm::enumerate(nodes))
      setPlace(node, number, plan, layout, node.op->hasAttr(kPipeline));
    setArena(function, plan, layout);
  }
};
} // namespace
