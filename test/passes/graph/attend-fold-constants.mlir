// RUN: attend-opt %s --attend-fold-constants --split-input-file | FileCheck %s

// CHECK-LABEL: @broadcast
// CHECK: attend.constant dense<{{\[}}[1.100000e+01, 2.100000e+01], [1.200000e+01, 2.200000e+01]]>
func.func @broadcast() -> tensor<2x2xf32> {
  %a = attend.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %b = attend.constant dense<[[10.0, 20.0]]> : tensor<1x2xf32>
  %y = attend.add %a, %b : (tensor<2x1xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: @transposed_and_reshaped
// CHECK: attend.constant dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00]> : tensor<4xf32>
func.func @transposed_and_reshaped() -> tensor<4xf32> {
  %a = attend.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %t = attend.transpose %a {permutation = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %y = attend.reshape %t : (tensor<2x2xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// 1.25 / 0.5 = 2.5 rounds to the even 2; 100 saturates.
// CHECK-LABEL: @quantized_weights
// CHECK: attend.constant dense<[2, -2, 127]> : tensor<3xi8>
func.func @quantized_weights() -> tensor<3xi8> {
  %a = attend.constant dense<[1.25, -0.75, 100.0]> : tensor<3xf32>
  %y = attend.quantize %a {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<3xf32>) -> tensor<3xi8>
  return %y : tensor<3xi8>
}

// -----

// CHECK-LABEL: @not_constant
// CHECK: attend.add
func.func @not_constant(%x: tensor<2xf32>) -> tensor<2xf32> {
  %a = attend.constant dense<1.0> : tensor<2xf32>
  %y = attend.add %x, %a : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}
