// ScheduleRows.cpp: which ops run row by row, for the memory there is.

#include "passes/schedule/Buffers.h"
#include "passes/schedule/Order.h"
#include "passes/schedule/Passes.h"
#include "passes/schedule/Placement.h"
#include "passes/schedule/Search.h"
#include "targets/Target.h"

#include "mlir/IR/Builders.h"

#include <cmath>
#include <optional>

using namespace mlir;
using namespace attendc;

namespace attendc::schedule {
#define GEN_PASS_DEF_SCHEDULEROWS
#include "passes/schedule/Passes.h.inc"
} // namespace attendc::schedule

using namespace attendc::schedule;

FailureOr<Wish> schedule::readWish(StringRef ram, const Target &target) {
  Wish wish;
  wish.least = target.savesRam;
  if (target.ramBytes > 0)
    wish.limitBytes = target.ramBytes;
  if (ram.empty())
    return wish;
  wish.least = ram == "min";
  if (ram == "min" || ram == "time")
    return wish;
  if (ram.getAsInteger(10, wish.limitBytes) || wish.limitBytes <= 0)
    return failure();
  return wish;
}

/// Puts a kernel.pushed_rows behind the one input.
static LogicalResult pushInput(func::FuncOp function) {
  if (function.getNumArguments() != 1)
    return function.emitError("unsupported: only a network with one input can "
                              "take it in rows, this one has ")
           << function.getNumArguments();
  BlockArgument input = function.getArgument(0);
  auto type = dyn_cast<RankedTensorType>(input.getType());
  if (!type || type.getRank() != 4 || type.getDimSize(0) != 1)
    return function.emitError("unsupported: only an input [1, H, W, C] comes "
                              "in rows, this one is ")
           << input.getType();
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  auto pushed = kernel::PushedRowsOp::create(
      builder, NameLoc::get(builder.getStringAttr("input")), type, input);
  input.replaceAllUsesExcept(pushed, pushed);
  function->setAttr(kPushRows, builder.getUnitAttr());
  return success();
}

/// The largest buffers at the tick with the most bytes alive, by their ops.
static std::string describePeak(const std::vector<Node> &nodes,
                                const Choice &choice, bool pushesRows) {
  constexpr size_t kMostNames = 4;
  BufferPlan plan = planBuffers(nodes, choice.schedule, pushesRows);
  std::vector<Extent> extents = arenaExtents(plan);
  int64_t ticks = 0;
  forEachTick(nodes, choice.schedule, [&](int64_t, int64_t) { ++ticks; });
  std::vector<int64_t> alive = aliveBytes(extents, 0, ticks);
  int64_t peakTick = llvm::max_element(alive) - alive.begin();
  std::vector<std::pair<int64_t, std::string>> holders;
  std::vector<bool> seen(plan.buffers.size(), false);
  for (auto [node, number] : llvm::zip_equal(nodes, plan.ofNode)) {
    if (number < 0 || seen[number])
      continue;
    seen[number] = true;
    int64_t bytes = mostAlive(extents[number], peakTick, peakTick + 1);
    if (bytes > 0)
      holders.push_back({bytes, nameOf(node.op).str()});
  }
  llvm::sort(holders, [](const auto &a, const auto &b) {
    return std::pair(-a.first, a.second) < std::pair(-b.first, b.second);
  });
  std::string text;
  for (auto [number, holder] : llvm::enumerate(holders)) {
    if (number == kMostNames)
      break;
    text += (text.empty() ? "" : ", ") + ("'" + holder.second + "' ") +
            std::to_string(holder.first);
  }
  return text;
}

namespace {
/// The ops in one of their orders, and its schedules.
struct Plan {
  std::vector<Node> nodes;
  std::vector<Choice> choices;
  /// The one that is wished for, or null if none fits.
  const Choice *best;
};
} // namespace

static Plan makePlan(std::vector<Node> nodes, const Target &target,
                     const Wish &wish, bool pushesRows) {
  bool fastestOnly = !wish.least && !wish.isLimited();
  Plan plan{std::move(nodes), {}, nullptr};
  plan.choices = findChoices(plan.nodes, target, pushesRows, fastestOnly);
  plan.best = choose(plan.nodes, plan.choices, wish, pushesRows);
  return plan;
}

