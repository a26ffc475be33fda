// Half precision, and an arena whose bytes hold floats first and other types later: accessed through types that may alias.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER
// RUN: FileCheck %s --input-file=%t/model_weights.c --check-prefix=WEIGHTS
// 2049 + 2^-20 lies above the middle of 2048 and 2050, and on it once it is a float.
// RUN: %python -c "import numpy as n; n.array([0.5, 2048, -65504, n.inf, 6e-8, n.nan], 'f2').tofile('%t/x.bin'); n.array([1.5, 2050, -65504, n.inf, 1, 1.5, 6e-8, 1.5], 'f2').tofile('%t/y.bin')"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O2 --build gcc:-O3 --build clang:-O2 --build clang:-O3 --build g++ --build asan
// Without GNU's attribute it is still C.
// RUN: %gcc %cwarn -U__GNUC__ -fsyntax-only %t/model.c

// HEADER-NOT: math.h
// HEADER: Computes in floating point
// HEADER: /* Input `input`: uint16_t [6],
// HEADER-NEXT: the bits of float16 numbers. */
// HEADER-NEXT: #define MODEL_INPUT_BYTES 12
// HEADER-NEXT: #define MODEL_INPUT_TYPE uint16_t
// HEADER: int model_run(const uint16_t *input, uint16_t *output, void *arena);

// WEIGHTS: /* [2] float16, as its bits */
// WEIGHTS: const uint16_t model_pair[2] = {
// WEIGHTS-NEXT: 0x0001, 0x3e00,

// CHECK: #ifdef __GNUC__
// CHECK-NEXT: #define ATTEND_MAY_ALIAS __attribute__((may_alias))
// CHECK-NEXT: #else
// CHECK-NEXT: #define ATTEND_MAY_ALIAS
// CHECK-NEXT: #endif
// CHECK-NEXT: typedef uint16_t attend_uint16_t ATTEND_MAY_ALIAS;
// CHECK-NEXT: typedef double attend_double ATTEND_MAY_ALIAS;
// CHECK: static inline float attend_half_to_float(uint16_t half) {
// CHECK: static inline uint16_t attend_double_to_half(double value) {
// CHECK: static void model_widen(const attend_uint16_t *restrict x,
// CHECK-NEXT: attend_double *restrict y) {
// CHECK: y[i] = (double)attend_half_to_float(x[i]);
// CHECK: static void model_narrow(const attend_double *restrict x,
// CHECK-NEXT: attend_uint16_t *restrict y) {
// CHECK: const double v = x[i] + model_extra[i];
// CHECK: y[i] = v == v ? attend_double_to_half(v) : 15872u;
// CHECK: model_widen(input, (attend_double *)(void *)memory);
// CHECK-NEXT: model_narrow((attend_double *)(void *)memory,
// CHECK-NEXT: (attend_uint16_t *)(void *)(memory + 48));
// CHECK-NEXT: model_join((attend_uint16_t *)(void *)(memory + 48),
// CHECK-NEXT: (attend_uint16_t *)(void *)memory);
// CHECK-NEXT: memcpy(output, (attend_uint16_t *)(void *)memory, 16);

memref.global "private" constant @extra : memref<6xf64> = dense<[1.0, 1.00000095367431640625, 0.0, 0.0, 1.0, 0.0]>
memref.global "private" constant @pair : memref<2xf16> = dense<[5.960464477539063e-08, 1.5]>

func.func private @widen(%x: memref<6xf16> {attend.noalias} loc("x"), %y: memref<6xf64> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  scf.for %i = %c0 to %c6 step %c1 {
    %h = memref.load %x[%i] : memref<6xf16>
    %v = arith.extf %h : f16 to f64
    memref.store %v, %y[%i] : memref<6xf64>
  } loc("i")
  return
}

func.func private @narrow(%x: memref<6xf64> {attend.noalias} loc("x"), %y: memref<6xf16> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %extra = memref.get_global @extra : memref<6xf64> loc("extra")
  %other = arith.constant 1.5 : f16
  scf.for %i = %c0 to %c6 step %c1 {
    %a = memref.load %x[%i] : memref<6xf64>
    %b = memref.load %extra[%i] : memref<6xf64>
    %v = arith.addf %a, %b : f64 loc("v")
    %is_number = arith.cmpf ord, %v, %v : f64
    %h = arith.truncf %v : f64 to f16
    %chosen = arith.select %is_number, %h, %other : f16
    memref.store %chosen, %y[%i] : memref<6xf16>
  } loc("i")
  return
}

func.func private @join(%x: memref<6xf16> {attend.noalias} loc("x"), %y: memref<8xf16> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c6 = arith.constant 6 : index
  %pair = memref.get_global @pair : memref<2xf16>
  scf.for %i = %c0 to %c6 step %c1 {
    %h = memref.load %x[%i] : memref<6xf16>
    memref.store %h, %y[%i] : memref<8xf16>
  } loc("i")
  scf.for %i = %c0 to %c2 step %c1 {
    %h = memref.load %pair[%i] : memref<2xf16>
    %at = arith.addi %i, %c6 : index
    memref.store %h, %y[%at] : memref<8xf16>
  } loc("i")
  return
}

func.func @run(%x: memref<6xf16>, %y: memref<8xf16>, %arena: memref<64xi8>) {
  %c0 = arith.constant 0 : index
  %c48 = arith.constant 48 : index
  %wide = memref.view %arena[%c0][] : memref<64xi8> to memref<6xf64>
  %narrow = memref.view %arena[%c48][] : memref<64xi8> to memref<6xf16>
  %joined = memref.view %arena[%c0][] : memref<64xi8> to memref<8xf16>
  call @widen(%x, %wide) : (memref<6xf16>, memref<6xf64>) -> ()
  call @narrow(%wide, %narrow) : (memref<6xf64>, memref<6xf16>) -> ()
  call @join(%narrow, %joined) : (memref<6xf16>, memref<8xf16>) -> ()
  memref.copy %joined, %y : memref<8xf16> to memref<8xf16>
  return
}
