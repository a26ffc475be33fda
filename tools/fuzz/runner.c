/* runner.c: runs one generated network on several samples: runner IN OUT COUNT.
   IN holds every input of sample 0, then those of sample 1, and so on; OUT
   gets the outputs in the same order. Every buffer is an allocation of its
   exact size, so that AddressSanitizer sees each byte beyond it; the arena
   starts full of junk once and is then used again as the last run left it. */
#define _POSIX_C_SOURCE 200112L /* posix_memalign */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Written for each network beside its header. */
extern const size_t fuzz_input_bytes[], fuzz_output_bytes[];
extern const size_t fuzz_input_count, fuzz_output_count;
extern const size_t fuzz_arena_bytes, fuzz_arena_align;
int fuzz_call(void **inputs, void **outputs, void *arena);

#define PORTS 16

int main(int argc, char **argv) {
  void *inputs[PORTS], *outputs[PORTS], *arena;
  size_t i;
  long sample, count;
  FILE *in, *out;
  if (argc != 4 || fuzz_input_count > PORTS || fuzz_output_count > PORTS)
    return 2;
  count = strtol(argv[3], NULL, 10);
  in = fopen(argv[1], "rb");
  out = fopen(argv[2], "wb");
  if (!in || !out)
    return 2;
  for (i = 0; i < fuzz_input_count; ++i)
    inputs[i] = malloc(fuzz_input_bytes[i]);
  for (i = 0; i < fuzz_output_count; ++i)
    outputs[i] = malloc(fuzz_output_bytes[i]);
  if (posix_memalign(&arena, fuzz_arena_align < 16 ? 16 : fuzz_arena_align,
                     fuzz_arena_bytes ? fuzz_arena_bytes : 1))
    return 2;
  memset(arena, 0xA5, fuzz_arena_bytes);
  for (sample = 0; sample < count; ++sample) {
    for (i = 0; i < fuzz_input_count; ++i)
      if (fread(inputs[i], 1, fuzz_input_bytes[i], in) != fuzz_input_bytes[i])
        return 2;
    for (i = 0; i < fuzz_output_count; ++i)
      memset(outputs[i], 0x5A, fuzz_output_bytes[i]);
    if (fuzz_call(inputs, outputs, arena) != 0)
      return 3;
    for (i = 0; i < fuzz_output_count; ++i)
      if (fwrite(outputs[i], 1, fuzz_output_bytes[i], out) !=
          fuzz_output_bytes[i])
        return 2;
  }
  return fclose(out) == 0 ? 0 : 2;
}
