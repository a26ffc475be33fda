// attend_quantize divides truly: it equals its formula, computed by integers
// alone, also where multiplying by 1 / scale would differ.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -I%runtime %s -o %t && %t
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -ffp-contract=fast -I%runtime %s -o %t %}
// RUN: %if aarch64 %{ %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc -std=gnu11 -O3 -I%runtime %s -o %t && %qemu_riscv64 %t %}
#include "portable/quantize.h"
#include "exact.h"
#include <stdio.h>

static long failures;
static long reciprocal_differs;

static void check(float x, float scale, int32_t zero_point, int32_t low,
                  int32_t high) {
  const int32_t quotient =
      exact_rint(exact_quotient(exact_of(x), exact_of(scale)));
  const int32_t want = exact_clamp(quotient + zero_point, low, high);
  const int32_t got = attend_quantize(x, scale, zero_point, low, high);
  const struct exact inverse = exact_quotient(exact_of(1.0f), exact_of(scale));
  const int32_t product =
      exact_rint(exact_single(exact_product(exact_of(x), inverse)));
  reciprocal_differs += product != quotient;
  if (got != want && ++failures < 10)
    printf("x %.9g scale %.9g zero point %d: got %d, want %d\n", (double)x,
           (double)scale, (int)zero_point, (int)got, (int)want);
}

// The float `steps` places above x.
static float beside(float x, int32_t steps) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits += (uint32_t)steps;
  memcpy(&x, &bits, sizeof x);
  return x;
}

int main(void) {
  uint64_t state = 88172645463325252u;
  volatile float zero = 0.0f;
  const float infinity = 1.0f / zero;
  for (int exponent = -20; exponent <= 10; ++exponent)
    for (int i = 0; i < 24; ++i) {
      const float scale =
          i == 0 ? 0.0078125f : exact_random_float(&state, exponent);
      const int32_t low = i & 1 ? 0 : -128;
      const int32_t zero_point = low + (int32_t)(exact_random(&state) >> 24);
      for (int32_t half = -300; half <= 300; ++half)
        for (int32_t step = -2; step <= 2; ++step)
          check(beside(((float)half + 0.5f) * scale, step), scale, zero_point,
                low, low + 255);
      check(3.4e38f, scale, zero_point, low, low + 255);
      check(-3.4e38f, scale, zero_point, low, low + 255);
      check(1e-45f, scale, zero_point, low, low + 255);
    }
  failures += attend_quantize(infinity, 0.5f, 3, -128, 127) != 127;
  failures += attend_quantize(-infinity, 0.5f, 3, -128, 127) != -128;
  failures += attend_quantize(infinity - infinity, 0.5f, 3, -128, 127) != 3;
  printf("%ld failures, the reciprocal would differ %ld times\n", failures,
         reciprocal_differs);
  return failures != 0 || reciprocal_differs == 0;
}
