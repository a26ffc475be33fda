// exact.h: single-precision arithmetic by integers alone, the reference for the
// runtime's floating-point text. A number is sign * m * 2^e with integer m.
#include <stdint.h>
#include <string.h>

struct exact {
  int negative;
  uint64_t m;
  int e;
};

// The value of a finite float.
static inline struct exact exact_of(float x) {
  uint32_t bits;
  struct exact r;
  memcpy(&bits, &x, sizeof bits);
  r.negative = bits >> 31 != 0;
  r.m = bits & 0x7fffffu;
  r.e = (int)(bits >> 23 & 0xffu) - 150;
  if (r.e == -150)
    r.e = -149;
  else
    r.m |= 0x800000u;
  return r;
}

static inline struct exact exact_of_int(int64_t x) {
  struct exact r;
  r.negative = x < 0;
  r.m = x < 0 ? 0u - (uint64_t)x : (uint64_t)x;
  r.e = 0;
  return r;
}

// m / 2^shift, to nearest, halves to even.
static inline uint64_t exact_halve(uint64_t m, int shift) {
  uint64_t whole, rest, half;
  if (shift <= 0)
    return m << -shift;
  if (shift > 64)
    return 0;
  if (shift == 64)
    return m > (uint64_t)1 << 63;
  whole = m >> shift;
  rest = m - (whole << shift);
  half = (uint64_t)1 << (shift - 1);
  return whole + (rest > half || (rest == half && (whole & 1u)));
}

// Rounds to the 24 bits of single precision; exponents are not limited.
static inline struct exact exact_single(struct exact x) {
  int excess = 0;
  while (x.m >> excess >= 0x1000000u)
    ++excess;
  x.m = exact_halve(x.m, excess);
  x.e += excess;
  return x;
}

// Product of numbers of at most 32 bits, not rounded.
static inline struct exact exact_product(struct exact a, struct exact b) {
  a.negative ^= b.negative;
  a.m *= b.m;
  a.e += b.e;
  return a;
}

// a / b of numbers of at most 24 bits, rounded to single precision: 38 or more
// bits of quotient, the last of them set if there is a remainder.
static inline struct exact exact_quotient(struct exact a, struct exact b) {
  const uint64_t dividend = a.m << 38;
  a.negative ^= b.negative;
  a.m = dividend / b.m | (dividend % b.m != 0);
  a.e -= 38 + b.e;
  return exact_single(a);
}

// Rounds to an integer, halves to even, saturated to [-2^20, 2^20].
static inline int32_t exact_rint(struct exact x) {
  int32_t whole;
  if (x.m == 0)
    return 0;
  if (x.e > 20 || (x.e > -44 && x.m >> (x.e < 0 ? -x.e : 0) > 0xfffffu))
    whole = 1 << 20;
  else if (x.e >= 0)
    whole = (int32_t)(x.m << x.e > 0x100000u ? 0x100000u : x.m << x.e);
  else
    whole = (int32_t)exact_halve(x.m, -x.e);
  return x.negative ? -whole : whole;
}

static inline int32_t exact_clamp(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : value > high ? high : value;
}

// The formula of requantization; see portable/requantize.h.
static inline int32_t exact_requantize(int32_t acc, float multiplier,
                                       int32_t zero_point, int32_t low,
                                       int32_t high) {
  const struct exact product = exact_single(
      exact_product(exact_single(exact_of_int(acc)), exact_of(multiplier)));
  return exact_clamp(exact_rint(product) + zero_point, low, high);
}

// A xorshift stream; the same numbers on every machine.
static inline uint32_t exact_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return (uint32_t)(*state >> 32);
}

// 2^exponent * [1, 2), with a random mantissa.
static inline float exact_random_float(uint64_t *state, int exponent) {
  const uint32_t bits =
      (uint32_t)(exponent + 127) << 23 | exact_random(state) >> 9;
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
