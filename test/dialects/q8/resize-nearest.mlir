// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @resize_nearest
// CHECK: q8.resize_nearest %{{[a-z0-9]+}}
// CHECK-SAME: columns = array<i32: 0, 0, 1, 1>
// CHECK-SAME: rows = array<i32: 0, 0, 1, 1>
// CHECK-SAME: : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8>
func.func @resize_nearest(%a: tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8> {
  %y = q8.resize_nearest %a
       {rows = array<i32: 0, 0, 1, 1>, columns = array<i32: 0, 0, 1, 1>}
      : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}
