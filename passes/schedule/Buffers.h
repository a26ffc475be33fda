// Buffers.h: the bytes that a schedule needs, and while which ticks.
#ifndef ATTEND_PASSES_SCHEDULE_BUFFERS_H
#define ATTEND_PASSES_SCHEDULE_BUFFERS_H

#include "passes/schedule/ArenaLayout.h"
#include "passes/schedule/Network.h"

namespace attendc::schedule {

/// Bytes that the results of one or several nodes share, one after the other:
/// row r lies in slot r modulo the number of slots.
struct Buffer {
  Extent extent;
  /// The function's result that lies here, in the caller's memory, or -1.
  int64_t result = -1;
  bool inArena() const { return result < 0; }
};

/// All buffers of a schedule, and who uses which.
struct BufferPlan {
  std::vector<Buffer> buffers;
  /// By node: the buffer of its result, -1 for reshapes; the operand that it
  /// overwrites, or -1; the buffer of its scratch bytes, or -1.
  std::vector<int64_t> ofNode, inPlace, scratch;
  /// By pipeline: the buffer of its row counters.
  std::vector<int64_t> state;
};

/// With `pushesRows` the counters of the first pipeline live until the end, so
/// that a row out of turn is noticed.
BufferPlan planBuffers(const std::vector<Node> &nodes, const Schedule &schedule,
                       bool pushesRows);

/// The extents of the buffers in the arena, in their order; those of the
/// caller's memory are empty.
std::vector<Extent> arenaExtents(const BufferPlan &plan);

/// Offsets of the buffers in the arena, in their order.
ArenaLayout layOutBuffers(const BufferPlan &plan);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_BUFFERS_H
