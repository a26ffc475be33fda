// Search.cpp: cuts the line of ops into pipelines and whole ops. Where a cut
// is, what crosses it lies whole in memory, so the peak of a segment does not
// depend on the cuts of the others, and the fastest schedule under a limit is a
// shortest path over the segments whose peak is below it.

#include "passes/schedule/Search.h"
#include "passes/schedule/Buffers.h"
#include "passes/schedule/Cost.h"
#include "passes/schedule/Placement.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <limits>

using namespace attendc;
using namespace attendc::schedule;

static constexpr int64_t kNoLimit = std::numeric_limits<int64_t>::max();

namespace {

/// Nodes first <= n < end as one pipeline, or one whole node.
struct Segment {
  int64_t first, end;
  bool isPipeline;
  double cycles;
  /// The most bytes alive at a tick; -1 until somebody asks.
  mutable int64_t peakBytes = -1;
};

/// A path through segments from the first node to the end.
struct Path {
  std::vector<const Segment *> segments;
  double cycles = 0;
};

class Search {
public:
  Search(const std::vector<Node> &nodes, const Target &target, bool pushesRows)
      : nodes(nodes), target(target), pushesRows(pushesRows) {}

  std::vector<Choice> run(bool fastestOnly);

private:
  void addWholeNodes();
  void addPipelines();
  std::vector<int64_t> cuts() const;
  /// The fastest path whose segments all stay below the limit, if there is one.
  std::optional<Path> fastest(int64_t limitBytes) const;
  int64_t peakOf(const Segment &segment) const;
  Schedule scheduleOf(const Path &path) const;

  const std::vector<Node> &nodes;
  const Target &target;
  bool pushesRows;
  std::vector<Segment> segments;
  /// Bytes alive at each node of the schedule without pipelines, once somebody
  /// asks.
  mutable std::vector<int64_t> wholeAlive;
};

} // namespace

void Search::addWholeNodes() {
  for (auto [number, node] : llvm::enumerate(nodes)) {
    int64_t first = number;
    if (first > 0 || !pushesRows)
      segments.push_back(
          {first, first + 1, /*isPipeline=*/false, wholeCycles(node, target)});
  }
}

int64_t Search::peakOf(const Segment &segment) const {
  if (segment.peakBytes >= 0)
    return segment.peakBytes;
  if (!segment.isPipeline) {
    if (wholeAlive.empty())
      wholeAlive = aliveBytes(arenaExtents(planBuffers(nodes, {}, pushesRows)),
                              0, nodes.size());
    segment.peakBytes = wholeAlive[segment.first];
    return segment.peakBytes;
  }
  Schedule schedule = {{segment.first, segment.end,
                        stepsOnDemand(nodes, segment.first, segment.end)}};
  int64_t ticks = schedule.back().steps.size();
  bool isPushed = pushesRows && segment.first == 0;
  segment.peakBytes =
      mostAlive(arenaExtents(planBuffers(nodes, schedule, isPushed)),
                segment.first, segment.first + ticks);
  return segment.peakBytes;
}

/// Where pipelines may begin and end. All places in a small network; else
/// those that the fewest results cross: more are tried there than are useful.
std::vector<int64_t> Search::cuts() const {
  constexpr size_t kMostCuts = 160;
  int64_t count = nodes.size();
  std::vector<int64_t> lastRead(count, 0), crossing(count + 1, 0);
  for (int64_t reader = 0; reader < count; ++reader)
    for (const NodeRead &read : nodes[reader].reads)
      lastRead[read.producer] = reader;
  for (int64_t node = 0; node < count; ++node)
    for (int64_t cut = node + 1; cut <= lastRead[node]; ++cut)
      ++crossing[cut];
  std::vector<int64_t> places;
  for (int64_t place = 0; place <= count; ++place)
    places.push_back(place);
  llvm::sort(places, [&](int64_t a, int64_t b) {
    auto rank = [&](int64_t place) {
      bool isEdge = place == 0 || place == count ||
                    nodes[place - 1].computesRows != nodes[place].computesRows;
      return isEdge ? 0 : crossing[place];
    };
    return std::pair(rank(a), a) < std::pair(rank(b), b);
  });
  if (places.size() > kMostCuts)
    places.resize(kMostCuts);
  llvm::sort(places);
  return places;
}

