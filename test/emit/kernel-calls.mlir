// Each kernel op is a call with the parameters of its C function, and compiles without a warning.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t --target=x86-avx2
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %gcc %cwarn -mavx2 -mfma -c %t/model.c -o %t/gcc.o
// RUN: %clang %cwarn -mavx2 -mfma -c %t/model.c -o %t/clang.o
// RUN: %gcc %cxxwarn -mavx2 -mfma -c %t/model.c -o %t/gxx.o
// RUN: %gcc %cwarn -c %t/model_weights.c -o %t/weights.o
// RUN: %clang %cxxwarn -c %t/model_weights.c -o %t/weights.o

// Standard headers stand at the top, each once; a text before what needs it.
// CHECK: #include "model.h"
// CHECK-NEXT: #include <stdint.h>
// CHECK-NEXT: #include <string.h>
// CHECK-NEXT: #include <immintrin.h>
// CHECK-NOT: #include
// CHECK: int32_t attend_max(
// CHECK: int32_t attend_requantize(
// CHECK: int32_t attend_add(
// CHECK: float attend_fma(
// CHECK: int32_t attend_add_ort_x64(
// CHECK: int32_t attend_mul(
// CHECK: void attend_softmax(
// CHECK: void attend_gemm_avx2(

// CHECK-LABEL: static void model_scalars(
// CHECK-NEXT: const int32_t v = (int32_t)x[0];
// CHECK-NEXT: y[0] = (int8_t)attend_requantize(v, 0.1f, 3, -128, 127);
// CHECK-NEXT: y[1] = (int8_t)attend_add(v, v, 1048576, 2097152, 21, 0, -128, 127);
// CHECK-NEXT: y[2] = (int8_t)attend_add_ort_x64(v, v, 0.5f, 1.0f, -3.5f, -128, 127);
// CHECK-NEXT: y[3] = (int8_t)attend_mul(attend_max(v, 7), 0.01f, -128.0f, -128, 127);

// CHECK-LABEL: static void model_memory(
// CHECK-NEXT: memset(y + 2, -5, 6);
// CHECK-NEXT: for (int32_t i = 0; i < 2; ++i) {
// CHECK-NEXT: memcpy(y + i * 4, x + i, 4);
// CHECK: attend_softmax(x, y, 1, 10, 128, (const uint32_t *)&model_table[0], 16777216u,
// CHECK-NEXT: -128, -128, 127);

// CHECK-LABEL: static void model_product(
// CHECK-NEXT: attend_gemm_avx2(x + 8, 8, 1, 8, 16, 128, 8, (const int8_t *)model_w, model_b,
// CHECK-NEXT: model_m, 0, -128, 127, y, 16);

memref.global "private" constant @table : memref<256xi32> = dense<4>
memref.global "private" constant @w : memref<128xi8> = dense<1>
memref.global "private" constant @b : memref<16xi32> = dense<0>
memref.global "private" constant @m : memref<16xf32> = dense<1.5>

func.func private @scalars(%x: memref<16xi8> loc("x"), %y: memref<16xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %seven = arith.constant 7 : i32
  %f = arith.constant 0.1 : f32
  %b = memref.load %x[%c0] : memref<16xi8>
  %v = arith.extsi %b : i8 to i32 loc("v")
  %r = kernel.requantize %v, %f {zero_point = 3 : i32, low = -128 : i32, high = 127 : i32} : i32
  %r8 = arith.trunci %r : i32 to i8
  memref.store %r8, %y[%c0] : memref<16xi8>
  %a = kernel.add %v, %v {lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : i32
  %a8 = arith.trunci %a : i32 to i8
  memref.store %a8, %y[%c1] : memref<16xi8>
  %o = kernel.add_ort_x64 %v, %v {lhs_ratio = 0.5 : f32, rhs_ratio = 1.0 : f32, fix = -3.5 : f32, low = -128 : i32, high = 127 : i32}
  %o8 = arith.trunci %o : i32 to i8
  memref.store %o8, %y[%c2] : memref<16xi8>
  %max = arith.maxsi %v, %seven : i32
  %m = kernel.mul %max {ratio = 0.01 : f32, zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : i32
  %m8 = arith.trunci %m : i32 to i8
  memref.store %m8, %y[%c3] : memref<16xi8>
  return
}

func.func private @memory(%x: memref<16xi8> loc("x"), %y: memref<16xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %table = memref.get_global @table : memref<256xi32>
  kernel.fill %y[%c2] {size = 6 : i64, value = -5 : i32} : memref<16xi8>
  scf.for %i = %c0 to %c2 step %c1 {
    %to = arith.muli %i, %c4 overflow<nsw> : index
    kernel.copy %x[%i], %y[%to] {size = 4 : i64} : memref<16xi8>, memref<16xi8>
  } loc("i")
  kernel.softmax %x, %y, %table {rows = 1 : i32, length = 10 : i32, flip = 128 : i32, inverse_scale = 16777216 : i32, zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : memref<16xi8>, memref<16xi8>, memref<256xi32>
  return
}

func.func private @product(%x: memref<16xi8> loc("x"), %y: memref<16xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %w = memref.get_global @w : memref<128xi8> loc("weights")
  %b = memref.get_global @b : memref<16xi32>
  %m = memref.get_global @m : memref<16xf32>
  kernel.gemm @attend_gemm_avx2 %x[%c8], %w, %b, %m, %y[%c0] {m = 1 : i32, k = 8 : i32, n = 16 : i32, input_stride = 8 : i32, output_stride = 16 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<16xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<16xi8>
  return
}

func.func @run(%x: memref<16xi8>, %y: memref<16xi8>, %arena: memref<16xi8>) {
  call @scalars(%x, %y) : (memref<16xi8>, memref<16xi8>) -> ()
  call @memory(%x, %y) : (memref<16xi8>, memref<16xi8>) -> ()
  call @product(%x, %y) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}
