// mul_wide.h: the product of two numbers of up to 16 bits.
#include <stdint.h>
#include <string.h>

// sat(rint_even(f32(f32(product * ratio) + zero_point))), clamped to [low,
// high].
// product: of two zero-point-free operands, rounded once to single precision;
// ratio: >= 0, finite; zero_point, low <= high: within the range of an integer
// of up to 16 bits. The first clamp is too wide to change a result and keeps a
// compiler from contracting product and addition into one rounding; the second,
// to integers, leaves what adding 1.5 * 2^23 rounds to nearest even.
static inline int32_t attend_mul_wide(float product, float ratio,
                                      float zero_point, int32_t low,
                                      int32_t high) {
  const float least = (float)low;
  const float most = (float)high;
  float value = product * ratio;
  int32_t bits;
  value = value < -262144.0f ? -262144.0f : value;
  value = value > 262144.0f ? 262144.0f : value;
  value += zero_point;
  value = value < least ? least : value;
  value = value > most ? most : value;
  value += 12582912.0f;
  memcpy(&bits, &value, sizeof bits);
  return bits - 0x4b400000;
}
