// attend_mul equals its formula, computed by integers alone; its two roundings
// before the last stay two under a compiler that contracts.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -I%runtime %s -o %t && %t
// RUN: %if aarch64 %{ %aarch64_gcc -std=gnu11 -O3 -ffp-contract=fast -I%runtime %s -o %t %}
// RUN: %if aarch64 %{ %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc -std=gnu11 -O3 -I%runtime %s -o %t && %qemu_riscv64 %t %}
#include "portable/mul.h"
#include "exact.h"
#include <stdio.h>

// product + zero_point, rounded to single precision. A product below 2^-28 is
// less than half a unit in the last place of any zero point but 0.
static struct exact add_zero_point(struct exact product, int32_t zero_point) {
  struct exact sum;
  int64_t a, b;
  if (zero_point == 0 || product.m == 0)
    return product.m == 0 ? exact_of_int(zero_point) : product;
  if (product.e < -52)
    return exact_of_int(zero_point);
  if (product.e > 20)
    return product;
  a = (int64_t)product.m;
  b = zero_point;
  if (product.e > 0)
    a <<= product.e;
  else
    b *= (int64_t)1 << -product.e;
  sum = exact_of_int((product.negative ? -a : a) + b);
  sum.e = product.e < 0 ? product.e : 0;
  return exact_single(sum);
}

static long failures;

static void check(int32_t product, float ratio, int32_t zero_point, int32_t low,
                  int32_t high) {
  const struct exact scaled = exact_single(
      exact_product(exact_single(exact_of_int(product)), exact_of(ratio)));
  const int32_t want =
      exact_clamp(exact_rint(add_zero_point(scaled, zero_point)), low, high);
  const int32_t got = attend_mul(product, ratio, (float)zero_point, low, high);
  if (got != want && ++failures < 10)
    printf("product %d ratio %.9g zero point %d: got %d, want %d\n",
           (int)product, (double)ratio, (int)zero_point, (int)got, (int)want);
}

int main(void) {
  uint64_t state = 88172645463325252u;
  for (int exponent = -30; exponent <= 3; ++exponent)
    for (int i = 0; i < 40; ++i) {
      const float ratio =
          i == 0 ? 0x1p-9f : exact_random_float(&state, exponent);
      const int32_t low = i & 1 ? 0 : -128;
      const int32_t zero_point = low + (int32_t)(exact_random(&state) >> 24);
      for (int32_t half = -600; half <= 600; ++half) {
        const double near = (half + 0.5 - zero_point) / (double)ratio;
        if (near > -65020.0 && near < 65020.0)
          for (int32_t d = -2; d <= 2; ++d)
            check((int32_t)near + d, ratio, zero_point, low, low + 255);
      }
      for (int32_t product = -65025; product <= 65025; product += 541)
        check(product, ratio, zero_point, zero_point, low + 255);
    }
  check(65025, 3.4e38f, 7, -128, 127);
  check(-65025, 3.4e38f, 7, -128, 127);
  printf("%ld failures\n", failures);
  return failures != 0;
}
