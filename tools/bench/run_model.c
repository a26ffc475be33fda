/* run_model.c: runs a generated model, for who counts instructions: run_model
   RUNS. With BOARD it prints how many each run took on the emulated board. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "model.h"

#ifdef BOARD
#include "board.h"
#endif

static uint8_t arena[MODEL_ARENA_BYTES + 64];
static MODEL_INPUT_TYPE input[MODEL_INPUT_BYTES];
static MODEL_OUTPUT_TYPE output[MODEL_OUTPUT_BYTES];

int main(int argc, char **argv) {
  int runs = argc > 1 ? atoi(argv[1]) : 1, run;
  uint8_t *aligned = arena + (64 - (uintptr_t)arena % 64) % 64;
  size_t i;
  for (i = 0; i < sizeof input; ++i)
    input[i] = (MODEL_INPUT_TYPE)(i * 37u % 128u);
  for (run = 0; run < runs; ++run) {
#ifdef BOARD
    uint64_t start = board_instructions();
#endif
    model_run(input, output, aligned);
#ifdef BOARD
    printf("%lu\n", (unsigned long)(board_instructions() - start));
#endif
  }
  return 0;
}
