// attend_gemm_avx2 takes at most a quarter of the time of the plain loop nest
// as the same compiler vectorizes it, on 1x1 convolutions of all sizes (it
// takes a tenth; the margin is for busy machines).
// REQUIRES: avx2
// RUN: %gcc -std=c99 -O3 -mavx2 -mfma -I%runtime %s -o %t && %t
#define _POSIX_C_SOURCE 199309L
#include "x86/gemm_avx2.h"

#include "plain-gemm.h"
#include <stdio.h>
#include <time.h>

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(void) {
  static const int32_t shapes[][3] = {
      {196, 24, 96}, {196, 96, 96}, {196, 256, 256}, {49, 256, 256}};
  double fast = 0, slow = 0;
  fill();
  for (int s = 0; s < 4; ++s) {
    const int32_t m = shapes[s][0], k = shapes[s][1], n = shapes[s][2];
    double best = 1e9, plainBest = 1e9;
    for (int run = 0; run < 20; ++run) {
      const double start = seconds();
      attend_gemm_avx2(x, k, m, k, n, 0, 8, weights, bias, multiplier, 0, -128,
                       127, y, n);
      const double middle = seconds();
      plain(m, k, n);
      const double end = seconds();
      best = middle - start < best ? middle - start : best;
      plainBest = end - middle < plainBest ? end - middle : plainBest;
    }
    printf("%dx%dx%d: %.1f GMAC/s, plain %.1f\n", m, k, n,
           1e-9 * m * k * n / best, 1e-9 * m * k * n / plainBest);
    fast += best;
    slow += plainBest;
  }
  printf("ratio %.1f\n", slow / fast);
  return slow < 4 * fast;
}
