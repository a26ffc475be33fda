// Transposed convolutions gather: an output position knows which input positions reach it.
// RUN: attend-opt %s --split-input-file --verify-diagnostics --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// Weights [C = 2, 2, 1, OC = 1] become [2, 1, C, OC].
// CHECK:       memref.global "private" constant @up_weights : memref<4xf32> = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00]>
// CHECK:       func.func private @up(
// CHECK-SAME:    attend.comment = "transposed conv 2x1/2x1, [1, 2, 2, 2] -> [1, 4, 2, 1]"
// CHECK:         %qh = arith.divsi %{{.*}}, %c2
// CHECK:         %ph = arith.remsi %{{.*}}, %c2
// CHECK:         scf.for %jh = %jh_low to %jh_high
// CHECK-NOT:     scf.if
func.func @up(%x: tensor<1x2x2x2xf32>) -> tensor<1x4x2x1xf32> {
  %w = attend.constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 2, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x4x2x1xf32> loc("up")
  return %y : tensor<1x4x2x1xf32>
}

// -----

// Dilations are zeros between the weights.
// CHECK:       memref.global "private" constant @wide_weights : memref<3xf32> = dense<[1.000000e+00, 0.000000e+00, 2.000000e+00]>
func.func @dilated(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x4x1xf32> {
  %w = attend.constant dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32>
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 2>, groups = 1 : i64} : (tensor<1x2x2x1xf32>, tensor<1x1x2x1xf32>) -> tensor<1x2x4x1xf32> loc("wide")
  return %y : tensor<1x2x4x1xf32>
}

// -----

func.func @dilated_weights_are_computed(%x: tensor<1x2x2x1xf32>, %w: tensor<1x1x2x1xf32>) -> tensor<1x2x4x1xf32> {
  // expected-error @+1 {{unsupported: dilations of a transposed convolution whose weights are computed}}
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 2>, groups = 1 : i64} : (tensor<1x2x2x1xf32>, tensor<1x1x2x1xf32>) -> tensor<1x2x4x1xf32>
  return %y : tensor<1x2x4x1xf32>
}
