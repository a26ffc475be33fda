// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @transpose
// CHECK: q8.transpose %{{[a-z0-9]+}}
// CHECK-SAME: permutation = array<i64: 0, 3, 1, 2>
// CHECK-SAME: : (tensor<1x8x4x2xi8>) -> tensor<1x2x8x4xi8>
func.func @transpose(%a: tensor<1x8x4x2xi8>) -> tensor<1x2x8x4xi8> {
  %y = q8.transpose %a
       {permutation = array<i64: 0, 3, 1, 2>}
      : (tensor<1x8x4x2xi8>) -> tensor<1x2x8x4xi8>
  return %y : tensor<1x2x8x4xi8>
}
