// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @unary
// CHECK: attend.unary {{ *}}leaky_relu %{{[a-z0-9]+}}
// CHECK-SAME: alpha = {{.*}} : f32
// CHECK-SAME: : tensor<1x8x8x4xf32>
func.func @unary(%x: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.unary leaky_relu %x {alpha = 0.01 : f32, beta = 0.0 : f32} : tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}
