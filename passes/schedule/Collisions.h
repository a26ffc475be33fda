// Collisions.h: at which distances two buffers would share bytes that both need
// at the same tick.
#ifndef ATTEND_PASSES_SCHEDULE_COLLISIONS_H
#define ATTEND_PASSES_SCHEDULE_COLLISIONS_H

#include "passes/schedule/ArenaLayout.h"

namespace attendc::schedule {

/// Blocks of kArenaAlignment bytes, first <= b < end.
struct BlockRange {
  int64_t first;
  int64_t end;
};

/// A buffer that is in the way of another.
struct Neighbour {
  uint32_t buffer;
  /// Part of the ranges of all pairs. Empty for two buffers that must not
  /// overlap at all.
  uint32_t firstRange, endRange;
  /// The ranges are of the neighbour after the other.
  bool isReversed;
};

/// For each pair of buffers the differences of their offsets that must not be.
/// These depend on no layout, so they are found once, and a layout is a matter
/// of looking for gaps ("no-fit polygons" of cutting and packing, here in one
/// dimension).
class Collisions {
public:
  explicit Collisions(llvm::ArrayRef<Extent> buffers);

  size_t size() const { return neighbours.size(); }
  int64_t blocksOf(size_t buffer) const { return blocks[buffer]; }
  llvm::ArrayRef<Neighbour> of(size_t buffer) const {
    return neighbours[buffer];
  }
  /// Calls use(range) for where `buffer` must not begin, in blocks after the
  /// begin of its neighbour.
  template <typename Use>
  void forEachRange(size_t buffer, const Neighbour &neighbour, Use use) const {
    if (neighbour.firstRange == neighbour.endRange)
      use(BlockRange{1 - blocks[buffer], blocks[neighbour.buffer]});
    for (size_t at = neighbour.firstRange; at < neighbour.endRange; ++at)
      use(neighbour.isReversed
              ? BlockRange{1 - ranges[at].end, 1 - ranges[at].first}
              : ranges[at]);
  }
  /// How many ranges a layout looks at, at most.
  size_t rangeCount() const { return pairs + ranges.size(); }

private:
  std::vector<int64_t> blocks;
  std::vector<std::vector<Neighbour>> neighbours;
  std::vector<BlockRange> ranges;
  size_t pairs = 0;
};

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_COLLISIONS_H
