// ArenaLayout.h: offsets for buffers with known sizes and lifetimes.
#ifndef ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H
#define ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>
#include <vector>

namespace attendc::schedule {

/// Every buffer of the arena starts at a multiple of this many bytes.
inline constexpr int64_t kArenaAlignment = 16;

/// A buffer that is alive at the ops first..last, both included.
struct Lifetime {
  int64_t sizeBytes;
  int64_t first;
  int64_t last;
};

struct ArenaLayout {
  /// Offset in bytes of each buffer, in the order given.
  std::vector<int64_t> offsets;
  int64_t sizeBytes = 0;
  /// The most bytes alive at one op; no layout is smaller.
  int64_t lowerBoundBytes = 0;
};

/// Places the buffers so that those alive at the same op are disjoint. The
/// result depends on nothing but the argument.
ArenaLayout layOutArena(llvm::ArrayRef<Lifetime> buffers);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_ARENALAYOUT_H
