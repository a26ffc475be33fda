// attend_gemm_avx512vnni gives the formula's bits: on any processor with its
// intrinsics in plain C, on one with VNNI as it is; and both compilers build
// it.
// RUN: %gcc %cwarn -O2 -I%S/shim -I%runtime %s -o %t -lm && %t
// RUN: %gcc %cwarn -O1 -fno-inline -g -fsanitize=undefined,address -fno-sanitize-recover=all -I%S/shim -I%runtime %s -o %t -lm && %t
// RUN: %gcc %cwarn -O2 -mavx512f -mavx512bw -mavx512vl -mavx512vnni -I%runtime %s -o %t
// RUN: %if avx512vnni %{ %t %}
// RUN: %clang %cwarn -O3 -mavx512f -mavx512bw -mavx512vl -mavx512vnni -I%runtime %s -o %t
// RUN: %if avx512vnni %{ %t %}
// RUN: %gcc %cxxwarn -O1 -mavx512f -mavx512bw -mavx512vl -mavx512vnni -I%runtime %s -o %t
// RUN: %if avx512vnni %{ %t %}
// The instruction that wraps, never the one that saturates.
// RUN: %gcc -O2 -mavx512f -mavx512bw -mavx512vl -mavx512vnni -I%runtime %s -S -o - | FileCheck %s
// CHECK-NOT: vpdpbusds
// CHECK: vpdpbusd
// CHECK-NOT: vpdpbusds
#include "x86/gemm_avx512vnni.h"
#define GEMM attend_gemm_avx512vnni
#define N_TILE 16
#define K_GROUP 4
#define NIBBLE_GROUP 4
#define NIBBLE_SPAN 1
#define NATIVE_SIGNED 0
#include "gemm.h"
