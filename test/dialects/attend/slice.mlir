// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @slice
// CHECK: attend.slice %{{[a-z0-9]+}}
// CHECK-SAME: starts = array<i64: 0, 1, 1, 0>
// CHECK-SAME: steps = array<i64: 1, 1, 1, 1>
// CHECK-SAME: : (tensor<1x8x8x4xf32>) -> tensor<1x6x6x4xf32>
func.func @slice(%x: tensor<1x8x8x4xf32>) -> tensor<1x6x6x4xf32> {
  %y = attend.slice %x {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x6x6x4xf32>
  return %y : tensor<1x6x6x4xf32>
}
