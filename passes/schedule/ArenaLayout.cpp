// ArenaLayout.cpp: places buffers one after another at the lowest offset where
// nothing is in their way, for several orders, improves the best order by
// chance, and keeps the smallest arena.

#include "passes/schedule/Collisions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>

using namespace attendc::schedule;

std::vector<int64_t>
attendc::schedule::aliveBytes(llvm::ArrayRef<Extent> buffers, int64_t first,
                              int64_t end) {
  std::vector<int64_t> bytes(end - first + 1,
                             0); // first by how much it changes
  for (const Extent &buffer : buffers)
    for (const Life &life : buffer.lives) {
      if (life.last < first || life.first >= end)
        continue;
      bytes[std::max(life.first, first) - first] += buffer.slotBytes;
      bytes[std::min(life.last + 1, end) - first] -= buffer.slotBytes;
    }
  bytes.pop_back();
  std::partial_sum(bytes.begin(), bytes.end(), bytes.begin());
  return bytes;
}

int64_t attendc::schedule::mostAlive(llvm::ArrayRef<Extent> buffers,
                                     int64_t first, int64_t end) {
  return *llvm::max_element(aliveBytes(buffers, first, end));
}

namespace {

using Order = std::vector<size_t>;

/// Blocks at which buffers begin, and how many all need.
struct Packing {
  std::vector<int64_t> begins;
  int64_t blocks = 0;
};

class LayoutSearch {
public:
  LayoutSearch(llvm::ArrayRef<Extent> buffers, int64_t boundBlocks);

  /// Tries the buffers by falling `key`, and after each try those first that
  /// reached the top: they were placed too late.
  void tryBy(llvm::function_ref<int64_t(size_t)> key);
  /// Moves buffers in the best order, by numbers that look random but are the
  /// same on every run. A move stays if it makes the arena no larger.
  void improve();

  Packing best{{}, std::numeric_limits<int64_t>::max()};

private:
  Packing place(const Order &order);
  bool isDone() const { return best.blocks <= boundBlocks; }
  void keepIfSmaller(const Packing &packing, const Order &order);
  bool reachesTop(const Packing &packing, size_t buffer) const {
    return packing.begins[buffer] + collisions.blocksOf(buffer) ==
           packing.blocks;
  }

  Collisions collisions;
  int64_t boundBlocks;
  size_t mostTries;
  Order bestOrder;
  std::mt19937 random;
  std::vector<BlockRange> taken;
};

} // namespace

// Bounds the work, in ranges that are looked at: 2000 tries for AttendNet-B.
LayoutSearch::LayoutSearch(llvm::ArrayRef<Extent> buffers, int64_t boundBlocks)
    : collisions(buffers), boundBlocks(boundBlocks) {
  constexpr size_t kMostTries = 2000, kMostWork = 5'000'000;
  size_t work = 1 + buffers.size() + collisions.rangeCount();
  mostTries = std::clamp<size_t>(kMostWork / work, 1, kMostTries);
}

Packing LayoutSearch::place(const Order &order) {
  constexpr int64_t kNowhere = -1;
  Packing packing{std::vector<int64_t>(order.size(), kNowhere)};
  for (size_t buffer : order) {
    taken.clear();
    for (const Neighbour &neighbour : collisions.of(buffer)) {
      int64_t begin = packing.begins[neighbour.buffer];
      if (begin == kNowhere)
        continue;
      collisions.forEachRange(buffer, neighbour, [&](BlockRange range) {
        if (begin + range.end > 0)
          taken.push_back({begin + range.first, begin + range.end});
      });
    }
    llvm::sort(taken, [](const BlockRange &a, const BlockRange &b) {
      return a.first < b.first;
    });
    int64_t begin = 0;
    for (const BlockRange &range : taken) {
      if (range.first > begin)
        break;
      begin = std::max(begin, range.end);
    }
    packing.begins[buffer] = begin;
    packing.blocks =
        std::max(packing.blocks, begin + collisions.blocksOf(buffer));
  }
  return packing;
}

void LayoutSearch::keepIfSmaller(const Packing &packing, const Order &order) {
  if (packing.blocks >= best.blocks)
    return;
  best = packing;
  bestOrder = order;
}

