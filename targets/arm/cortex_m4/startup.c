// startup.c: from reset to main on a Cortex-M4F (ARMv7-M Architecture Reference
// Manual, B1.5): vectors, memory, floating point, stack and time measurement.
#include "board.h"

extern uint32_t board_data[], board_data_end[], board_data_flash[];
extern uint32_t board_bss[], board_bss_end[];
extern uint32_t board_stack_bottom[], board_stack_top[];
extern void (*board_init_array[])(void), (*board_init_array_end[])(void);

int main(int argc, char **argv);
int board_arguments(char **argv, int limit);
void _exit(int status) __attribute__((noreturn));
void board_reset(void);

static const uint32_t stackPaint = 0xa55aa55a;

// Any fault ends the program as a failure; QEMU's exit status is 70.
static void fault(void) { _exit(70); }

typedef void (*Vector)(void);
__attribute__((used, section(".board_vectors"))) static const struct {
  uint32_t *stack;
  Vector handlers[15];
} vectors = {board_stack_top,
             {board_reset, fault, fault, fault, fault, fault, 0, 0, 0, 0, fault,
              fault, 0, fault, fault}};

// Timer 0 of the board (CMSDK APB timer) counts down at 25 MHz.
static volatile uint32_t *const timer = (volatile uint32_t *)0x40000000u;

uint64_t board_instructions(void) {
  // 1 ns of virtual time per instruction: 40 in a tick.
  return (uint64_t)(0xffffffffu - timer[1]) * 40u;
}

uint32_t board_stack_bytes(void) {
  const uint32_t *lowest = board_stack_bottom;
  while (*lowest == stackPaint)
    ++lowest;
  return (uint32_t)(board_stack_top - lowest) * 4u;
}

void board_reset(void) {
  uint32_t *here;
  char *argv[32];
  const uint32_t *from = board_data_flash;
  for (here = board_data; here != board_data_end; ++here)
    *here = *from++;
  for (here = board_bss; here != board_bss_end; ++here)
    *here = 0;
  __asm__ volatile("mov %0, sp" : "=r"(from));
  for (here = board_stack_bottom; here + 16 < from; ++here)
    *here = stackPaint;
  // Coprocessors 10 and 11, the floating-point unit, by CPACR.
  *(volatile uint32_t *)0xe000ed88u |= 0xfu << 20;
  __asm__ volatile("dsb\n\tisb" ::: "memory");
  timer[1] = 0xffffffffu;
  timer[2] = 0xffffffffu;
  timer[0] = 1;
  for (void (**init)(void) = board_init_array; init != board_init_array_end;
       ++init)
    (*init)();
  _exit(main(board_arguments(argv, 32), argv));
}
