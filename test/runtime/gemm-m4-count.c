// attend_gemm_m4 executes less than 1.4 instructions for a product where both
// sides are large, and in all less than a third of the plain loop nest's; with
// weights of 4 bits at most 5 % more.
// Counts are exact, so this sees a spilled register.
// REQUIRES: cortex-m4
// RUN: %targets/arm/cortex_m4/build %t.elf -O3 -I%runtime %s && %run_cortex_m4 --count %t.elf
// RUN: %targets/arm/cortex_m4/build %t.elf -O2 -I%runtime %s && %run_cortex_m4 --count %t.elf
#include "arm/gemm_m4.h"
#include "board.h"

#include "plain-gemm.h"
#include <stdio.h>

static uint32_t count(int32_t m, int32_t k, int32_t n, int32_t bits) {
  const uint64_t start = board_instructions();
  attend_gemm_m4(x, k, m, k, n, 0, bits, weights, bias, multiplier, 0, -128,
                 127, y, n);
  return (uint32_t)(board_instructions() - start);
}

int main(void) {
  static const int32_t shapes[][3] = {
      {64, 24, 96}, {49, 96, 96}, {16, 256, 256}, {1, 256, 256}};
  uint32_t fast = 0, nibbles = 0, slow = 0, last = 0;
  fill();
  for (int s = 0; s < 4; ++s) {
    const int32_t m = shapes[s][0], k = shapes[s][1], n = shapes[s][2];
    const uint32_t thousands = (uint32_t)(m * k * n) / 1000;
    const uint32_t ours = count(m, k, n, 8), packed = count(m, k, n, 4);
    const uint64_t start = board_instructions();
    plain(m, k, n);
    const uint32_t theirs = (uint32_t)(board_instructions() - start);
    printf("%ldx%ldx%ld: instructions for 1000 products: %lu, of 4 bits %lu, "
           "plain %lu\n",
           (long)m, (long)k, (long)n, (unsigned long)(ours / thousands),
           (unsigned long)(packed / thousands),
           (unsigned long)(theirs / thousands));
    if (m == 16)
      last = ours / thousands;
    fast += ours;
    nibbles += packed;
    slow += theirs;
  }
  return last >= 1400 || slow < 3 * fast || nibbles > fast + fast / 20;
}
