// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @max_pool2d
// CHECK: q8.max_pool2d %{{[a-z0-9]+}}
// CHECK-SAME: kernel = array<i64: 3, 2>
// CHECK-SAME: pads = array<i64: 1, 0, 1, 0>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: : (tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xui8>
func.func @max_pool2d(%a: tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xui8> {
  %y = q8.max_pool2d %a
       {kernel = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>}
      : (tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xui8>
  return %y : tensor<1x4x4x4xui8>
}
