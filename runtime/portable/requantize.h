// requantize.h: from an int32 accumulator to a stored integer.
#include <stdint.h>
#include <string.h>

// sat(rint_even(f32(acc) * multiplier) + zero_point), clamped to [low, high].
// acc: any int32; multiplier: >= 0, finite; zero_point, low <= high: within
// [-128, 127] for int8 and [0, 255] for uint8.
// low - zero_point and high - zero_point are integers, so clamping before
// rounding changes nothing. It leaves at most nine bits before the point, where
// adding 1.5 * 2^23 rounds to nearest even, and it keeps a compiler from
// contracting product and addition into one rounding.
static inline int32_t attend_requantize(int32_t acc, float multiplier,
                                        int32_t zero_point, int32_t low,
                                        int32_t high) {
  float value = (float)acc * multiplier;
  const float least = (float)(low - zero_point);
  const float most = (float)(high - zero_point);
  int32_t bits;
  value = value < least ? least : value;
  value = value > most ? most : value;
  value += 12582912.0f;
  memcpy(&bits, &value, sizeof bits);
  return bits - 0x4b400000 + zero_point;
}
