/* time_model.c: times a generated model and prints the median of one inference
   in microseconds: time_model SECONDS. */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "model.h"

#define MAX_RUNS 100000

static uint8_t arena[MODEL_ARENA_BYTES + 64];
static MODEL_INPUT_TYPE input[MODEL_INPUT_BYTES];
static MODEL_OUTPUT_TYPE output[MODEL_OUTPUT_BYTES];
static double times[MAX_RUNS];

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
  double seconds = argc > 1 ? atof(argv[1]) : 1.0, end;
  uint8_t *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  size_t i;
  int runs = 0;
  for (i = 0; i < sizeof input; ++i)
    input[i] = (MODEL_INPUT_TYPE)(i * 37u % 128u);
  model_run(input, output, aligned);
  end = now_us() + seconds * 1e6;
  while ((now_us() < end || runs < 3) && runs < MAX_RUNS) {
    double start = now_us();
    model_run(input, output, aligned);
    times[runs++] = now_us() - start;
  }
  qsort(times, (size_t)runs, sizeof times[0], ascending);
  printf("%.1f\n", times[runs / 2]);
  return 0;
}
