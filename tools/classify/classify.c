/* classify.c: shows a picture to a compiled network and prints its five best
   classes and the time of one inference: classify PICTURE [NAMES.txt].

   Links with the model.c and model_weights.c of any network that takes one
   picture and gives one row of scores, compiled with the prefix "model". The
   picture is scaled as calibration scales it (compiler/quantize/Images.h).
   NAMES.txt has the name of each class, one a line, in the order of scores. */
#define _POSIX_C_SOURCE 199309L
#include "model.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_SIMD /* the same pixels on every machine */
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#include <stb/stb_image.h>

enum {
  HEIGHT = MODEL_INPUT_HEIGHT,
  WIDTH = MODEL_INPUT_WIDTH,
  CHANNELS = MODEL_INPUT_CHANNELS,
  CLASSES = MODEL_OUTPUT_BYTES,
  BEST = CLASSES < 5 ? CLASSES : 5,
  MAX_RUNS = 1000,
  NAME_BYTES = 64
};

static MODEL_INPUT_TYPE input[MODEL_INPUT_BYTES];
static MODEL_OUTPUT_TYPE output[MODEL_OUTPUT_BYTES];
static uint8_t arena[MODEL_ARENA_BYTES + MODEL_ARENA_ALIGN];
static char names[CLASSES][NAME_BYTES];

/* Fills `names`, cut off after 63 bytes; false with a line if it cannot. */
static int read_names(const char *path) {
  char line[1024];
  int count = 0;
  FILE *file = fopen(path, "r");
  if (!file) {
    fprintf(stderr, "classify: cannot read names '%s'\n", path);
    return 0;
  }
  for (; fgets(line, sizeof line, file); ++count)
    if (count < CLASSES)
      snprintf(names[count], NAME_BYTES, "%.*s", (int)strcspn(line, "\r\n"),
               line);
  fclose(file);
  if (count != CLASSES)
    fprintf(stderr, "classify: '%s' has %d lines, the network %d classes\n",
            path, count, CLASSES);
  return count == CLASSES;
}

/* out[o, p, i] = sum over k of weight[p, k] * in[o, first[p] + k, i]: linear
   interpolation between pixel centres, with a triangle that widens when the
   picture shrinks; [outer, length, inner] -> [outer, new_length, inner]. */
static double *resize(const double *in, int outer, int length, int inner,
                      int new_length) {
  double *out =
      calloc((size_t)outer * (size_t)new_length * (size_t)inner, sizeof *out);
  double ratio = (double)length / new_length;
  double reach = ratio > 1.0 ? ratio : 1.0;
  int o, p, k, i;
  if (!out)
    return NULL;
  for (p = 0; p < new_length; ++p) {
    double centre = (p + 0.5) * ratio, sum = 0.0;
    int first = (int)fmax(floor(centre - reach), 0.0);
    int last = (int)fmin(ceil(centre + reach), length);
    for (k = first; k < last; ++k)
      sum += fmax(1.0 - fabs(k + 0.5 - centre) / reach, 0.0);
    for (k = first; k < last; ++k) {
      double weight = fmax(1.0 - fabs(k + 0.5 - centre) / reach, 0.0) / sum;
      for (o = 0; o < outer; ++o)
        for (i = 0; i < inner; ++i)
          out[((size_t)o * (size_t)new_length + (size_t)p) * (size_t)inner +
              (size_t)i] +=
              weight *
              in[((size_t)o * (size_t)length + (size_t)k) * (size_t)inner +
                 (size_t)i];
    }
  }
  return out;
}

/* Fills `input` [H, W, C] from a PNG or JPEG file; false with a line if it
   cannot. */
static int read_picture(const char *path) {
#ifdef MODEL_INPUT_MEAN
  static const float mean[] = MODEL_INPUT_MEAN;
  int mean_count = (int)(sizeof mean / sizeof *mean);
#else
  static const float mean[] = {0.0f};
  int mean_count = 1;
#endif
#ifdef MODEL_INPUT_STD
  static const float std[] = MODEL_INPUT_STD;
  int std_count = (int)(sizeof std / sizeof *std);
#else
  static const float std[] = {1.0f};
  int std_count = 1;
#endif
  int width, height, channels_in_file, i;
  double *values, *wide, *scaled;
  unsigned char *pixels =
      stbi_load(path, &width, &height, &channels_in_file, CHANNELS);
  if (!pixels) {
    fprintf(stderr, "classify: cannot read picture '%s': %s\n", path,
            stbi_failure_reason());
    return 0;
  }
  values = malloc((size_t)width * (size_t)height * CHANNELS * sizeof *values);
  for (i = 0; values && i < width * height * CHANNELS; ++i)
    values[i] = pixels[i];
  stbi_image_free(pixels);
  wide = values ? resize(values, height, width, CHANNELS, WIDTH) : NULL;
  scaled = wide ? resize(wide, 1, height, WIDTH * CHANNELS, HEIGHT) : NULL;
  for (i = 0; scaled && i < HEIGHT * WIDTH * CHANNELS; ++i) {
    float unit = (float)(scaled[i] / 255.0);
    int c = i % CHANNELS;
    input[i] = model_quantize_input((unit - mean[c % mean_count]) /
                                    std[c % std_count]);
  }
  if (!scaled)
    fprintf(stderr, "classify: no memory for picture '%s'\n", path);
  free(values);
  free(wide);
  free(scaled);
  return scaled != NULL;
}

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int compare(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

/* The five best classes: real scores, and what a softmax makes of them. */
static void print_best(void) {
  double values[CLASSES], sum = 0.0, highest;
  int rank, i, best = 0;
  for (i = 0; i < CLASSES; ++i)
    values[i] = (double)model_dequantize_output(output[i]);
  for (i = 0; i < CLASSES; ++i)
    best = values[i] > values[best] ? i : best;
  highest = values[best];
  for (i = 0; i < CLASSES; ++i)
    sum += exp(values[i] - highest);
  for (rank = 0; rank < BEST; ++rank) {
    for (i = 0, best = -1; i < CLASSES; ++i)
      if (!isnan(values[i]) && (best < 0 || values[i] > values[best]))
        best = i;
    printf("  class %3d  score %7.3f  softmax %5.1f %%%s%s\n", best,
           values[best], 100.0 * exp(values[best] - highest) / sum,
           *names[best] ? "  " : "", names[best]);
    values[best] = NAN;
  }
}

int main(int argc, char **argv) {
  uint8_t *start = arena;
  static double times[MAX_RUNS];
  double begin;
  int runs = 0;
  if (argc != 2 && argc != 3) {
    fprintf(stderr, "usage: classify PICTURE.png|PICTURE.jpg [NAMES.txt]\n");
    return 1;
  }
  start += (MODEL_ARENA_ALIGN - (uintptr_t)start % MODEL_ARENA_ALIGN) %
           MODEL_ARENA_ALIGN;
  if (!read_picture(argv[1]) || (argc == 3 && !read_names(argv[2])))
    return 1;
  /* The first run warms the caches up; then as many as fit into a second. */
  model_run(input, output, start);
  begin = now_ms();
  while (runs < MAX_RUNS && (runs < 5 || now_ms() - begin < 1000.0)) {
    double from = now_ms();
    model_run(input, output, start);
    times[runs++] = now_ms() - from;
  }
  qsort(times, (size_t)runs, sizeof *times, compare);
  print_best();
  printf("time of one inference: %.2f ms (median of %d on one thread; fastest "
         "%.2f ms)\n",
         times[runs / 2], runs, times[0]);
  return 0;
}
