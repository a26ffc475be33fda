// ArenaLayout.h: offsets for buffers whose parts are alive at known times.
#ifndef ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H
#define ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace attendc::schedule {

/// Every buffer of the arena starts at a multiple of this many bytes.
inline constexpr int64_t kArenaAlignment = 16;

/// A slot of a buffer is alive at the ticks first..last, both included.
struct Life {
  int64_t slot;
  int64_t first;
  int64_t last;
};

/// Slots of the same size, side by side.
struct Extent {
  int64_t slots;
  int64_t slotBytes;
  std::vector<Life> lives;

  int64_t sizeBytes() const { return slots * slotBytes; }
};

struct ArenaLayout {
  /// Offset in bytes of each buffer, in the order given.
  std::vector<int64_t> offsets;
  int64_t sizeBytes = 0;
  /// The most bytes alive at one tick; no layout is smaller.
  int64_t lowerBoundBytes = 0;
};

/// The bytes alive at each tick first <= t < end.
std::vector<int64_t> aliveBytes(llvm::ArrayRef<Extent> buffers, int64_t first,
                                int64_t end);

/// The most of them.
int64_t mostAlive(llvm::ArrayRef<Extent> buffers, int64_t first, int64_t end);

/// Places the buffers so that what is alive at the same tick is disjoint. The
/// result depends on nothing but the argument.
ArenaLayout layOutArena(llvm::ArrayRef<Extent> buffers);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H
