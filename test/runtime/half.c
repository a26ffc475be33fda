// Half precision: every half becomes the float it stands for and comes back,
// and around every halfway point floats and doubles become the nearest half,
// halves to even, as integers alone compute it.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -I%runtime %s -o %t && %t
// RUN: %gcc %cxxwarn -O1 -I%runtime %s -o %t && %t
// RUN: %gcc %cwarn -O1 -g -fsanitize=undefined,address -fno-sanitize-recover=all -I%runtime %s -o %t && %t
// RUN: %if aarch64 %{ %aarch64_gcc %cwarn -O3 -I%runtime %s -o %t && %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_riscv64 %t %}
// RUN: %if cortex-m4 %{ %targets/arm/cortex_m4/build %t.elf %cwarn -I%runtime %s && %run_cortex_m4 %t.elf %}
#include "portable/double_to_half.h"
#include "portable/float_to_half.h"
#include "portable/half_to_float.h"
#include <stdio.h>

static long failures;

static void expect(const char *what, uint32_t input, uint32_t got,
                   uint32_t want) {
  if (got != want && ++failures < 10)
    printf("%s %08lx: got %08lx, want %08lx\n", what, (unsigned long)input,
           (unsigned long)got, (unsigned long)want);
}

static uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static double double_of(uint64_t bits) {
  double x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// The float of a finite half by its definition: (-1)^s * m * 2^e.
static float value_of(uint32_t half) {
  const int exponent = (int)(half >> 10 & 31u);
  double x = (double)((half & 0x3ffu) + (exponent ? 0x400u : 0u));
  int e = (exponent ? exponent : 1) - 25;
  for (; e < 0; ++e)
    x /= 2.0;
  for (; e > 0; --e)
    x *= 2.0;
  return (float)(half & 0x8000u ? -x : x);
}

// `x` and its negative become `want`, from floats if they are some.
static void check(double x, uint32_t want) {
  const float single = (float)x;
  expect("double", bits_of(single), attend_double_to_half(x), want);
  expect("double", bits_of(single), attend_double_to_half(-x), want | 0x8000u);
  if ((double)single != x)
    return;
  expect("float", bits_of(single), attend_float_to_half(single), want);
  expect("float", bits_of(-single), attend_float_to_half(-single),
         want | 0x8000u);
}

int main(void) {
  uint32_t half;
  for (half = 0; half < 0x10000u; ++half) {
    const float x = attend_half_to_float((uint16_t)half);
    if ((half & 0x7fffu) > 0x7c00u) {
      expect("NaN", half, x != x, 1);
      expect("NaN", half, attend_float_to_half(x), half | 0x200u);
      // RISC-V makes every NaN that it converts the same one.
      expect("NaN", half, (attend_double_to_half((double)x) & 0x7e00u),
             0x7e00u);
      continue;
    }
    if ((half & 0x7fffu) < 0x7c00u)
      expect("half", half, bits_of(x), bits_of(value_of(half)));
    expect("back", half, attend_float_to_half(x), half);
    expect("back", half, attend_double_to_half((double)x), half);
  }
  expect("infinity", 0x7c00u, bits_of(attend_half_to_float(0x7c00u)),
         0x7f800000u);
  expect("infinity", 0xfc00u, bits_of(attend_half_to_float(0xfc00u)),
         0xff800000u);
  // Between each half and the next one, or 65536 above the last.
  for (half = 0; half < 0x7c00u; ++half) {
    const double low = (double)value_of(half);
    const double high = half == 0x7bffu ? 65536.0 : (double)value_of(half + 1);
    const double middle = low + (high - low) / 2.0;
    const double step = (high - low) / 4096.0;
    // So near to the middle that a float in between would lie on it.
    const double hair = (high - low) / 1099511627776.0;
    check(middle, half + (half & 1u));
    check(middle - step, half);
    check(middle + step, half + 1);
    check(middle - hair, half);
    check(middle + hair, half + 1);
    check(low + step, half);
    check(high - step, half + 1);
  }
  check(65536.0, 0x7c00u);
  check(1e30, 0x7c00u);
  check(double_of(UINT64_C(0x7ff0000000000000)), 0x7c00u);
  check((double)float_of(1u), 0);
  check(double_of(1u), 0);
  expect("NaN", 1, attend_float_to_half(float_of(0xff800001u)), 0xfe00u);
  expect("NaN", 1,
         attend_double_to_half(double_of(UINT64_C(0x7ff0000000000001))),
         0x7e00u);
  return failures != 0;
}
