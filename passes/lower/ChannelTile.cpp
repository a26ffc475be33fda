// ChannelTile.cpp: tiles that compilers turn into registers or vectors.

#include "passes/lower/ChannelTile.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>

using namespace attendc;

int64_t lower::channelTile(int64_t channels, int64_t ocTile) {
  constexpr int64_t kLanes = 16, kFew = 24;
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

int64_t lower::depthwiseTile(int64_t channels, int64_t ocTile) {
  // Where a tile is registers, more would spill; where it is vectors, long runs
  // are worth more than a small array.
  int64_t most = ocTile <= 4 ? ocTile : 8 * ocTile;
  if (channels <= most)
    return channels;
  for (int64_t tile = most; tile > most / 4; --tile)
    if (channels % tile == 0)
      return tile;
  return ocTile <= 4 ? 1 : channels;
}

int64_t lower::poolingTile(int64_t channels, int64_t ocTile) {
  int64_t most = 8 * ocTile;
  if (channels <= most)
    return channels;
  for (int64_t tile = most; tile > most / 4; --tile)
    if (channels % tile == 0)
      return tile;
  return channels;
}
