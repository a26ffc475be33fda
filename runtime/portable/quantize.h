// quantize.h: from a real number to a stored integer.
#include <stdint.h>
#include <string.h>

// sat(rint_even(x / scale) + zero_point), clamped to [low, high]; the division
// is a true one. Infinities saturate; what is not a number becomes zero_point.
// scale: > 0; zero_point, low <= high: within the range of an integer of up to
// 16 bits.
static inline int32_t attend_quantize(float x, float scale, int32_t zero_point,
                                      int32_t low, int32_t high) {
  const float least = (float)(low - zero_point);
  const float most = (float)(high - zero_point);
  float value = x / scale;
  int32_t bits;
  value = value == value ? value : 0.0f;
  value = value < least ? least : value;
  value = value > most ? most : value;
  value += 12582912.0f;
  memcpy(&bits, &value, sizeof bits);
  return bits - 0x4b400000 + zero_point;
}
