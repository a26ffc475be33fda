// Names of a network that are words of the header, of the runtime's text or of the C library are changed.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s --prefix=attend -o %t
// RUN: cat %t/attend.h %t/attend.c | FileCheck %s
// RUN: %gcc %cwarn -c %t/attend.c -o %t/c.o
// RUN: %gcc -std=gnu11 -Wall -Wextra -Werror -c %t/attend.c -o %t/gnu.o
// RUN: %clang %cxxwarn -c %t/attend.c -o %t/cxx.o
// RUN: %gcc %cwarn -c %t/attend_weights.c -o %t/weights.o
// A prefix in capitals names macros, too.
// RUN: rm -rf %t && attendc compile --from=loops %s --prefix=NET -o %t
// RUN: %gcc %cwarn -c %t/NET.c -o %t/c.o
// RUN: FileCheck %s --input-file=%t/NET.c --check-prefix=NET
// NET: extern const int32_t NET_WEIGHTS_2[
// NET: static void NET_H_2(
// No file of a model hides one of C's.
// RUN: not attendc compile --from=loops %s --prefix=math -o %t 2>&1 | FileCheck %s --check-prefix=HIDES
// HIDES: --prefix is a C identifier such as 'math_value', not 'math'

// CHECK: #define ATTEND_INT8_MAX_VALUE_BYTES 16
// CHECK: #define ATTEND_M_PI_VALUE_BYTES 4
// CHECK: #define ATTEND_NAN_VALUE_BYTES 4
// CHECK: int attend_run(const int32_t *INT8_MAX_value, const int8_t *M_PI_value, const float *NAN_value, int32_t *errno_value, int32_t *attend_max, void *arena);
// CHECK: static inline int8_t attend_quantize_M_PI_value(
// CHECK: static inline int32_t attend_max(
// CHECK: extern const int32_t attend_WEIGHTS[4];
// CHECK: static void attend_max_2(
// CHECK: = attend_max(
// CHECK: static void attend_quantize_M_PI_value_2(
// CHECK: static void attend_half_to_float_2(
// CHECK: static void attend_H(
// CHECK: int attend_run(
// CHECK: attend_max2

memref.global "private" constant @WEIGHTS : memref<4xi32> = dense<[1, 2, 3, 4]>

func.func private @max(%x: memref<4xi32> loc("exp"), %y: memref<4xi32> loc("attend_min")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %w = memref.get_global @WEIGHTS : memref<4xi32>
  scf.for %i = %c0 to %c4 step %c1 {
    %a = memref.load %x[%i] : memref<4xi32>
    %b = memref.load %w[%i] : memref<4xi32>
    %m = arith.maxsi %a, %b : i32 loc("attend_max")
    %n = arith.minsi %m, %b : i32
    %r = arith.maxsi %m, %n : i32
    memref.store %r, %y[%i] : memref<4xi32>
  }
  return
}

func.func private @quantize_M_PI_value(%x: memref<4xi8>, %y: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %a = memref.load %x[%c0] : memref<4xi8>
  %b = arith.extsi %a : i8 to i32
  memref.store %b, %y[%c0] : memref<4xi32>
  return
}

func.func private @half_to_float(%x: memref<1xf32> loc("floorf"), %y: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %a = memref.load %x[%c0] : memref<1xf32>
  %f = math.floor %a : f32
  %b = arith.fptosi %f : f32 to i32
  memref.store %b, %y[%c0] : memref<4xi32>
  return
}

func.func private @H(%x: memref<4xi32>, %y: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %a = memref.load %x[%c0] : memref<4xi32>
  memref.store %a, %y[%c0] : memref<4xi32>
  return
}

func.func @run(%x: memref<4xi32> {attend.name = "INT8_MAX"}, %x2: memref<4xi8> {attend.name = "M_PI", q8.scale = 0.5 : f32, q8.zero_point = 0 : i32},
               %x3: memref<1xf32> {attend.name = "NAN"}, %y: memref<4xi32> {attend.name = "errno"}, %y2: memref<4xi32> {attend.name = "attend_max"}, %arena: memref<16xi8>) {
  call @max(%x, %y) : (memref<4xi32>, memref<4xi32>) -> ()
  call @quantize_M_PI_value(%x2, %y) : (memref<4xi8>, memref<4xi32>) -> ()
  call @half_to_float(%x3, %y) : (memref<1xf32>, memref<4xi32>) -> ()
  call @H(%x, %y2) : (memref<4xi32>, memref<4xi32>) -> ()
  return
}
