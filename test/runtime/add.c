// attend_add equals the exact quotient in 64 bits, halves away from zero, for
// all pairs of operands and multipliers of all sizes.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %gcc %cwarn -O1 -fsanitize=undefined -fno-sanitize-recover=all -I%runtime %s -o %t && %t
// RUN: %if aarch64 %{ %aarch64_gcc %cwarn -O3 -I%runtime %s -o %t && %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_riscv64 %t %}
#include "portable/add.h"
#include "exact.h"
#include <stdio.h>

static long failures;
static long ties;

static void check(int32_t a, int32_t b, int32_t multiplier_a,
                  int32_t multiplier_b, int32_t shift, int32_t zero_point,
                  int32_t low) {
  const int64_t sum = (int64_t)a * multiplier_a + (int64_t)b * multiplier_b;
  // Twice the magnitude over 2^shift, plus one, halved: rounds halves up.
  const uint64_t magnitude = sum < 0 ? 0u - (uint64_t)sum : (uint64_t)sum;
  const uint64_t quotient = ((magnitude * 2u >> shift) + 1u) / 2u;
  const int64_t rounded = sum < 0 ? -(int64_t)quotient : (int64_t)quotient;
  const int64_t value = rounded + zero_point;
  const int32_t high = low + 255;
  const int32_t want = value < low ? low : value > high ? high : (int32_t)value;
  const int32_t got = attend_add(a, b, multiplier_a, multiplier_b, shift,
                                 zero_point, low, high);
  ties += shift > 0 && (magnitude & (((uint64_t)1 << shift) - 1u)) ==
                           (uint64_t)1 << (shift - 1);
  if (got != want && ++failures < 10)
    printf("%d * %d + %d * %d >> %d: got %d, want %d\n", (int)a,
           (int)multiplier_a, (int)b, (int)multiplier_b, (int)shift, (int)got,
           (int)want);
}

int main(void) {
  uint64_t state = 88172645463325252u;
  for (int32_t shift = 0; shift <= 31; ++shift)
    for (int i = 0; i < 12; ++i) {
      int32_t first = (int32_t)(1u << 21 | exact_random(&state) >> 11);
      int32_t second = (int32_t)(exact_random(&state) >> (10 + i));
      const int32_t low = i & 1 ? 0 : -128;
      const int32_t zero_point = low + (int32_t)(exact_random(&state) >> 24);
      if (i < 2) // powers of two: many halves
        first = 1 << 21, second = 1 << 20;
      if (i == 2) // the largest multipliers
        first = second = 1 << 22;
      for (int32_t a = -255; a <= 255; a += i < 3 ? 1 : 5)
        for (int32_t b = -255; b <= 255; b += 3)
          check(a, b, i & 1 ? second : first, i & 1 ? first : second, shift,
                zero_point, low);
    }
  printf("%ld failures, %ld halves seen\n", failures, ties);
  return failures != 0 || ties < 1000;
}
