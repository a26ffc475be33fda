/* binding.h: what main.c has to know of a network. generated_model.py writes
   binding.c, which defines it, beside the network's C. */
#ifndef ATTENDC_TOOLS_GENERATED_BINDING_H
#define ATTENDC_TOOLS_GENERATED_BINDING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes on both sides of a buffer. */
#define GUARD 64

/* An input, an output or the arena. */
struct port {
  const char *name;
  size_t size;
  int is_output;
  uint8_t *memory; /* size + 3 * GUARD bytes for the buffer and its guards */
  uint8_t *first;  /* an output: `size` bytes for what the first call gave */
};

/* In the order of model_run, inputs first. */
extern const struct port ports[];
extern const int port_count;
extern const struct port arena;

/* Bytes of the arena that come alive or die before a tick of a call. */
struct change {
  int32_t tick;
  int32_t offset;
  int32_t size;
  int32_t is_birth;
};

/* In the order in which they happen; none if nobody tells of ticks. */
extern const struct change changes[];
extern const int32_t change_count;

/* Runs the network; buffers[i] is that of ports[i]. */
int run(uint8_t *const *buffers, uint8_t *arena_start);

/* model_push_rows, where there is one: rows of the frame, 0 if there is none;
   memory for a piece of any size, as a port's. */
extern const int32_t frame_rows;
extern uint8_t *const rows_memory;
int32_t push(const uint8_t *rows, int32_t first, int32_t count,
             uint8_t *const *buffers, uint8_t *arena_start);

#ifdef __cplusplus
}
#endif

#endif
