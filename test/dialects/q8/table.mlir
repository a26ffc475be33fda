// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @table
// CHECK: q8.table %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x8x8x4xi8>, tensor<4x256xui8>) -> tensor<1x8x8x4xui8>
func.func @table(%a: tensor<1x8x8x4xi8>, %b: tensor<4x256xui8>) -> tensor<1x8x8x4xui8> {
  %y = q8.table %a, %b
      : (tensor<1x8x8x4xi8>, tensor<4x256xui8>) -> tensor<1x8x8x4xui8>
  return %y : tensor<1x8x8x4xui8>
}
