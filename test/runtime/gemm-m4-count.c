// attend_gemm_m4 executes less than 1.4 instructions for a product where both
// sides are large, and in all less than a third of the plain loop nest's.
// Counts are exact, so this sees a spilled register.
// REQUIRES: cortex-m4
// RUN: %targets/arm/cortex_m4/build %t.elf -O3 -I%runtime %s && %run_cortex_m4 --count %t.elf
// RUN: %targets/arm/cortex_m4/build %t.elf -O2 -I%runtime %s && %run_cortex_m4 --count %t.elf
#include "arm/gemm_m4.h"
#include "board.h"

#include "plain-gemm.h"
#include <stdio.h>

int main(void) {
  static const int32_t shapes[][3] = {
      {64, 24, 96}, {49, 96, 96}, {16, 256, 256}};
  uint32_t fast = 0, slow = 0, last = 0;
  fill();
  for (int s = 0; s < 3; ++s) {
    const int32_t m = shapes[s][0], k = shapes[s][1], n = shapes[s][2];
    const uint32_t products = (uint32_t)(m * k * n);
    const uint64_t start = board_instructions();
    attend_gemm_m4(x, k, m, k, n, 0, weights, bias, multiplier, 0, -128, 127, y,
                   n);
    const uint64_t middle = board_instructions();
    plain(m, k, n);
    const uint64_t end = board_instructions();
    last = (uint32_t)(middle - start) / (products / 1000);
    printf("%ldx%ldx%ld: %lu instructions for 1000 products, plain %lu\n",
           (long)m, (long)k, (long)n, (unsigned long)last,
           (unsigned long)((uint32_t)(end - middle) / (products / 1000)));
    fast += (uint32_t)(middle - start);
    slow += (uint32_t)(end - middle);
  }
  return last >= 1400 || slow < 3 * fast;
}
