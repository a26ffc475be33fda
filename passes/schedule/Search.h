// Search.h: the schedules of a network that are worth a choice.
#ifndef ATTEND_PASSES_SCHEDULE_SEARCH_H
#define ATTEND_PASSES_SCHEDULE_SEARCH_H

#include "passes/schedule/Network.h"
#include "targets/Target.h"

#include <limits>

namespace attendc::schedule {

/// A schedule and what it is estimated to need.
struct Choice {
  Schedule schedule;
  /// The most bytes alive at a tick: the least that an arena can have.
  int64_t aliveBytes;
  /// By the target's cost table.
  double cycles;
  /// See arenaBytes, which lays it out once; before, -1.
  mutable int64_t laidOutBytes = -1;
};

/// Schedules of which each has less alive and takes longer than the one before
/// it, or the first of them only. With `pushesRows` node 0, the pushed input,
/// is in a pipeline. Not empty.
std::vector<Choice> findChoices(const std::vector<Node> &nodes,
                                const Target &target, bool pushesRows,
                                bool fastestOnly = false);

/// Bytes of the arena that is laid out for a choice.
int64_t arenaBytes(const std::vector<Node> &nodes, const Choice &choice,
                   bool pushesRows);

/// What a user asks for.
struct Wish {
  /// The smallest arena; else the shortest time.
  bool least = false;
  int64_t limitBytes = std::numeric_limits<int64_t>::max();

  bool isLimited() const {
    return limitBytes < std::numeric_limits<int64_t>::max();
  }
};

/// Reads "min", "time" or a number of bytes; "" is the target's own goal. Fails
/// for anything else.
mlir::FailureOr<Wish> readWish(llvm::StringRef ram, const Target &target);

/// The best of `choices` for a wish: the fastest or the smallest whose arena is
/// small enough; null if none is.
const Choice *choose(const std::vector<Node> &nodes,
                     llvm::ArrayRef<Choice> choices, const Wish &wish,
                     bool pushesRows);

/// The choice with the smallest arena, and its bytes.
std::pair<const Choice *, int64_t> smallest(const std::vector<Node> &nodes,
                                            llvm::ArrayRef<Choice> choices,
                                            bool pushesRows);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_SEARCH_H
