// add_ort_x64.h: the sum of two quantized numbers as ONNX Runtime's x86-64
// kernels compute it, with single-precision fused multiply-adds.
#include <stdint.h>
#include <string.h>

// x * y + z, rounded once to single precision, without libm.
// Where no instruction does it: the product is exact in double precision; the
// sum is rounded to odd (if inexact, the neighbour whose last bit is set),
// after which rounding to single precision equals rounding once (Boldo,
// Melquiond: Emulation of FMA and correctly rounded sums, IEEE TC 57(4), 2008).
static inline float attend_fma(float x, float y, float z) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fmaf(x, y, z);
#else
  const double product = (double)x * (double)y;
  const double addend = (double)z;
  double sum = product + addend;
  const double virtual_addend = sum - product;
  const double error =
      (product - (sum - virtual_addend)) + (addend - virtual_addend);
  uint64_t bits;
  memcpy(&bits, &sum, sizeof bits);
  if (error != 0.0 && (bits & 1u) == 0) {
    bits = (error > 0.0) == (sum > 0.0) ? bits + 1u : bits - 1u;
    memcpy(&sum, &bits, sizeof bits);
  }
  return (float)sum;
#endif
}

// sat(rint_even(fma(a, ratio_a, fma(b, ratio_b, fix)))), clamped to [low,
// high]. a, b: as stored, within [-128, 255]; ratios: scale of the operand over
// scale of the result, finite; fix: zero point of the result minus those of the
// operands, scaled.
static inline int32_t attend_add_ort_x64(int32_t a, int32_t b, float ratio_a,
                                         float ratio_b, float fix, int32_t low,
                                         int32_t high) {
  const float least = (float)low;
  const float most = (float)high;
  float value =
      attend_fma((float)a, ratio_a, attend_fma((float)b, ratio_b, fix));
  int32_t bits;
  value = value < least ? least : value;
  value = value > most ? most : value;
  value += 12582912.0f;
  memcpy(&bits, &value, sizeof bits);
  return bits - 0x4b400000;
}
