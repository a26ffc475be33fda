// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @conv_transpose2d
// CHECK: attend.conv_transpose2d %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: dilations = array<i64: 1, 1>
// CHECK-SAME: groups = 4 : i64
// CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: : (tensor<1x4x4x4xf32>, tensor<4x2x2x1xf32>) -> tensor<1x8x8x4xf32>
func.func @conv_transpose2d(%x: tensor<1x4x4x4xf32>, %w: tensor<4x2x2x1xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 4 : i64}
          : (tensor<1x4x4x4xf32>, tensor<4x2x2x1xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}
