// attend_add_ort_x64 gives the bits of the C library's fused multiply-add,
// whether by an instruction or by its emulation in double precision.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t -lm && %t
// RUN: %clang %cwarn -O3 -I%runtime %s -o %t -lm && %t
// RUN: %if fma %{ %gcc %cwarn -O0 -mfma -I%runtime %s -o %t -lm && %t %}
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -I%runtime %s -o %t -lm && %qemu_aarch64 %t %}
// The emulation survives contraction, too.
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -U__ARM_FEATURE_FMA -I%runtime %s -o %t -lm %}
// RUN: %if aarch64 %{ %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t -lm && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc -std=gnu11 -O3 -I%runtime %s -o %t -lm && %qemu_riscv64 %t %}
#include "exact.h"
#include "portable/add_ort_x64.h"
#include <math.h>
#include <stdio.h>

static long failures;
static long two_roundings_differ;

static void check_fma(float x, float y, float z) {
  const float want = fmaf(x, y, z);
  const float got = attend_fma(x, y, z);
  const double wide = (double)x * (double)y + (double)z;
  const float twice = (float)wide;
  two_roundings_differ += memcmp(&twice, &want, sizeof twice) != 0;
  if (memcmp(&got, &want, sizeof got) != 0 && ++failures < 10)
    printf("fma(%.9g, %.9g, %.9g): got %.9g, want %.9g\n", (double)x, (double)y,
           (double)z, (double)got, (double)want);
}

static void check_add(int32_t a, int32_t b, float ratio_a, float ratio_b,
                      float fix, int32_t low) {
  const float value = fmaf((float)a, ratio_a, fmaf((float)b, ratio_b, fix));
  const int32_t want = exact_clamp(exact_rint(exact_of(value)), low, low + 255);
  const int32_t got =
      attend_add_ort_x64(a, b, ratio_a, ratio_b, fix, low, low + 255);
  if (got != want && ++failures < 10)
    printf("%d * %.9g + %d * %.9g + %.9g: got %d, want %d\n", (int)a,
           (double)ratio_a, (int)b, (double)ratio_b, (double)fix, (int)got,
           (int)want);
}

int main(void) {
  uint64_t state = 88172645463325252u;
  for (int i = 0; i < 200000; ++i) {
    const int spread = i % 60;
    const float x = exact_random_float(&state, 4),
                z = exact_random_float(&state, 3 - spread);
    check_fma(i & 1 ? -x : x, exact_random_float(&state, -3), i & 2 ? -z : z);
  }
  // The product lies halfway between two floats (x odd, y = 2^23 + 1 of 24
  // bits), and z decides from far below the last place of double precision.
  for (int i = 0; i < 20000; ++i) {
    const float x = (float)(1 + 2 * (exact_random(&state) >> 25)),
                y = 8388609.0f;
    const float z = exact_random_float(&state, -40 - i % 40);
    check_fma(x, y, i & 1 ? -z : z);
    check_fma(-x, y, i & 1 ? -z : z);
  }
  for (int i = 0; i < 200; ++i) {
    const float ratio_a = i == 0 ? 0.5f : exact_random_float(&state, -i % 7);
    const float ratio_b = i == 0 ? 0.25f : exact_random_float(&state, -i % 5);
    const int32_t low = i & 1 ? 0 : -128;
    const float fix = (float)(i % 100 - 50) - (float)low * ratio_a;
    for (int32_t a = low; a < low + 256; a += 3)
      for (int32_t b = low; b < low + 256; b += 5)
        check_add(a, b, ratio_a, ratio_b, fix, low);
  }
  printf("%ld failures, rounding twice would differ %ld times\n", failures,
         two_roundings_differ);
  return failures != 0 || two_roundings_differ == 0;
}
