// half_to_float.h: a number in half precision as a float.
#include <stdint.h>
#include <string.h>

// half: the bits of an IEEE 754 binary16 number. Exact; infinities and NaN stay
// what they are.
static inline float attend_half_to_float(uint16_t half) {
  const uint32_t sign = (uint32_t)(half & 0x8000u) << 16;
  const uint32_t magnitude = half & 0x7fffu;
  uint32_t bits;
  float value;
  if (magnitude < 0x400u) {
    // Zero or subnormal: a multiple of 2^-24.
    value = (float)magnitude * 5.9604644775390625e-8f;
    memcpy(&bits, &value, sizeof bits);
  } else {
    // The exponent's bias grows by 112, that of infinities and NaN by 224.
    bits =
        (magnitude << 13) + (magnitude < 0x7c00u ? 0x38000000u : 0x70000000u);
  }
  bits |= sign;
  memcpy(&value, &bits, sizeof value);
  return value;
}
