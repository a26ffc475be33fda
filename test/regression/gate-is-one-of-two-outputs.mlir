// Recognition took a return of two values, the gate's only reader, for an op with a result.
// RUN: attend-opt --attend-recognize-condensers %s | FileCheck %s

// CHECK-LABEL: @two_outputs
// CHECK:         %[[C:.+]] = attend.condenser gated
// CHECK:         return %[[C]], %[[E:.+]] :
func.func @two_outputs(%v: tensor<1x4x4x2xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x2x2x2xf32>) {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %e = attend.conv2d %v, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  %g = attend.unary sigmoid %e : tensor<1x4x4x2xf32>
  %m = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  return %m, %p : tensor<1x4x4x2xf32>, tensor<1x2x2x2xf32>
}
