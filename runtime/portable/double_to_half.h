// double_to_half.h: a double rounded to half precision.
#include <stdint.h>
#include <string.h>

// The bits of the nearest IEEE 754 binary16 number, halves to even, rounded
// once; infinity from 65520 on; NaN stays NaN, quiet.
static inline uint16_t attend_double_to_half(double value) {
  uint64_t bits;
  uint64_t magnitude;
  uint64_t half;
  memcpy(&bits, &value, sizeof bits);
  magnitude = bits & UINT64_C(0x7fffffffffffffff);
  if (magnitude > UINT64_C(0x7ff0000000000000)) {
    half = 0x7e00u | ((magnitude >> 42) & 0x1ffu);
  } else if (magnitude >= UINT64_C(0x40effe0000000000)) {
    half = 0x7c00u;
  } else if (magnitude < UINT64_C(0x3f10000000000000)) {
    // Less than 2^-14: a multiple of 2^-24, to which adding 2^28 rounds.
    double shifted;
    memcpy(&shifted, &magnitude, sizeof shifted);
    shifted += 268435456.0;
    memcpy(&half, &shifted, sizeof half);
    half -= UINT64_C(0x41b0000000000000);
  } else {
    // 42 bits fall away; the exponent's bias shrinks by 1008.
    half = (magnitude - UINT64_C(0x3f00000000000000) + UINT64_C(0x1ffffffffff) +
            ((magnitude >> 42) & 1u)) >>
           42;
  }
  return (uint16_t)(half | ((bits >> 48) & 0x8000u));
}
