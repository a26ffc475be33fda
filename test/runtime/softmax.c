// attend_softmax gives the integers of the real formula in double precision,
// rounded once, for int8 and uint8, in place or not.
// RUN: %gcc %cwarn -O2 -I%runtime %s -o %t -lm && %t
// RUN: %gcc %cwarn -O1 -fsanitize=undefined,address -fno-sanitize-recover=all -I%runtime %s -o %t -lm && %t
// RUN: %if aarch64 %{ %aarch64_gcc %cwarn -O3 -I%runtime %s -o %t -lm && %qemu_aarch64 %t %}
// RUN: %if armhf %{ %armhf_gcc %cwarn -O2 -I%runtime %s -o %t -lm && %qemu_armhf %t %}
// RUN: %if riscv64 %{ %riscv64_gcc %cwarn -O2 -I%runtime %s -o %t -lm && %qemu_riscv64 %t %}
#include "portable/softmax.h"
#include "exact.h"
#include <math.h>
#include <stdio.h>

static long failures;

static int32_t stored(int8_t x, int is_unsigned) {
  return is_unsigned ? (int32_t)(uint8_t)x : (int32_t)x;
}

// x: as stored, int8 or (is_unsigned) uint8. Scale of the output 1 / 256.
static void check(const int8_t *x, int32_t rows, int32_t length,
                  int is_unsigned, double scale, int32_t zero_point,
                  int32_t low, int32_t high, int in_place) {
  uint32_t table[256];
  int8_t y[4096];
  for (int d = 0; d < 256; ++d)
    table[d] = (uint32_t)llrint(exp(-d * scale) * 1073741824.0);
  if (in_place)
    memcpy(y, x, (size_t)(rows * length));
  attend_softmax(in_place ? y : x, y, rows, length, is_unsigned ? 0x80 : 0,
                 table, 1u << 24, zero_point, low, high);
  for (int32_t row = 0; row < rows; ++row, x += length) {
    double e[1024];
    double sum = 0;
    int32_t most = -128;
    for (int32_t i = 0; i < length; ++i)
      most =
          stored(x[i], is_unsigned) > most ? stored(x[i], is_unsigned) : most;
    for (int32_t i = 0; i < length; ++i)
      sum += e[i] = exp((stored(x[i], is_unsigned) - most) * scale);
    for (int32_t i = 0; i < length; ++i) {
      const int32_t want = exact_clamp(
          (int32_t)lrint(e[i] / sum * 256.0) + zero_point, low, high);
      const int32_t got = stored(y[row * length + i], is_unsigned);
      if (got != want && ++failures < 10)
        printf("length %d scale %g [%d]: got %d, want %d\n", (int)length, scale,
               (int)i, (int)got, (int)want);
    }
  }
}

int main(void) {
  static const int32_t lengths[] = {1, 2, 3, 10, 50, 512, 1000};
  static const double scales[] = {0.001, 0.01, 0.0472, 0.1, 0.3, 1.0};
  uint64_t state = 88172645463325252u;
  int8_t x[4096];
  for (int i = 0; i < 7; ++i)
    for (int j = 0; j < 6; ++j)
      for (int repeat = 0; repeat < 6; ++repeat) {
        const int32_t rows = lengths[i] > 500 ? 4 : 20;
        for (int32_t l = 0; l < rows * lengths[i]; ++l)
          x[l] = (int8_t)((int32_t)(exact_random(&state) >> 24) - 128);
        check(x, rows, lengths[i], 0, scales[j], -128, -128, 127, repeat & 1);
        check(x, rows, lengths[i], 1, scales[j], 0, 0, 255, repeat & 1);
      }
  // Equal numbers: the quotient is exactly one half, or two thirds.
  memset(x, 5, sizeof x);
  check(x, 2, 512, 0, 0.1, -128, -128, 127, 0);
  check(x, 3, 384, 1, 0.1, 3, 0, 255, 0);
  printf("%ld failures\n", failures);
  return failures != 0;
}
