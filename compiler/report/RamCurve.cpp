// RamCurve.cpp: lays out the arena of a dozen schedules.

#include "compiler/report/RamCurve.h"

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
  std::vector<schedule::Choice> choices =
      schedule::findChoices(nodes, target, pushesRows);
  FailureOr<schedule::Schedule> taken = schedule::readSchedule(function, nodes);

  std::set<size_t> kept;
  for (size_t point = 0; point < kMostPoints; ++point)
    kept.insert(point * (choices.size() - 1) / (kMostPoints - 1));
  for (auto [number, choice] : llvm::enumerate(choices))
    if (succeeded(taken) && isSame(choice.schedule, *taken))
      kept.insert(number);
  for (size_t number : kept) {
    const schedule::Choice &choice = choices[number];
    CurvePoint point;
    point.arenaBytes = schedule::arenaBytes(nodes, choice.schedule, pushesRows);
    point.time = choice.cycles / choices.front().cycles;
    point.pipelines = choice.schedule.size();
    for (const schedule::Pipeline &pipeline : choice.schedule)
      point.rowLayers += pipeline.end - pipeline.first;
    point.isTaken = succeeded(taken) && isSame(choice.schedule, *taken);
    bool isSmaller = report.ramCurve.empty() ||
                     point.arenaBytes < report.ramCurve.back().arenaBytes;
    if (isSmaller || point.isTaken)
      report.ramCurve.push_back(point);
  }
}
