// attend_requantize equals its formula, computed by integers alone: over all
// sizes of multipliers, around every halfway point, and at the ends of int32.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -I%runtime %s -o %t && %t
// A compiler that contracts a * b + c changes no bit.
// RUN: %gcc -std=gnu11 -O3 -ffp-contract=fast -march=x86-64-v3 -I%runtime %s -o %t
// RUN: %if avx2 %{ %t %}
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -ffp-contract=fast -I%runtime %s -o %t %}
// RUN: %if aarch64 %{ %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc -std=gnu11 -O3 -I%runtime %s -o %t && %qemu_riscv64 %t %}
// RUN: %if cortex-m4 %{ %targets/arm/cortex_m4/build %t.elf -std=gnu11 -ffp-contract=fast -I%runtime %s %}
// RUN: %if cortex-m4 %{ %run_cortex_m4 %t.elf %}
// The comparison does see a contraction.
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -DCONTRACTIBLE -I%runtime %s -o %t %}
// RUN: %if aarch64 %{ not %qemu_aarch64 %t %}
#include "exact.h"
#ifdef CONTRACTIBLE
static int32_t attend_requantize(int32_t acc, float multiplier,
                                 int32_t zero_point, int32_t low,
                                 int32_t high) {
  const float value = (float)acc * multiplier + 12582912.0f;
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  bits = bits - 0x4b400000 + zero_point;
  return bits < low ? low : bits > high ? high : bits;
}
#else
#include "portable/requantize.h"
#endif
#include <stdio.h>

static const int32_t outputs[][3] = {
    /* zero_point, low, high */
    {0, -128, 127}, {-128, -128, 127}, {127, -128, 127}, {-5, -5, 100},
    {0, 0, 255},    {255, 0, 255},     {3, 3, 90}};
static long failures;

static float power_of_two(int exponent) {
  float x = 1.0f;
  for (; exponent > 0; --exponent)
    x *= 2.0f;
  for (; exponent < 0; ++exponent)
    x *= 0.5f;
  return x;
}

static void check(int32_t acc, float multiplier, const int32_t *output) {
  const int32_t want =
      exact_requantize(acc, multiplier, output[0], output[1], output[2]);
  const int32_t got =
      attend_requantize(acc, multiplier, output[0], output[1], output[2]);
  if (got != want && ++failures < 10)
    printf("acc %ld multiplier %.9g zero point %d: got %d, want %d\n",
           (long)acc, (double)multiplier, (int)output[0], (int)got, (int)want);
}

int main(void) {
  uint64_t state = 88172645463325252u;
  for (int exponent = -40; exponent <= 6; ++exponent)
    for (int i = 0; i < 12; ++i) {
      // The first one is a power of two: all its halfway points are exact.
      const float multiplier = i == 0 ? power_of_two(exponent)
                                      : exact_random_float(&state, exponent);
      const int32_t *output = outputs[(exponent + 40 + i) % 7];
      // Around every halfway point in reach, beyond both clamps.
      for (int32_t half = -800; half <= 800; ++half) {
        const double near = (half + 0.5) / (double)multiplier;
        if (near > -2147483640.0 && near < 2147483640.0)
          for (int32_t d = -2; d <= 2; ++d)
            check((int32_t)near + d, multiplier, output);
      }
      for (int32_t k = 0; k < 500; ++k)
        check((int32_t)(exact_random(&state) >> (k % 24)) -
                  (k & 1 ? 1 << 20 : 0),
              multiplier, output);
      for (int32_t d = 0; d < 300; ++d) {
        check(INT32_MAX - d, multiplier, output);
        check(INT32_MIN + d, multiplier, output);
        check(d - 150, multiplier, output);
      }
    }
  check(INT32_MAX, 3.4e38f, outputs[0]);
  check(INT32_MIN, 3.4e38f, outputs[0]);
  check(INT32_MAX, 1e-45f, outputs[1]);
  check(INT32_MAX, 0.0f, outputs[1]);
  printf("%ld failures\n", failures);
  return failures != 0;
}
