// add_wide.h: the sum of two numbers of up to 16 bits by integers alone.
#include <stdint.h>

// sat(round(a * multiplier_a + b * multiplier_b, shift) + zero_point), clamped
// to [low, high]; round divides by 2^shift, halves away from zero.
// a, b: zero-point free, within [-65535, 65535]; multipliers: [0, 2^22], so
// that the sum of products has at most 40 bits; shift: [1, 31].
static inline int32_t attend_add_wide(int64_t a, int64_t b,
                                      int32_t multiplier_a,
                                      int32_t multiplier_b, int32_t shift,
                                      int32_t zero_point, int32_t low,
                                      int32_t high) {
  const int64_t sum = a * multiplier_a + b * multiplier_b;
  const uint64_t half = (uint64_t)1 << (shift - 1);
  const uint64_t magnitude = sum < 0 ? 0u - (uint64_t)sum : (uint64_t)sum;
  const int64_t rounded = (int64_t)((magnitude + half) >> shift);
  int64_t value = (sum < 0 ? -rounded : rounded) + zero_point;
  value = value < low ? low : value;
  value = value > high ? high : value;
  return (int32_t)value;
}
