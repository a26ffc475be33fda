// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @pad
// CHECK: attend.pad %{{[a-z0-9]+}}
// CHECK-SAME: high = array<i64: 0, 1, 1, 0>
// CHECK-SAME: low = array<i64: 0, 1, 1, 0>
// CHECK-SAME: value = {{.*}} : f32
// CHECK-SAME: : (tensor<1x8x8x4xf32>) -> tensor<1x10x10x4xf32>
func.func @pad(%x: tensor<1x8x8x4xf32>) -> tensor<1x10x10x4xf32> {
  %y = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32} : (tensor<1x8x8x4xf32>) -> tensor<1x10x10x4xf32>
  return %y : tensor<1x10x10x4xf32>
}
