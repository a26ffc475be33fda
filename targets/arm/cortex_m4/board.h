// board.h: what a program on the emulated board can ask about itself.

#ifndef ATTENDC_TARGETS_ARM_CORTEX_M4_BOARD_H
#define ATTENDC_TARGETS_ARM_CORTEX_M4_BOARD_H

#include <stdint.h>

// Instructions executed since reset, in steps of 40; exact and the same in
// every run if QEMU was started with -icount shift=0 (`run --count`), a time
// otherwise.
uint64_t board_instructions(void);

// Bytes of stack used since reset, at most so far.
uint32_t board_stack_bytes(void);

#endif // ATTENDC_TARGETS_ARM_CORTEX_M4_BOARD_H
