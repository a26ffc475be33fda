// RUN: attend-opt %s --attend-fuse-silu --split-input-file | FileCheck %s

// CHECK-LABEL: @silu
// CHECK: attend.unary {{ *}}silu %arg0
// CHECK-NOT: attend.mul
func.func @silu(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %g = attend.unary sigmoid %v : tensor<1x4x4x2xf32>
  %r = attend.mul %g, %v : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @hard_swish
// CHECK: attend.unary {{ *}}hard_swish %arg0
func.func @hard_swish(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %g = attend.unary hard_sigmoid %v {alpha = 0.16666667 : f32, beta = 0.5 : f32} : tensor<1x4x4x2xf32>
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// A gate of another value is a gate.
// CHECK-LABEL: @gate
// CHECK: attend.mul
func.func @gate(%v: tensor<1x4x4x2xf32>, %u: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %g = attend.unary sigmoid %u : tensor<1x4x4x2xf32>
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// The default hard sigmoid of ONNX (alpha 0.2) is no HardSwish.
// CHECK-LABEL: @other_slope
// CHECK: attend.mul
func.func @other_slope(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %g = attend.unary hard_sigmoid %v {alpha = 0.2 : f32, beta = 0.5 : f32} : tensor<1x4x4x2xf32>
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}
