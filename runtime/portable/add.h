// add.h: the sum of two quantized numbers by integers alone.
#include <stdint.h>

// sat(round(a * multiplier_a + b * multiplier_b, shift) + zero_point), clamped
// to [low, high]; round divides by 2^shift, halves away from zero.
// a, b: zero-point free, within [-255, 255]; multipliers: [0, 2^22], so that
// the sum of products fits int32; shift: [0, 31].
static inline int32_t attend_add(int32_t a, int32_t b, int32_t multiplier_a,
                                 int32_t multiplier_b, int32_t shift,
                                 int32_t zero_point, int32_t low,
                                 int32_t high) {
  const int32_t sum = a * multiplier_a + b * multiplier_b;
  const uint32_t half = ((uint32_t)1 << shift) >> 1;
  const uint32_t magnitude = sum < 0 ? 0u - (uint32_t)sum : (uint32_t)sum;
  const int32_t rounded = (int32_t)((magnitude + half) >> shift);
  int32_t value = sum < 0 ? -rounded : rounded;
  value = value < low - zero_point ? low - zero_point : value;
  value = value > high - zero_point ? high - zero_point : value;
  return value + zero_point;
}
