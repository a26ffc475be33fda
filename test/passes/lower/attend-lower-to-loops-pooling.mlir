// Pooling: channels innermost, windows clamped, a factor for each number of positions.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// CHECK-LABEL: func.func private @largest(
// CHECK:         memref.alloca() : memref<5xi32>
// CHECK:         scf.for %oh
// CHECK:           scf.for %ow
// CHECK:             memref.store %c-128_i32
// CHECK:             scf.for %kh = %kh_low to %kh_high
// CHECK:               scf.for %kw = %kw_low to %kw_high
// CHECK:                 scf.for %i = %c0 to %c5
// CHECK:                   arith.maxsi {{.*}} : i32
func.func @max_pool(%x: tensor<1x5x5x5xi8>) -> tensor<1x3x3x5xi8> {
  %y = q8.max_pool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x5x5x5xi8>) -> tensor<1x3x3x5xi8> loc("largest")
  return %y : tensor<1x3x3x5xi8>
}

// -----

// The whole image: no output loops, one factor.
// CHECK-LABEL: func.func private @global(
// CHECK:         %[[FACTOR:.*]] = arith.constant 2.500000e-01 : f32
// CHECK-NOT:     scf.for %oh
// CHECK:         scf.for %kh = %c0 to %c2
// CHECK:           scf.for %kw = %c0 to %c2
// CHECK:             arith.subi {{.*}}, %c3_i32 overflow<nsw>
// CHECK:         kernel.requantize %{{.*}}, %[[FACTOR]]
func.func @global_average(%x: tensor<1x2x2x5xui8>) -> tensor<1x1x1x5xui8> {
  %y = q8.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = false, input_zero_point = 3 : i32, multipliers = array<f32: 0.25>, output_zero_point = 0 : i32, low = 0 : i32, high = 255 : i32} : (tensor<1x2x2x5xui8>) -> tensor<1x1x1x5xui8> loc("global")
  return %y : tensor<1x1x1x5xui8>
}

// -----

// Windows at the border have fewer positions and another factor.
// CHECK-LABEL: func.func private @mean(
// CHECK:         %[[ROWS:.*]] = arith.subi %kh_high, %kh_low
// CHECK:         %[[COLUMNS:.*]] = arith.subi %kw_high, %kw_low
// CHECK:         %[[COUNT:.*]] = arith.muli %[[ROWS]], %[[COLUMNS]]
// CHECK:         %[[AT:.*]] = arith.subi %[[COUNT]], %c1
// CHECK:         %multiplier = memref.load %multipliers[%[[AT]]]
// CHECK:         kernel.requantize %{{.*}}, %multiplier
func.func @average_of_some(%x: tensor<1x3x3x5xi8>) -> tensor<1x3x3x5xi8> {
  %y = q8.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>, count_include_pad = false, input_zero_point = 3 : i32, multipliers = array<f32: 1.0, 0.5, 0.3, 0.25>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x3x3x5xi8>) -> tensor<1x3x3x5xi8> loc("mean")
  return %y : tensor<1x3x3x5xi8>
}
