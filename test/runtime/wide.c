// The texts for 16 bits equal their formulas, computed by integers alone:
// attend_requantize_wide for sums of up to 48 bits, attend_mul_wide for all
// products of two operands, attend_add_wide beyond int32.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -fsanitize=undefined -fno-sanitize-recover=all -I%runtime %s -o %t && %t
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -ffp-contract=fast -I%runtime %s -o %t %}
// RUN: %if aarch64 %{ %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc -std=gnu11 -O3 -I%runtime %s -o %t && %qemu_riscv64 %t %}
// With a floating-point unit and without (Cortex-M3): the same integers.
// RUN: %if cortex-m4 %{ %targets/arm/cortex_m4/build %t.elf -std=gnu11 -ffp-contract=fast -I%runtime %s %}
// RUN: %if cortex-m4 %{ %run_cortex_m4 %t.elf %}
// RUN: %if cortex-m4 %{ arm-none-eabi-gcc -std=gnu11 -O2 -mcpu=cortex-m3 -mthumb -I%targets/arm/cortex_m4 -nostartfiles -T %targets/arm/cortex_m4/mps2_an386.ld -I%runtime %targets/arm/cortex_m4/startup.c %targets/arm/cortex_m4/semihosting.c %s -o %t.elf %}
// RUN: %if cortex-m4 %{ %run_cortex_m4 %t.elf %}
#include "exact.h"
#include "portable/add_wide.h"
#include "portable/mul_wide.h"
#include "portable/requantize_wide.h"
#include <stdio.h>

static const int32_t outputs[][3] = {
    /* zero_point, low, high */
    {0, -32768, 32767}, {-32768, -32768, 32767}, {32767, -32768, 32767},
    {-5, -5, 30000},    {0, 0, 65535},           {65535, 0, 65535},
    {3, -128, 127}};
static long failures;

static void expect(const char *what, int64_t x, int32_t want, int32_t got) {
  if (got != want && ++failures < 10)
    printf("%s of %lld: got %d, want %d\n", what, (long long)x, (int)got,
           (int)want);
}

static struct exact product_of(int64_t x, float factor) {
  return exact_single(
      exact_product(exact_single(exact_of_int(x)), exact_of(factor)));
}

static void check_sum(int64_t acc, float multiplier, const int32_t *output) {
  const int32_t whole = exact_rint(product_of(acc, multiplier));
  expect("requantize", acc,
         exact_clamp(whole + output[0], output[1], output[2]),
         attend_requantize_wide((float)acc, multiplier, output[0], output[1],
                                output[2]));
}

// f32(product + zero_point), both far above 2^-30 or the product 0.
static struct exact add_zero_point(struct exact product, int32_t zero_point) {
  const int64_t a = (int64_t)product.m;
  struct exact sum;
  if (product.m == 0 || product.e >= 0)
    return product.m == 0 ? exact_of_int(zero_point) : product;
  sum = exact_of_int((product.negative ? -a : a) +
                     zero_point * ((int64_t)1 << -product.e));
  sum.e = product.e;
  return exact_single(sum);
}

static void check_product(int64_t x, float ratio, const int32_t *output) {
  const struct exact sum = add_zero_point(product_of(x, ratio), output[0]);
  expect(
      "mul", x, exact_clamp(exact_rint(sum), output[1], output[2]),
      attend_mul_wide((float)x, ratio, (float)output[0], output[1], output[2]));
}

static void check_add(int32_t a, int32_t b, int32_t ma, int32_t mb,
                      int32_t shift, const int32_t *output) {
  const int64_t sum = (int64_t)a * ma + (int64_t)b * mb;
  const uint64_t magnitude = sum < 0 ? 0u - (uint64_t)sum : (uint64_t)sum;
  const int64_t rounded = (int64_t)(((magnitude * 2u >> shift) + 1u) / 2u);
  const int64_t value = (sum < 0 ? -rounded : rounded) + output[0];
  const int32_t want = value < output[1]   ? output[1]
                       : value > output[2] ? output[2]
                                           : (int32_t)value;
  expect("add", sum, want,
         attend_add_wide(a, b, ma, mb, shift, output[0], output[1], output[2]));
}

int main(void) {
  uint64_t state = 88172645463325252u;
  for (int exponent = -34; exponent <= -2; ++exponent)
    for (int i = 0; i < 7; ++i) {
      const float factor = exact_random_float(&state, exponent);
      const int32_t *output = outputs[(exponent + 34 + i) % 7];
      // Around halfway points in reach and beyond both clamps.
      for (int32_t half = -70000; half <= 70000; half += 173) {
        const double near = (half + 0.5) / (double)factor;
        for (int32_t d = -1; d <= 1; ++d)
          if (near > -1e14 && near < 1e14)
            check_sum((int64_t)near + d, factor, output);
        if (exponent > -24 && near > -4294836225.0 && near < 4294836225.0)
          check_product((int64_t)near, factor, output);
      }
      check_product(4294836225, factor, output);
      check_product(-4294836225, factor, output);
      for (int32_t k = 0; k < 500; ++k)
        check_add((int32_t)(exact_random(&state) >> 15) - 65536,
                  (int32_t)(exact_random(&state) >> 15) - 65536,
                  (int32_t)(exact_random(&state) >> 10),
                  (int32_t)(exact_random(&state) >> 10), 1 + k % 31, output);
      check_add(65535, 65535, 1 << 22, 1 << 22, 22 + i, output);
      check_add(-65535, -65535, 1 << 22, 1 << 22, 22 + i, output);
    }
  printf("%ld failures\n", failures);
  return failures != 0;
}
