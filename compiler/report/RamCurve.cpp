// RamCurve.cpp: lays out the arena of a dozen schedules.

#include "compiler/report/RamCurve.h"

#include "passes/schedule/Order.h"
#include "passes/schedule/Search.h"

#include "dialects/kernel/KernelDialect.h"

#include <set>

using namespace mlir;
using namespace attendc;
using namespace attendc::report;

/// An arena takes a tenth of a second to lay out.
static constexpr size_t kMostPoints = 12;

static bool isSame(const schedule::Schedule &a, const schedule::Schedule &b) {
  return llvm::equal(a, b, [](const auto &one, const auto &other) {
    return one.first == other.first && one.end == other.end &&
           one.steps == other.steps;
  });
}

void report::addRamCurve(Report &report, func::FuncOp function,
                         const Target &target) {
  std::vector<schedule::Node> nodes = schedule::readNodes(function);
  bool pushesRows = report.pushesRows && !nodes.empty() &&
                    isa<kernel::PushedRowsOp>(nodes[0].op);
  FailureOr<schedule::Schedule> taken = schedule::readSchedule(function, nodes);

  // The schedules of all orders of the ops, the fastest first.
  std::vector<std::vector<schedule::Node>> orders = schedule::ordersOf(nodes);
  std::vector<std::pair<size_t, schedule::Choice>> choices;
  for (auto [order, ordered] : llvm::enumerate(orders))
    for (schedule::Choice &choice :
         schedule::findChoices(ordered, target, pushesRows))
      choices.push_back({order, std::move(choice)});
  llvm::sort(choices, [](const auto &a, const auto &b) {
    return std::pair(a.second.cycles, a.first) <
           std::pair(b.second.cycles, b.first);
  });
  auto isTaken = [&](const auto &choice) {
    return choice.first == 0 && succeeded(taken) &&
           isSame(choice.second.schedule, *taken);
  };

  std::set<size_t> kept;
  for (size_t point = 0; point < kMostPoints; ++point)
    kept.insert(point * (choices.size() - 1) / (kMostPoints - 1));
  for (auto [number, choice] : llvm::enumerate(choices))
    if (isTaken(choice))
      kept.insert(number);
  for (size_t number : kept) {
    const auto &[order, choice] = choices[number];
    CurvePoint point;
    point.arenaBytes = schedule::arenaBytes(orders[order], choice, pushesRows);
    point.time = choice.cycles / choices.front().second.cycles;
    point.pipelines = choice.schedule.size();
    for (const schedule::Pipeline &pipeline : choice.schedule)
      point.rowLayers += pipeline.end - pipeline.first;
    point.isTaken = isTaken(choices[number]);
    bool isSmaller = report.ramCurve.empty() ||
                     point.arenaBytes < report.ramCurve.back().arenaBytes;
    if (isSmaller || point.isTaken)
      report.ramCurve.push_back(point);
  }
}
