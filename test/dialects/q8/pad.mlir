// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @pad
// CHECK: q8.pad %{{[a-z0-9]+}}
// CHECK-SAME: high = array<i64: 0, 1, 0, 0>
// CHECK-SAME: low = array<i64: 0, 1, 2, 0>
// CHECK-SAME: value = -128 : i32
// CHECK-SAME: : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
func.func @pad(%a: tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8> {
  %y = q8.pad %a
       {low = array<i64: 0, 1, 2, 0>, high = array<i64: 0, 1, 0, 0>, value = -128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
  return %y : tensor<1x10x10x4xi8>
}
