/* tick.h: stands before the C of a network that was compiled with
   --arena-hooks, which says before each op or step that it comes. */
#ifndef ATTENDC_TOOLS_GENERATED_TICK_H
#define ATTENDC_TOOLS_GENERATED_TICK_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
void arena_tick(int32_t tick);
#ifdef __cplusplus
}
#endif
#define ATTEND_TICK(memory, tick) arena_tick((int32_t)(tick))

#endif
