// float_to_half.h: a float rounded to half precision.
#include <stdint.h>
#include <string.h>

// The bits of the nearest IEEE 754 binary16 number, halves to even; infinity
// from 65520 on; NaN stays NaN, quiet.
static inline uint16_t attend_float_to_half(float value) {
  uint32_t bits;
  uint32_t magnitude;
  uint32_t half;
  memcpy(&bits, &value, sizeof bits);
  magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) {
    half = 0x7e00u | ((magnitude >> 13) & 0x1ffu);
  } else if (magnitude >= 0x477ff000u) {
    half = 0x7c00u;
  } else if (magnitude < 0x38800000u) {
    // Less than 2^-14: a multiple of 2^-24, to which adding 0.5 rounds.
    float shifted;
    memcpy(&shifted, &magnitude, sizeof shifted);
    shifted += 0.5f;
    memcpy(&half, &shifted, sizeof half);
    half -= 0x3f000000u;
  } else {
    // 13 bits fall away; the exponent's bias shrinks by 112.
    half = (magnitude - 0x38000000u + 0xfffu + ((magnitude >> 13) & 1u)) >> 13;
  }
  return (uint16_t)(half | ((bits >> 16) & 0x8000u));
}
