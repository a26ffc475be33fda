// ArenaLayout.cpp: places buffers one after another into the tightest gap that
// is free during their lifetime, for several orders, and keeps the smallest.

#include "passes/schedule/ArenaLayout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <numeric>

using namespace attendc::schedule;

static int64_t alignedSize(const Lifetime &buffer) {
  return llvm::alignTo(buffer.sizeBytes, kArenaAlignment);
}

static bool meet(const Lifetime &a, const Lifetime &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Places the buffers in the given order, each into the smallest gap between
/// placed buffers that meet it, or behind them all.
static ArenaLayout placeInOrder(llvm::ArrayRef<Lifetime> buffers,
                                llvm::ArrayRef<size_t> order) {
  ArenaLayout layout;
  layout.offsets.assign(buffers.size(), 0);
  std::vector<size_t> placed; // by offset
  for (size_t index : order) {
    int64_t size = alignedSize(buffers[index]);
    int64_t end = 0, best = -1, bestGap = 0;
    for (size_t other : placed) {
      if (!meet(buffers[index], buffers[other]))
        continue;
      int64_t gap = layout.offsets[other] - end;
      if (gap >= size && (best < 0 || gap < bestGap)) {
        best = end;
        bestGap = gap;
      }
      end = std::max(end, layout.offsets[other] + alignedSize(buffers[other]));
    }
    int64_t offset = best < 0 ? end : best;
    layout.offsets[index] = offset;
    layout.sizeBytes = std::max(layout.sizeBytes, offset + size);
    auto behind = llvm::find_if(
        placed, [&](size_t other) { return layout.offsets[other] > offset; });
    placed.insert(behind, index);
  }
  return layout;
}

static int64_t lowerBound(llvm::ArrayRef<Lifetime> buffers) {
  int64_t most = 0;
  for (const Lifetime &at : buffers) {
    int64_t sum = 0;
    for (const Lifetime &buffer : buffers)
      if (buffer.first <= at.first && at.first <= buffer.last)
        sum += alignedSize(buffer);
    most = std::max(most, sum);
  }
  return most;
}

ArenaLayout attendc::schedule::layOutArena(llvm::ArrayRef<Lifetime> buffers) {
  // Bound on the improvement of each order: it rarely helps after a few steps.
  constexpr int kImprovements = 64;

  int64_t bound = lowerBound(buffers);
  ArenaLayout best;
  bool found = false;
  auto consider = [&](auto &&less) {
    std::vector<size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](size_t a, size_t b) {
      return less(a, b) || (!less(b, a) && a < b);
    });
    for (int step = 0; step < kImprovements; ++step) {
      ArenaLayout layout = placeInOrder(buffers, order);
      if (!found || layout.sizeBytes < best.sizeBytes)
        best = layout;
      found = true;
      if (best.sizeBytes == bound)
        return;
      // Buffers that reach the top were placed too late.
      std::vector<size_t> top, rest;
      for (size_t index : order) {
        int64_t end = layout.offsets[index] + alignedSize(buffers[index]);
        (end == layout.sizeBytes ? top : rest).push_back(index);
      }
      order = std::move(top);
      order.insert(order.end(), rest.begin(), rest.end());
    }
  };
  consider([&](size_t a, size_t b) {
    return buffers[a].sizeBytes > buffers[b].sizeBytes;
  });
  consider([&](size_t a, size_t b) {
    auto area = [&](size_t i) {
      return buffers[i].sizeBytes * (buffers[i].last - buffers[i].first + 1);
    };
    return area(a) > area(b);
  });
  consider([&](size_t a, size_t b) {
    return buffers[a].last - buffers[a].first >
           buffers[b].last - buffers[b].first;
  });
  consider(
      [&](size_t a, size_t b) { return buffers[a].first < buffers[b].first; });
  best.lowerBoundBytes = bound;
  return best;
}
