// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @reduce
// CHECK: attend.reduce {{ *}}sum %{{[a-z0-9]+}}
// CHECK-SAME: axes = array<i64: 1, 2>
// CHECK-SAME: : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
func.func @reduce(%x: tensor<2x3x4xf32>) -> tensor<2x1x1xf32> {
  %y = attend.reduce sum %x {axes = array<i64: 1, 2>} : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
  return %y : tensor<2x1x1xf32>
}
