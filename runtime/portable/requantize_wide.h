// requantize_wide.h: from a sum of up to 64 bits to a stored integer of up
// to 16.
#include <stdint.h>
#include <string.h>

// sat(rint_even(acc * multiplier) + zero_point), clamped to [low, high].
// acc: the sum, rounded once to single precision; multiplier: >= 0, finite;
// zero_point, low <= high: within the range of an integer of up to 16 bits.
// low - zero_point and high - zero_point are integers, so clamping before
// rounding changes nothing. It leaves at most 17 bits before the point, where
// adding 1.5 * 2^23 rounds to nearest even, and it keeps a compiler from
// contracting product and addition into one rounding.
static inline int32_t attend_requantize_wide(float acc, float multiplier,
                                             int32_t zero_point, int32_t low,
                                             int32_t high) {
  float value = acc * multiplier;
  const float least = (float)(low - zero_point);
  const float most = (float)(high - zero_point);
  int32_t bits;
  value = value < least ? least : value;
  value = value > most ? most : value;
  value += 12582912.0f;
  memcpy(&bits, &value, sizeof bits);
  return bits - 0x4b400000 + zero_point;
}
