// attend_gemm_avx2 gives the formula's bits and stays within its arrays.
// REQUIRES: avx2
// RUN: %gcc %cwarn -O2 -mavx2 -mfma -I%runtime %s -o %t && %t
// RUN: %clang %cwarn -O3 -mavx2 -mfma -I%runtime %s -o %t && %t
// RUN: %gcc %cwarn -O1 -g -mavx2 -fsanitize=undefined,address -fno-sanitize-recover=all -I%runtime %s -o %t && %t
// RUN: %gcc %cxxwarn -O0 -mavx2 -I%runtime %s -o %t && %t
#include "x86/gemm_avx2.h"
#define GEMM attend_gemm_avx2
#define N_TILE 16
#define K_GROUP 2
#define NIBBLE_GROUP 2
#define NIBBLE_SPAN 16
#define NATIVE_SIGNED 1
#include "gemm.h"
