// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @transpose
// CHECK: attend.transpose %{{[a-z0-9]+}}
// CHECK-SAME: permutation = array<i64: 0, 3, 1, 2>
// CHECK-SAME: : (tensor<1x8x4x2xf32>) -> tensor<1x2x8x4xf32>
func.func @transpose(%x: tensor<1x8x4x2xf32>) -> tensor<1x2x8x4xf32> {
  %y = attend.transpose %x {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x8x4x2xf32>) -> tensor<1x2x8x4xf32>
  return %y : tensor<1x2x8x4xf32>
}
