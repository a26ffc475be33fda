/* hand_conv.c: what an engineer writes in an afternoon: int8 convolutions as
   plain loop nests, output channels innermost, with the requantization of the
   generated C. Prints the median of one run of all layers in microseconds:
   hand_conv SECONDS. The layers are those of layers.h, which bench.py writes
   from `attendc report --json`, so both sides do the same multiply-adds. */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct layer {
  int h, w, c;           /* input [H, W, C] */
  int oh, ow, oc;        /* output [OH, OW, OC] */
  int kh, kw;            /* kernel */
  int stride, top, left; /* stride, padding before */
  int groups;
};

#include "layers.h"

#define MAX_RUNS 10000

static int8_t *input, *output, *weights;
static int32_t bias[4096], accumulators[4096];
static float multiplier[4096];
static double times[MAX_RUNS];

static int8_t requantize(int32_t acc, float m) {
  float x = (float)acc * m;
  x = x < -128.0f ? -128.0f : x;
  x = x > 127.0f ? 127.0f : x;
  return (int8_t)(int32_t)(x + 12582912.0f - 12582912.0f);
}

/* weights [KH][KW][C / groups][OC] */
static void convolve(const struct layer *l) {
  int icg = l->c / l->groups, ocg = l->oc / l->groups;
  for (int y = 0; y < l->oh; ++y)
    for (int x = 0; x < l->ow; ++x) {
      for (int o = 0; o < l->oc; ++o)
        accumulators[o] = bias[o];
      for (int i = 0; i < l->kh; ++i) {
        int row = y * l->stride - l->top + i;
        if (row < 0 || row >= l->h)
          continue;
        for (int j = 0; j < l->kw; ++j) {
          int column = x * l->stride - l->left + j;
          if (column < 0 || column >= l->w)
            continue;
          const int8_t *in = input + (row * l->w + column) * l->c;
          const int8_t *tap = weights + (i * l->kw + j) * icg * l->oc;
          for (int g = 0; g < l->groups; ++g)
            for (int k = 0; k < icg; ++k) {
              int32_t value = in[g * icg + k] + 3;
              for (int o = 0; o < ocg; ++o)
                accumulators[g * ocg + o] +=
                    value * tap[k * l->oc + g * ocg + o];
            }
        }
      }
      for (int o = 0; o < l->oc; ++o)
        output[(y * l->ow + x) * l->oc + o] =
            requantize(accumulators[o], multiplier[o]);
    }
}

static double now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
  double end = (argc > 1 ? atof(argv[1]) : 1.0) * 1e6;
  size_t count = sizeof layers / sizeof layers[0], n;
  int runs = 0, i;
  unsigned check = 0;
  input = malloc(MAX_TENSOR);
  output = malloc(MAX_TENSOR);
  weights = malloc(MAX_WEIGHTS);
  if (!input || !output || !weights)
    return 1;
  for (i = 0; i < MAX_TENSOR; ++i)
    input[i] = (int8_t)(i * 37 % 255 - 127);
  for (i = 0; i < MAX_WEIGHTS; ++i)
    weights[i] = (int8_t)(i * 53 % 255 - 127);
  for (i = 0; i < 4096; ++i)
    multiplier[i] = 0.0005f;
  end += now_us();
  while ((now_us() < end || runs < 3) && runs < MAX_RUNS) {
    double start = now_us();
    for (n = 0; n < count; ++n) {
      convolve(&layers[n]);
      check += (unsigned)output[0];
    }
    times[runs++] = now_us() - start;
  }
  qsort(times, (size_t)runs, sizeof times[0], ascending);
  printf("%.1f\n", times[runs / 2]);
  return check == 12345u;
}