void Search::addPipelines() {
  std::vector<int64_t> places = cuts();
  for (int64_t first : places) {
    if (first == int64_t(nodes.size()))
      break;
    for (int64_t end : places) {
      bool isPushed = first == 0 && pushesRows;
      if (end <= first + (isPushed ? 0 : 1))
        continue;
      auto segment =
          llvm::make_range(nodes.begin() + first, nodes.begin() + end);
      if (end - first > kMostPipelineOps ||
          !llvm::all_of(segment,
                        [](const Node &node) { return node.computesRows; }))
        break;
      Segment pipeline{first, end, /*isPipeline=*/true, /*cycles=*/0};
      for (const Node &node : segment)
        pipeline.cycles += rowCycles(node, target);
      segments.push_back(pipeline);
    }
  }
}

std::optional<Path> Search::fastest(int64_t limitBytes) const {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  std::vector<double> cycles(nodes.size() + 1, kNever);
  std::vector<const Segment *> arrival(nodes.size() + 1, nullptr);
  cycles[0] = 0;
  for (const Segment &segment : segments) { // by their first node
    double total = cycles[segment.first] + segment.cycles;
    if (total >= cycles[segment.end] ||
        (limitBytes < kNoLimit && peakOf(segment) > limitBytes))
      continue;
    cycles[segment.end] = total;
    arrival[segment.end] = &segment;
  }
  if (cycles.back() == kNever)
    return std::nullopt;
  Path path;
  path.cycles = cycles.back();
  for (int64_t node = nodes.size(); node > 0; node = arrival[node]->first) {
    path.segments.push_back(arrival[node]);
  }
  std::reverse(path.segments.begin(), path.segments.end());
  return path;
}

Schedule Search::scheduleOf(const Path &path) const {
  Schedule schedule;
  for (const Segment *segment : path.segments)
    if (segment->isPipeline)
      schedule.push_back({segment->first, segment->end,
                          stepsOnDemand(nodes, segment->first, segment->end)});
  return schedule;
}

std::vector<Choice> Search::run(bool fastestOnly) {
  addWholeNodes();
  addPipelines();
  llvm::sort(segments, [](const Segment &a, const Segment &b) {
    return std::tuple(a.first, a.end, a.isPipeline) <
           std::tuple(b.first, b.end, b.isPipeline);
  });
  std::vector<Choice> choices;
  // From the fastest on: each step forbids the segments at the peak.
  int64_t limit = kNoLimit;
  while (std::optional<Path> path = fastest(limit)) {
    int64_t peak = 0;
    for (const Segment *segment : path->segments)
      peak = std::max(peak, peakOf(*segment));
    if (!choices.empty() && choices.back().cycles == path->cycles)
      choices.pop_back();
    choices.push_back({scheduleOf(*path), peak, path->cycles});
    if (fastestOnly)
      break;
    limit = peak - 1;
  }
  return choices;
}

std::vector<Choice> schedule::findChoices(const std::vector<Node> &nodes,
                                          const Target &target, bool pushesRows,
                                          bool fastestOnly) {
  if (nodes.empty())
    return {Choice{{}, 0, 0}};
  return Search(nodes, target, pushesRows).run(fastestOnly);
}

int64_t schedule::arenaBytes(const std::vector<Node> &nodes,
                             const Choice &choice, bool pushesRows) {
  if (choice.laidOutBytes < 0)
    choice.laidOutBytes =
        layOutBuffers(planBuffers(nodes, choice.schedule, pushesRows))
            .sizeBytes;
  return choice.laidOutBytes;
}

std::pair<const Choice *, int64_t>
schedule::smallest(const std::vector<Node> &nodes,
                   llvm::ArrayRef<Choice> choices, bool pushesRows) {
  // From the fewest bytes alive on, until no arena can be smaller any more.
  std::pair<const Choice *, int64_t> best(nullptr,
                                          std::numeric_limits<int64_t>::max());
  for (const Choice &choice : llvm::reverse(choices)) {
    if (choice.aliveBytes >= best.second)
      break;
    int64_t bytes = arenaBytes(nodes, choice, pushesRows);
    if (bytes < best.second)
      best = {&choice, bytes};
  }
  return best;
}

const Choice *schedule::choose(const std::vector<Node> &nodes,
                               llvm::ArrayRef<Choice> choices, const Wish &wish,
                               bool pushesRows) {
  if (wish.least) {
    auto [choice, bytes] = smallest(nodes, choices, pushesRows);
    return bytes <= wish.limitBytes ? choice : nullptr;
  }
  for (const Choice &choice : choices) {
    if (choice.aliveBytes > wish.limitBytes)
      continue;
    if (!wish.isLimited() ||
        arenaBytes(nodes, choice, pushesRows) <= wish.limitBytes)
      return &choice;
  }
  return nullptr;
}