void LayoutSearch::tryBy(llvm::function_ref<int64_t(size_t)> key) {
  constexpr size_t kMostSteps = 16; // more help rarely
  Order order(collisions.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::sort(order, [&](size_t a, size_t b) {
    return std::pair(-key(a), a) < std::pair(-key(b), b);
  });
  for (size_t step = 0; step < std::min(kMostSteps, mostTries); ++step) {
    if (isDone())
      return;
    Packing packing = place(order);
    keepIfSmaller(packing, order);
    Order top, rest;
    for (size_t buffer : order)
      (reachesTop(packing, buffer) ? top : rest).push_back(buffer);
    order = std::move(top);
    llvm::append_range(order, rest);
  }
}

void LayoutSearch::improve() {
  Order order = bestOrder;
  Packing current = best;
  auto any = [&](const auto &list) { return list[random() % list.size()]; };
  for (size_t attempt = 0; attempt < mostTries && !isDone(); ++attempt) {
    Order top;
    llvm::copy_if(order, std::back_inserter(top),
                  [&](size_t buffer) { return reachesTop(current, buffer); });
    size_t one = random() % 3 ? any(top) : any(order), other = any(order);
    // In turns, what is in the way of what is in its way.
    if (attempt % 2 && !collisions.of(one).empty()) {
      one = any(collisions.of(one)).buffer;
      other = any(collisions.of(one)).buffer;
    }
    auto a = llvm::find(order, one), b = llvm::find(order, other);
    Order moved = order;
    // The later of the two goes before the earlier.
    auto first = moved.begin() + (std::min(a, b) - order.begin());
    auto last = moved.begin() + (std::max(a, b) - order.begin());
    if (first == last)
      continue;
    std::rotate(first, last, last + 1);
    Packing packing = place(moved);
    if (packing.blocks > current.blocks)
      continue;
    keepIfSmaller(packing, moved);
    order = std::move(moved);
    current = std::move(packing);
  }
}

/// The most bytes alive of buffers without slots. Two of them share no aligned
/// piece of the arena, so it is a bound, too, where they are small.
static int64_t alignedBound(llvm::ArrayRef<Extent> buffers, int64_t end) {
  std::vector<Extent> whole;
  llvm::copy_if(buffers, std::back_inserter(whole),
                [](const Extent &buffer) { return buffer.slots == 1; });
  for (Extent &buffer : whole)
    buffer.slotBytes = llvm::alignTo(buffer.slotBytes, kArenaAlignment);
  return mostAlive(whole, 0, end);
}

ArenaLayout attendc::schedule::layOutArena(llvm::ArrayRef<Extent> buffers) {
  int64_t tickCount = 1;
  std::vector<Life> spans; // from the first birth to the last death
  std::vector<int64_t> aliveTicks;
  for (const Extent &buffer : buffers) {
    Life span{0, std::numeric_limits<int64_t>::max(), 0};
    aliveTicks.push_back(0);
    for (const Life &life : buffer.lives) {
      span.first = std::min(span.first, life.first);
      span.last = std::max(span.last, life.last);
      aliveTicks.back() += life.last - life.first + 1;
    }
    spans.push_back(span);
    tickCount = std::max(tickCount, span.last + 1);
  }
  int64_t bound = mostAlive(buffers, 0, tickCount);
  LayoutSearch search(buffers,
                      std::max(alignedBound(buffers, tickCount),
                               int64_t(llvm::alignTo(bound, kArenaAlignment))) /
                          kArenaAlignment);
  search.tryBy([&](size_t i) { return buffers[i].sizeBytes(); });
  // What comes later lies lower, so that it can follow the rows that die.
  search.tryBy([&](size_t i) {
    return buffers[i].sizeBytes() * (tickCount + 1) + spans[i].last;
  });
  search.tryBy([&](size_t i) { return buffers[i].slotBytes * aliveTicks[i]; });
  search.tryBy([&](size_t i) { return spans[i].last - spans[i].first; });
  search.tryBy([&](size_t i) { return -spans[i].first; });
  search.tryBy([&](size_t i) { return spans[i].last; });
  search.improve();

  ArenaLayout layout;
  for (int64_t begin : search.best.begins)
    layout.offsets.push_back(begin * kArenaAlignment);
  layout.sizeBytes = search.best.blocks * kArenaAlignment;
  layout.lowerBoundBytes = bound;
  return layout;
}
