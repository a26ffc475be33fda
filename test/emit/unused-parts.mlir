// What no result depends on leaves no name that a compiler warns about: views, loads, parameters.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %gcc %cwarn -c %t/model.c -o %t/gcc.o
// RUN: %clang %cwarn -c %t/model.c -o %t/clang.o

// CHECK: static void model_shape(const float *restrict x, int64_t *restrict y) {
// CHECK-NEXT: (void)x;
// CHECK-NEXT: y[0] = INT64_C(3);
// CHECK: int model_run(const float *a, const float *scalar, int64_t *output,
// CHECK-NEXT: void *arena) {
// CHECK-NEXT: (void)scalar;
// CHECK-NEXT: (void)arena;
// CHECK-NEXT: model_shape(a, output);

func.func private @shape(%x: memref<3x4xf32> {attend.noalias} loc("x"), %y: memref<1xi64> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0, %c0] : memref<3x4xf32>
  %w = arith.addf %v, %v : f32
  %three = arith.constant 3 : i64
  memref.store %three, %y[%c0] : memref<1xi64>
  return
}

func.func @run(%x: memref<3x4xf32> {attend.name = "a"}, %scalar: memref<f32> {attend.name = "scalar"}, %y: memref<1xi64>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %flat = memref.expand_shape %scalar [] output_shape [1] : memref<f32> into memref<1xf32>
  %view = memref.view %arena[%c0][] : memref<16xi8> to memref<4xf32>
  call @shape(%x, %y) : (memref<3x4xf32>, memref<1xi64>) -> ()
  return
}
