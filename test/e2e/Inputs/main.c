/* main.c: runs a generated model once: main INPUT.bin OUTPUT.bin. Both files
   hold raw bytes in the order of the header's tensors. The arena stands
   between canaries and starts full of junk, so that a write outside it, or a
   read of what was never written, shows. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "model.h"

#define CANARY 64
#define ALIGN 64

static uint8_t arena[MODEL_ARENA_BYTES + 2 * CANARY + ALIGN];
static MODEL_INPUT_TYPE input[MODEL_INPUT_BYTES / sizeof(MODEL_INPUT_TYPE)];
static MODEL_OUTPUT_TYPE output[MODEL_OUTPUT_BYTES / sizeof(MODEL_OUTPUT_TYPE)];

static int is_junk(const uint8_t *bytes) {
  int i;
  for (i = 0; i < CANARY; ++i)
    if (bytes[i] != 0xA5)
      return 0;
  return 1;
}

int main(int argc, char **argv) {
  uint8_t *start = arena + CANARY;
  FILE *file;
  if (argc != 3) {
    fprintf(stderr, "usage: %s INPUT.bin OUTPUT.bin\n", argv[0]);
    return 2;
  }
  start += (ALIGN - (uintptr_t)start % ALIGN) % ALIGN;
  memset(arena, 0xA5, sizeof arena);
  file = fopen(argv[1], "rb");
  if (!file || fread(input, 1, sizeof input, file) != sizeof input ||
      fgetc(file) != EOF) {
    fprintf(stderr, "%s: expected %u bytes\n", argv[1], (unsigned)sizeof input);
    return 1;
  }
  fclose(file);
  if (model_run(input, output, start) != 0)
    return 1;
  if (!is_junk(start - CANARY) || !is_junk(start + MODEL_ARENA_BYTES)) {
    fprintf(stderr, "the arena's neighbours were written\n");
    return 1;
  }
  file = fopen(argv[2], "wb");
  if (!file || fwrite(output, 1, sizeof output, file) != sizeof output ||
      fclose(file) != 0) {
    fprintf(stderr, "%s: cannot write\n", argv[2]);
    return 1;
  }
  return 0;
}
