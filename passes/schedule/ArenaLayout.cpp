// ArenaLayout.cpp: places buffers one after another at the lowest offset where
// nothing else is alive at the same time, for several orders, and keeps the
// smallest arena. Space and time are a raster: blocks of bytes by ticks.

#include "passes/schedule/ArenaLayout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <limits>
#include <numeric>

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

/// Ticks at which a block of bytes is in use, a bit each.
using Ticks = std::vector<uint64_t>;

/// Blocks of a buffer that are in use at the same ticks.
struct Run {
  int64_t first, end;
  Ticks ticks;
  size_t firstWord, endWord; // no other word of `ticks` is set
};

/// A buffer in blocks of kArenaAlignment bytes.
struct Shape {
  std::vector<Run> runs;
  int64_t blocks, firstTick, lastTick, aliveTicks;
};

/// Bytes by ticks, and which of them are taken.
class Raster {
public:
  /// For shapes that need `mostBlocks` one behind the other.
  Raster(size_t words, int64_t mostBlocks) : words(words) {
    taken.reserve(mostBlocks * words);
  }

  int64_t blocks() const { return taken.size() / words; }

  /// Takes the lowest blocks where `shape` is free; returns the first.
  int64_t place(const Shape &shape) {
    int64_t start = 0;
    while (int64_t step = stepFrom(shape, start))
      start += step;
    if (start + shape.blocks > blocks())
      taken.resize((start + shape.blocks) * words, 0);
    for (const Run &run : shape.runs)
      for (int64_t block = run.first; block < run.end; ++block) {
        uint64_t *ticks = &taken[(start + block) * words];
        for (size_t word = run.firstWord; word < run.endWord; ++word)
          ticks[word] |= run.ticks[word];
      }
    return start;
  }

private:
  /// 0 if `shape` is free at `start`; else the least that it must move up: its
  /// run must leave the block that was found taken.
  int64_t stepFrom(const Shape &shape, int64_t start) const {
    for (const Run &run : shape.runs)
      for (int64_t block = std::min(run.end, blocks() - start) - 1;
           block >= run.first; --block) {
        const uint64_t *ticks = &taken[(start + block) * words];
        for (size_t word = run.firstWord; word < run.endWord; ++word)
          if (ticks[word] & run.ticks[word])
            return block - run.first + 1;
      }
    return 0;
  }

  size_t words;
  std::vector<uint64_t> taken;
};

} // namespace

static void setTicks(Ticks &ticks, const Life &life) {
  for (int64_t tick = life.first; tick <= life.last; ++tick)
    ticks[tick / 64] |= uint64_t(1) << (tick % 64);
}

static Shape makeShape(const Extent &buffer, size_t words) {
  std::vector<Ticks> ofSlot(buffer.slots, Ticks(words, 0));
  Shape shape;
  shape.firstTick = std::numeric_limits<int64_t>::max();
  shape.lastTick = shape.aliveTicks = 0;
  for (const Life &life : buffer.lives) {
    setTicks(ofSlot[life.slot], life);
    shape.firstTick = std::min(shape.firstTick, life.first);
    shape.lastTick = std::max(shape.lastTick, life.last);
    shape.aliveTicks += life.last - life.first + 1;
  }
  shape.blocks = llvm::divideCeil(buffer.sizeBytes(), kArenaAlignment);
  int64_t lastFirst = -1, lastEnd = -1;
  for (int64_t block = 0; block < shape.blocks; ++block) {
    int64_t first = block * kArenaAlignment / buffer.slotBytes;
    int64_t end = std::min(
        buffer.slots, int64_t(llvm::divideCeil((block + 1) * kArenaAlignment,
                                               buffer.slotBytes)));
    if (first == lastFirst && end == lastEnd) {
      shape.runs.back().end = block + 1;
      continue;
    }
    lastFirst = first;
    lastEnd = end;
    Ticks ticks = ofSlot[first];
    for (int64_t slot = first + 1; slot < end; ++slot)
      for (size_t word = 0; word < words; ++word)
        ticks[word] |= ofSlot[slot][word];
    auto isSet = [](uint64_t word) { return word != 0; };
    size_t firstWord = llvm::find_if(ticks, isSet) - ticks.begin();
    size_t endWord = words;
    while (endWord > firstWord && !ticks[endWord - 1])
      --endWord;
    shape.runs.push_back(
        {block, block + 1, std::move(ticks), firstWord, endWord});
  }
  return shape;
}

static ArenaLayout placeInOrder(llvm::ArrayRef<Shape> shapes,
                                llvm::ArrayRef<size_t> order, size_t words) {
  ArenaLayout layout;
  layout.offsets.assign(shapes.size(), 0);
  int64_t mostBlocks = 0;
  for (const Shape &shape : shapes)
    mostBlocks += shape.blocks;
  Raster raster(words, mostBlocks);
  for (size_t index : order)
    layout.offsets[index] = raster.place(shapes[index]) * kArenaAlignment;
  layout.sizeBytes = raster.blocks() * kArenaAlignment;
  return layout;
}

ArenaLayout attendc::schedule::layOutArena(llvm::ArrayRef<Extent> buffers) {
  // Bounds on the improvement of each order: it rarely helps after a few steps,
  // and a thousand buffers take long.
  constexpr size_t kMostSteps = 16, kMostPlacements = 4000;
  const size_t steps = std::clamp<size_t>(
      kMostPlacements / std::max<size_t>(buffers.size(), 1), 1, kMostSteps);

  int64_t tickCount = 1;
  for (const Extent &buffer : buffers)
    for (const Life &life : buffer.lives)
      tickCount = std::max(tickCount, life.last + 1);
  size_t words = llvm::divideCeil(tickCount, 64);
  std::vector<Shape> shapes;
  for (const Extent &buffer : buffers)
    shapes.push_back(makeShape(buffer, words));

  int64_t bound = mostAlive(buffers, 0, tickCount);
  int64_t alignedBound = llvm::alignTo(bound, kArenaAlignment);
  ArenaLayout best;
  bool found = false;
  auto consider = [&](auto &&key) {
    std::vector<size_t> order(buffers.size());
    std::iota(order.begin(), order.end(), 0);
    llvm::sort(order, [&](size_t a, size_t b) {
      return std::pair(-key(a), a) < std::pair(-key(b), b);
    });
    for (size_t step = 0; step < steps; ++step) {
      if (found && best.sizeBytes <= alignedBound)
        return;
      ArenaLayout layout = placeInOrder(shapes, order, words);
      if (!found || layout.sizeBytes < best.sizeBytes)
        best = layout;
      found = true;
      // Buffers that reach the top were placed too late.
      std::vector<size_t> top, rest;
      for (size_t index : order) {
        int64_t end =
            layout.offsets[index] + shapes[index].blocks * kArenaAlignment;
        (end == layout.sizeBytes ? top : rest).push_back(index);
      }
      order = std::move(top);
      order.insert(order.end(), rest.begin(), rest.end());
    }
  };
  consider([&](size_t i) { return buffers[i].sizeBytes(); });
  // What comes later lies lower, so that it can follow the rows that die.
  consider([&](size_t i) {
    return buffers[i].sizeBytes() * (tickCount + 1) + shapes[i].lastTick;
  });
  consider(
      [&](size_t i) { return buffers[i].slotBytes * shapes[i].aliveTicks; });
  consider([&](size_t i) { return shapes[i].lastTick - shapes[i].firstTick; });
  consider([&](size_t i) { return -shapes[i].firstTick; });
  consider([&](size_t i) { return shapes[i].lastTick; });
  best.lowerBoundBytes = bound;
  return best;
}
