// attend_gemm_m4 gives the formula's bits on the emulated board.
// REQUIRES: cortex-m4
// RUN: %targets/arm/cortex_m4/build %t.elf %cwarn -O2 -I%runtime %s && %run_cortex_m4 %t.elf
// RUN: %targets/arm/cortex_m4/build %t.elf %cwarn -O3 -I%runtime %s && %run_cortex_m4 %t.elf
// RUN: %targets/arm/cortex_m4/build %t.elf %cwarn -O0 -I%runtime %s && %run_cortex_m4 %t.elf
#include "arm/gemm_m4.h"
#define GEMM attend_gemm_m4
#define N_TILE 2
#define K_GROUP 4
#define NIBBLE_GROUP 1
#define NIBBLE_SPAN 2
#define NATIVE_SIGNED 1
#include "gemm.h"
