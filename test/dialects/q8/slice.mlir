// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @slice
// CHECK: q8.slice %{{[a-z0-9]+}}
// CHECK-SAME: starts = array<i64: 0, 1, 1, 0>
// CHECK-SAME: steps = array<i64: 1, 2, 1, 1>
// CHECK-SAME: : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8>
func.func @slice(%a: tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8> {
  %y = q8.slice %a
       {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8>
  return %y : tensor<1x4x6x4xi8>
}
