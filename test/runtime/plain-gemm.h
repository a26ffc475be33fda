// plain-gemm.h: the obvious loop nest that a kernel has to beat, and its data.
#include "portable/requantize.h"

// Not static, so that no compiler sees all uses and drops the work.
enum { MaxM = 196, MaxK = 256, MaxN = 256 };
int8_t x[MaxM * MaxK], weights[MaxN * MaxK];
int8_t y[MaxM * MaxN], plainY[MaxM * MaxN];
int32_t bias[MaxN];
float multiplier[MaxN];

static void fill(void) {
  uint32_t state = 1;
  for (int32_t i = 0; i < MaxM * MaxK; ++i)
    x[i] = (int8_t)((state = state * 1664525u + 1013904223u) >> 25);
  for (int32_t i = 0; i < MaxN * MaxK; ++i)
    weights[i] = (int8_t)((state = state * 1664525u + 1013904223u) >> 25);
  for (int32_t j = 0; j < MaxN; ++j)
    multiplier[j] = 0.0001f;
}

// Weights [n][k], which suits a compiler's own vectorizer best.
__attribute__((noinline)) static void plain(int32_t m, int32_t k, int32_t n) {
  for (int32_t i = 0; i < m; ++i)
    for (int32_t j = 0; j < n; ++j) {
      int32_t sum = bias[j];
      for (int32_t l = 0; l < k; ++l)
        sum += x[i * k + l] * weights[j * k + l];
      plainY[i * n + j] =
          (int8_t)attend_requantize(sum, multiplier[j], 0, -128, 127);
    }
}
