// RUN: attend-opt %s --attend-lower-channel-affine --split-input-file | FileCheck %s

// CHECK-LABEL: @behind_max_pool
// CHECK-DAG: %[[W:.*]] = attend.constant dense<1.500000e+00> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[B:.*]] = attend.constant dense<7.000000e+00> : tensor<2xf32>
// CHECK: attend.conv2d %{{.*}}, %[[W]], %[[B]] {{.*}}groups = 2
func.func @behind_max_pool(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %scale = attend.constant dense<3.0> : tensor<2xf32>
  %offset = attend.constant dense<10.0> : tensor<2xf32>
  %mean = attend.constant dense<2.0> : tensor<2xf32>
  %variance = attend.constant dense<4.0> : tensor<2xf32>
  %y = attend.batch_norm %x, %scale, %offset, %mean, %variance {epsilon = 0.0 : f32} : tensor<1x4x4x2xf32>, tensor<2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @statistics_not_constant
// CHECK: attend.batch_norm
func.func @statistics_not_constant(%x: tensor<1x4x4x2xf32>, %s: tensor<2xf32>) -> tensor<1x4x4x2xf32> {
  %y = attend.batch_norm %x, %s, %s, %s, %s {epsilon = 0.0 : f32} : tensor<1x4x4x2xf32>, tensor<2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @scale_of_a_gate
// CHECK-DAG: %[[W:.*]] = attend.constant dense<5.000000e-01> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[B:.*]] = attend.constant dense<1.000000e+00> : tensor<2xf32>
// CHECK: attend.conv2d %{{.*}}, %[[W]], %[[B]]
func.func @scale_of_a_gate(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %y = attend.unary scale %x {alpha = 0.5 : f32, beta = 1.0 : f32} : tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @other_unary
// CHECK: attend.unary {{ *}}relu
func.func @other_unary(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %y = attend.unary relu %x : tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}
