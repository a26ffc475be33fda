// Collisions.cpp: compares the lives of every two buffers, slot by slot.

#include "passes/schedule/Collisions.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>

using namespace attendc::schedule;

namespace {

/// Ticks first <= t <= last.
using Ticks = std::pair<int64_t, int64_t>;

/// Bytes first <= b < end of a buffer that are alive at the same ticks, given
/// in ascending order.
struct Run {
  int64_t first, end;
  std::vector<Ticks> ticks;
};

/// A buffer as its runs, and while which ticks any of them is alive.
struct Shape {
  std::vector<Run> runs;
  Ticks alive;

  /// All bytes are alive at the same ticks.
  bool isWhole() const { return runs.size() == 1; }
};

} // namespace

/// `all` in ascending order, those in one that touch.
static std::vector<Ticks> inOrder(std::vector<Ticks> all) {
  llvm::sort(all);
  std::vector<Ticks> merged;
  for (const Ticks &ticks : all)
    if (!merged.empty() && ticks.first <= merged.back().second + 1)
      merged.back().second = std::max(merged.back().second, ticks.second);
    else
      merged.push_back(ticks);
  return merged;
}

static Shape shapeOf(const Extent &buffer) {
  std::vector<std::vector<Ticks>> bySlot(buffer.slots);
  for (const Life &life : buffer.lives)
    bySlot[life.slot].push_back({life.first, life.last});
  Shape shape{{}, {std::numeric_limits<int64_t>::max(), -1}};
  for (int64_t slot = 0; slot < buffer.slots; ++slot) {
    std::vector<Ticks> ticks = inOrder(std::move(bySlot[slot]));
    if (ticks.empty())
      continue;
    shape.alive.first = std::min(shape.alive.first, ticks.front().first);
    shape.alive.second = std::max(shape.alive.second, ticks.back().second);
    int64_t first = slot * buffer.slotBytes, end = first + buffer.slotBytes;
    if (!shape.runs.empty() && shape.runs.back().end == first &&
        shape.runs.back().ticks == ticks)
      shape.runs.back().end = end;
    else
      shape.runs.push_back({first, end, std::move(ticks)});
  }
  return shape;
}

static bool meet(const std::vector<Ticks> &a, const std::vector<Ticks> &b) {
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();)
    if (x->second < y->first)
      ++x;
    else if (y->second < x->first)
      ++y;
    else
      return true;
  return false;
}

/// Where b must not begin, in blocks after the begin of a. Runs [a1, a2) and
/// [b1, b2) overlap where a1 - b2 < distance < a2 - b1, in bytes.
static std::vector<BlockRange> distances(const Shape &a, const Shape &b) {
  std::vector<BlockRange> apart;
  for (const Run &x : a.runs)
    for (const Run &y : b.runs)
      if (meet(x.ticks, y.ticks))
        apart.push_back(
            {llvm::divideFloorSigned(x.first - y.end, kArenaAlignment) + 1,
             llvm::divideCeilSigned(x.end - y.first, kArenaAlignment)});
  llvm::sort(apart, [](const BlockRange &x, const BlockRange &y) {
    return std::pair(x.first, x.end) < std::pair(y.first, y.end);
  });
  std::vector<BlockRange> merged;
  for (const BlockRange &range : apart)
    if (!merged.empty() && range.first <= merged.back().end)
      merged.back().end = std::max(merged.back().end, range.end);
    else
      merged.push_back(range);
  return merged;
}

Collisions::Collisions(llvm::ArrayRef<Extent> buffers)
    : neighbours(buffers.size()) {
  std::vector<Shape> shapes;
  std::vector<uint32_t> byBirth;
  for (auto [number, buffer] : llvm::enumerate(buffers)) {
    shapes.push_back(shapeOf(buffer));
    byBirth.push_back(number);
    blocks.push_back(llvm::divideCeil(buffer.sizeBytes(), kArenaAlignment));
  }
  llvm::sort(byBirth, [&](uint32_t a, uint32_t b) {
    return std::pair(shapes[a].alive.first, a) <
           std::pair(shapes[b].alive.first, b);
  });
  for (auto a = byBirth.begin(); a != byBirth.end(); ++a)
    for (auto b = a + 1; b != byBirth.end() &&
                         shapes[*b].alive.first <= shapes[*a].alive.second;
         ++b) {
      uint32_t first = ranges.size();
      if (!shapes[*a].isWhole() || !shapes[*b].isWhole()) {
        llvm::append_range(ranges, distances(shapes[*a], shapes[*b]));
        if (first == ranges.size())
          continue;
      } else if (!meet(shapes[*a].runs[0].ticks, shapes[*b].runs[0].ticks)) {
        continue;
      }
      uint32_t end = ranges.size();
      neighbours[*b].push_back({*a, first, end, /*isReversed=*/false});
      neighbours[*a].push_back({*b, first, end, /*isReversed=*/true});
      ++pairs;
    }
}
