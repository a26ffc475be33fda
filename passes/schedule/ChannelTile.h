// ChannelTile.h: how many channels a loop nest computes side by side.
#ifndef ATTEND_PASSES_SCHEDULE_CHANNELTILE_H
#define ATTEND_PASSES_SCHEDULE_CHANNELTILE_H

#include <cstdint>

namespace attendc::schedule {

/// Output channels that one tile of a loop nest holds.
///
/// Up to 4 accumulators (ocTile) are meant to be registers: 4 at a time.
/// Otherwise the tile is what compilers turn into vectors. Measured with gcc 12
/// and clang 22 at -O3 for x86-64: they load 16 weights at a time, so that 32
/// or 48 lanes reach 5.6 to 7.9 GMAC/s, and padding them pays from 25 channels
/// on. Fewer are one tile, at 2 to 6 GMAC/s.
int64_t channelTile(int64_t channels, int64_t ocTile);

/// The same where weights have 4 bits: the halves of a tile lie in the halves
/// of the bytes, and compilers want vectors of a half, too. Measured with gcc
/// 12 at -O3 for x86-64, in instructions: tiles of 16 and 64 take about 8 %
/// more than int8; one of 32 35 % and, unrolled, twice the code of one of 16;
/// halves of 10 or 12 channels, no power of two, take twice as many.
int64_t nibbleTile(int64_t channels, int64_t ocTile);

/// Channels whose accumulators a depthwise convolution keeps: a divisor of all
/// channels, so that every trip count is a constant.
int64_t depthwiseTile(int64_t channels, int64_t ocTile);

/// Channels reduced at a time: all, or a divisor that keeps the accumulators
/// small.
int64_t poolingTile(int64_t channels, int64_t ocTile);

} // namespace attendc::schedule

#endif // ATTEND_PASSES_SCHEDULE_CHANNELTILE_H
