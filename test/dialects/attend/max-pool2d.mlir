// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @max_pool2d
// CHECK: attend.max_pool2d %{{[a-z0-9]+}}
// CHECK-SAME: kernel = array<i64: 3, 3>
// CHECK-SAME: pads = array<i64: 1, 1, 1, 1>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
func.func @max_pool2d(%x: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  %y = attend.max_pool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}