/// True if `plan` is worth a change of the order that `given` has: it fits, or
/// is faster, or as fast and smaller; where the least memory is wished for,
/// smaller.
static bool isBetter(const Plan &plan, const Plan &given, const Wish &wish,
                     bool pushesRows) {
  if (!plan.best || !given.best)
    return plan.best;
  // Added up in another order, the same cycles may differ in the last bits.
  double gain = given.best->cycles - plan.best->cycles;
  bool isAsFast = std::abs(gain) <= 1e-9 * given.best->cycles;
  if (!wish.least && !isAsFast)
    return gain > 0;
  return arenaBytes(plan.nodes, *plan.best, pushesRows) <
         arenaBytes(given.nodes, *given.best, pushesRows);
}

/// Puts the ops into the order of `nodes`. Constants stay before all of them.
static void moveOps(func::FuncOp function, const std::vector<Node> &nodes) {
  Operation *end = function.getBody().front().getTerminator();
  for (const Node &node : nodes)
    node.op->moveBefore(end);
}

/// Reports the least memory of all plans, and what holds it.
static LogicalResult failToFit(func::FuncOp function, ArrayRef<Plan> plans,
                               const Wish &wish, bool pushesRows) {
  std::optional<std::pair<int64_t, std::string>> least;
  for (const Plan &plan : plans) {
    auto [choice, bytes] = smallest(plan.nodes, plan.choices, pushesRows);
    if (!least || bytes < least->first)
      least = {bytes, describePeak(plan.nodes, *choice, pushesRows)};
  }
  return function.emitError("needs ")
         << least->first
         << " bytes of RAM at least, beside its inputs, outputs and stack; "
         << wish.limitBytes << " are allowed; the most is held by "
         << least->second;
}

static void setSchedule(func::FuncOp function, const std::vector<Node> &nodes,
                        const Schedule &schedule) {
  Builder builder(function.getContext());
  for (const Node &node : nodes)
    node.op->removeAttr(kPipeline);
  function->removeAttr(kSteps);
  SmallVector<Attribute> steps;
  for (auto [number, pipeline] : llvm::enumerate(schedule)) {
    for (int64_t node = pipeline.first; node < pipeline.end; ++node)
      nodes[node].op->setAttr(kPipeline, builder.getI64IntegerAttr(number));
    steps.push_back(builder.getDenseI32ArrayAttr(pipeline.steps));
  }
  if (!steps.empty())
    function->setAttr(kSteps, builder.getArrayAttr(steps));
}

namespace {
struct ScheduleRows : schedule::impl::ScheduleRowsBase<ScheduleRows> {
  using ScheduleRowsBase::ScheduleRowsBase;

  LogicalResult run() {
    func::FuncOp function = getOperation();
    const Target *chosen = findTarget(target);
    if (!chosen)
      return function.emitError() << "unknown target '" << target << "'";
    FailureOr<Wish> wish = readWish(ram, *chosen);
    if (failed(wish))
      return function.emitError("ram is a number of bytes, min or time, not '")
             << ram << "'";
    if (!function.getBody().hasOneBlock())
      return function.emitError("expected a function with one block");
    if (pushRows && failed(pushInput(function)))
      return failure();
    std::vector<Plan> plans;
    for (std::vector<Node> &nodes : ordersOf(readNodes(function)))
      plans.push_back(makePlan(std::move(nodes), *chosen, *wish, pushRows));
    const Plan *taken = &plans.front();
    if (plans.size() > 1 && isBetter(plans[1], plans[0], *wish, pushRows)) {
      taken = &plans[1];
      moveOps(function, taken->nodes);
    }
    if (!taken->best)
      return failToFit(function, plans, *wish, pushRows);
    setSchedule(function, taken->nodes, taken->best->schedule);
    return success();
  }

  void runOnOperation() override {
    if (failed(run()))
      signalPassFailure();
  }
};
} // namespace
