/* poison_ticks.h: at tick n bytes [16n, 16n + 8) of the arena die. */
#include <sanitizer/asan_interface.h>
#define ATTEND_TICK(arena, tick)                                               \
  __asan_poison_memory_region((arena) + 16 * (tick), 8)
