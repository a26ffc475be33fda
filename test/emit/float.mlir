// Float layers as the line lowers them: plain C, <math.h> only where it is called, and the right numbers.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c --check-prefix=SOURCE
// RUN: FileCheck %s --input-file=%t/model_weights.c --check-prefix=WEIGHTS
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER
// RUN: %python -c "import numpy; numpy.array([-1.5, 0.25, 2, 4], 'f4').tofile('%t/x.bin'); numpy.array([2, 0], 'f4').tofile('%t/y.bin')"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O2 --build g++ --build asan
// A wrong number, and a wrong size, do not pass.
// RUN: %python -c "import numpy; numpy.array([2, 0.0001], 'f4').tofile('%t/wrong.bin'); numpy.array([2], 'f4').tofile('%t/short.bin')"
// RUN: not %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/wrong.bin --build gcc:-O1 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: not %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/short.bin --build gcc:-O1 2>&1 | FileCheck %s --check-prefix=SHORT
// WRONG: gcc:-O1: output differs from the expected output: 1 of 2 elements differ, first at 1: 0.0 against
// SHORT: gcc:-O1: output differs from the expected output: 8 bytes against 4

// HEADER-NOT: string.h
// HEADER: /* Calls functions of <math.h>: link with the C library's mathematics (-lm). */
// HEADER-NEXT: /* Computes in floating point: results may differ between targets and
// HEADER-NEXT: compilers in the last bits. */
// HEADER-EMPTY:
// HEADER: #define MODEL_ARENA_BYTES 32
// HEADER: /* Input `x`: float [1, 4]. */
// HEADER-NEXT: #define MODEL_INPUT_BYTES 16
// HEADER-NEXT: #define MODEL_INPUT_TYPE float
// HEADER-NOT: SCALE
// HEADER: /* Output `y`: float [1, 2]. */
// HEADER-NEXT: #define MODEL_OUTPUT_BYTES 8
// HEADER: int model_run(const float *input, float *output, void *arena);
// HEADER-NOT: quantize

// WEIGHTS: #include <stdint.h>
// WEIGHTS-NOT: math.h
// WEIGHTS: /* [2, 4] float */
// WEIGHTS-NEXT: extern const float model_dense_weight[8];
// WEIGHTS: 1.0f, 0.0f, 0.5f, 0.25f, -1.0f, 0.1f, 1e-40f, -0.0f,

// SOURCE: #include "model.h"
// SOURCE-NEXT: #include <stdint.h>
// SOURCE-NEXT: #include <math.h>
// SOURCE-NOT: attend_
// SOURCE: /* dense [1, 4] -> [1, 2] */
// SOURCE-NEXT: static void model_dense(const float *restrict x, float *restrict y) {
// SOURCE-NEXT: for (int32_t o = 0; o < 2; ++o) {
// SOURCE-NEXT: float sum = model_dense_bias[o];
// SOURCE-NEXT: for (int32_t i = 0; i < 4; ++i) {
// SOURCE-NEXT: sum += x[i] * model_dense_weight[o * 4 + i];
// SOURCE-NEXT: }
// SOURCE-NEXT: y[o] = sum;
// SOURCE: static void model_activate(const float *restrict x, float *restrict y) {
// SOURCE-NEXT: for (int32_t i = 0; i < 2; ++i) {
// SOURCE-NEXT: const float v = x[i];
// SOURCE-NEXT: y[i] = v > 0.0f ? sqrtf(v) : 0.0f;
// SOURCE: model_dense(input, (float *)(void *)(memory + 16));
// SOURCE-NEXT: model_activate((float *)(void *)(memory + 16), output);

memref.global "private" constant @dense_weight : memref<2x4xf32> = dense<[[1.0, 0.0, 0.5, 0.25], [-1.0, 0.1, 1.0e-40, -0.0]]>
memref.global "private" constant @dense_bias : memref<2xf32> = dense<[3.5, -4.0]>

func.func private @dense(%x: memref<4xf32> {attend.noalias} loc("x"), %y: memref<2xf32> {attend.noalias} loc("y"))
    attributes {attend.comment = "dense [1, 4] -> [1, 2]"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %weight = memref.get_global @dense_weight : memref<2x4xf32>
  %bias = memref.get_global @dense_bias : memref<2xf32>
  scf.for %o = %c0 to %c2 step %c1 {
    %b = memref.load %bias[%o] : memref<2xf32>
    %total = "scf.for"(%c0, %c4, %c1, %b) ({
    ^bb0(%i: index loc("i"), %sum: f32 loc("sum")):
      %v = memref.load %x[%i] : memref<4xf32>
      %w = memref.load %weight[%o, %i] : memref<2x4xf32>
      %product = arith.mulf %v, %w : f32
      %next = arith.addf %sum, %product : f32
      scf.yield %next : f32
    }) : (index, index, index, f32) -> f32
    memref.store %total, %y[%o] : memref<2xf32>
  } loc("o")
  return
}

func.func private @activate(%x: memref<2xf32> {attend.noalias} loc("x"), %y: memref<2xf32> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %c2 step %c1 {
    %v = memref.load %x[%i] : memref<2xf32> loc("v")
    %positive = arith.cmpf ogt, %v, %zero : f32
    %root = math.sqrt %v : f32
    %z = arith.select %positive, %root, %zero : f32
    memref.store %z, %y[%i] : memref<2xf32>
  } loc("i")
  return
}

func.func @run(%x: memref<1x4xf32> {attend.name = "x"}, %y: memref<1x2xf32> {attend.name = "y"}, %arena: memref<32xi8>) {
  %c16 = arith.constant 16 : index
  %flat = memref.collapse_shape %x [[0, 1]] : memref<1x4xf32> into memref<4xf32>
  %out = memref.collapse_shape %y [[0, 1]] : memref<1x2xf32> into memref<2xf32>
  %sums = memref.view %arena[%c16][] : memref<32xi8> to memref<2xf32>
  func.call @dense(%flat, %sums) : (memref<4xf32>, memref<2xf32>) -> ()
  func.call @activate(%sums, %out) : (memref<2xf32>, memref<2xf32>) -> ()
  return
}
