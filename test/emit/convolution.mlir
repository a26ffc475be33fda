// A convolution as the line lowers it: its C reads well, and gives the integers worked out by hand.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c --check-prefix=SOURCE --strict-whitespace
// RUN: FileCheck %s --input-file=%t/model_weights.c --check-prefix=WEIGHTS
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER
// RUN: %python -c "import numpy; numpy.save('%t/x.npy', numpy.arange(18, dtype='i1')); numpy.array([[9 + 3 * i, 3 * i - 30] for i in range(9)], 'i1').tofile('%t/y.bin')"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.npy --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O2 --build g++ --build asan

// HEADER: #define MODEL_ARENA_BYTES 32
// HEADER: #define MODEL_INPUT_BYTES 18
// HEADER-NEXT: #define MODEL_INPUT_HEIGHT 3
// HEADER: #define MODEL_INPUT_SCALE 0.5f
// HEADER-NEXT: #define MODEL_INPUT_ZERO_POINT (-1)
// HEADER: int model_run(const int8_t *input, int8_t *output, void *arena);
// HEADER: static inline int8_t model_quantize_input(float real)
// HEADER: static inline float model_dequantize_output(int8_t stored)

// WEIGHTS: /* [2, 1, 1, 2] int8 */
// WEIGHTS-NEXT: extern const uint64_t model_conv_weight[1];
// WEIGHTS-NEXT: MODEL_WEIGHTS MODEL_ALIGNED(
// WEIGHTS-NEXT: const uint64_t model_conv_weight[1] = {
// WEIGHTS-NEXT: 0x00000000fe030201,

// SOURCE: #include "model.h"
// SOURCE-NEXT: #include <stdint.h>
// SOURCE-NEXT: #include <string.h>
// SOURCE: static inline int32_t attend_requantize(
// SOURCE: extern const uint64_t model_conv_weight[1];
// SOURCE: /* conv2d [1, 3, 3, 2] -> [1, 3, 3, 2] */
// SOURCE-NEXT: static void model_conv(const int8_t *restrict input, int8_t *restrict output) {
// SOURCE-NEXT:   const int8_t *const weight = (const int8_t *)model_conv_weight;
// SOURCE-NEXT:   for (int32_t oh = 0; oh < 3; ++oh) {
// SOURCE-NEXT:     for (int32_t ow = 0; ow < 3; ++ow) {
// SOURCE-NEXT:       for (int32_t oc = 0; oc < 2; ++oc) {
// SOURCE-NEXT:         int32_t acc[1];
// SOURCE-NEXT:         acc[0] = model_conv_bias[oc];
// SOURCE-NEXT:         for (int32_t ic = 0; ic < 2; ++ic) {
// SOURCE-NEXT:           acc[0] += (int32_t)input[(oh * 3 + ow) * 2 + ic]
// SOURCE-NEXT:               * (int32_t)weight[oc * 2 + ic];
// SOURCE-NEXT:         }
// SOURCE-NEXT:         output[(oh * 3 + ow) * 2 + oc] =
// SOURCE-NEXT:             (int8_t)attend_requantize(acc[0], model_conv_multiplier[oc], 3,
// SOURCE-NEXT:                 -128, 127);
// SOURCE: int model_run(const int8_t *input, int8_t *output, void *arena) {
// SOURCE-NEXT:   int8_t *const memory = (int8_t *)arena;
// SOURCE-NEXT:   model_conv(input, memory + 8);
// SOURCE-NEXT:   memcpy(output, memory + 8, 18);
// SOURCE-NEXT:   return 0;
// SOURCE-NEXT: }

memref.global "private" constant @conv_weight : memref<2x1x1x2xi8> = dense<[[[[1, 2]]], [[[3, -2]]]]>
memref.global "private" constant @conv_bias : memref<2xi32> = dense<[10, -20]>
memref.global "private" constant @conv_multiplier : memref<2xf32> = dense<[0.5, 1.5]>

func.func private @conv(%input: memref<1x3x3x2xi8> {attend.noalias} loc("input"), %output: memref<1x3x3x2xi8> {attend.noalias} loc("output"))
    attributes {attend.comment = "conv2d [1, 3, 3, 2] -> [1, 3, 3, 2]"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %weight = memref.get_global @conv_weight : memref<2x1x1x2xi8> loc("weight")
  %bias = memref.get_global @conv_bias : memref<2xi32>
  %multiplier = memref.get_global @conv_multiplier : memref<2xf32>
  scf.for %oh = %c0 to %c3 step %c1 {
    scf.for %ow = %c0 to %c3 step %c1 {
      scf.for %oc = %c0 to %c2 step %c1 {
        %acc = memref.alloca() : memref<1xi32> loc("acc")
        %b = memref.load %bias[%oc] : memref<2xi32>
        memref.store %b, %acc[%c0] : memref<1xi32>
        scf.for %ic = %c0 to %c2 step %c1 {
          %x = memref.load %input[%c0, %oh, %ow, %ic] : memref<1x3x3x2xi8>
          %w = memref.load %weight[%oc, %c0, %c0, %ic] : memref<2x1x1x2xi8>
          %x32 = arith.extsi %x : i8 to i32
          %w32 = arith.extsi %w : i8 to i32
          %product = arith.muli %x32, %w32 overflow<nsw> : i32
          %old = memref.load %acc[%c0] : memref<1xi32>
          %new = arith.addi %old, %product overflow<nsw> : i32
          memref.store %new, %acc[%c0] : memref<1xi32>
        } loc("ic")
        %sum = memref.load %acc[%c0] : memref<1xi32>
        %m = memref.load %multiplier[%oc] : memref<2xf32>
        %y = kernel.requantize %sum, %m {zero_point = 3 : i32, low = -128 : i32, high = 127 : i32} : i32
        %y8 = arith.trunci %y : i32 to i8
        memref.store %y8, %output[%c0, %oh, %ow, %oc] : memref<1x3x3x2xi8>
      } loc("oc")
    } loc("ow")
  } loc("oh")
  return
}

func.func @run(%input: memref<1x3x3x2xi8> {attend.name = "image", q8.scale = 0.5 : f32, q8.zero_point = -1 : i32},
               %output: memref<1x3x3x2xi8> {attend.name = "y", q8.scale = 0.25 : f32, q8.zero_point = 3 : i32},
               %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %out = memref.view %arena[%c8][] : memref<32xi8> to memref<1x3x3x2xi8>
  func.call @conv(%input, %out) : (memref<1x3x3x2xi8>, memref<1x3x3x2xi8>) -> ()
  kernel.copy %out[%c0], %output[%c0] {size = 18 : i64} : memref<1x3x3x2xi8>, memref<1x3x3x2xi8>
  return
}
