// ChannelTile.cpp: tiles that compilers turn into registers or vectors.

#include "passes/schedule/ChannelTile.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace attendc;

/// From as many accumulators on a tile is what compilers turn into vectors.
static constexpr int64_t kLanes = 16;

int64_t schedule::channelTile(int64_t channels, int64_t ocTile) {
  constexpr int64_t kFew = 24;
  if (ocTile < kLanes)
    return std::min<int64_t>(ocTile, llvm::alignTo(channels, 4));
  if (channels <= kFew)
    return llvm::alignTo(channels, 4);
  // Of ocTile and half as much again, the one that pads less.
  int64_t wide = llvm::alignTo(ocTile + ocTile / 2, kLanes);
  return llvm::alignTo(channels, wide) <= llvm::alignTo(channels, ocTile)
             ? wide
             : ocTile;
}

int64_t schedule::nibbleTile(int64_t channels, int64_t ocTile) {
  if (ocTile < kLanes)
    return channelTile(channels, ocTile);
  if (channels <= kLanes)
    return std::max<int64_t>(4, llvm::PowerOf2Ceil(channels));
  int64_t wide = 2 * ocTile;
  return llvm::alignTo(channels, wide) <= llvm::alignTo(channels, kLanes)
             ? wide
             : kLanes;
}

/// The greatest divisor of `channels` up to `most`, if it is worth a tile; else
/// all of them, unless their accumulators would fill a stack.
static int64_t divisorTile(int64_t channels, int64_t most) {
  constexpr int64_t kMostAccumulators = 4096;
  if (channels <= most)
    return channels;
  int64_t tile = most;
  while (channels % tile != 0)
    --tile;
  return tile > most / 4 || channels > kMostAccumulators ? tile : channels;
}

int64_t schedule::depthwiseTile(int64_t channels, int64_t ocTile) {
  // Where a tile is registers, more would spill; where it is vectors, long runs
  // are worth more than a small array.
  if (ocTile > 4)
    return divisorTile(channels, 8 * ocTile);
  int64_t tile = std::min(channels, ocTile);
  while (channels % tile != 0)
    --tile;
  return tile;
}

int64_t schedule::poolingTile(int64_t channels, int64_t ocTile) {
  return divisorTile(channels, 8 * ocTile);
}
