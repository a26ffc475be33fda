// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @avg_pool2d
// CHECK: attend.avg_pool2d %{{[a-z0-9]+}}
// CHECK-SAME: count_include_pad = false
// CHECK-SAME: kernel = array<i64: 2, 2>
// CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
func.func @avg_pool2d(%x: tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32> {
  %y = attend.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = false} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return %y : tensor<1x4x4x4xf32>
}
