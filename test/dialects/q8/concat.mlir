// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @concat
// CHECK: q8.concat %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: axis = 3 : i64
// CHECK-SAME: : (tensor<1x8x8x4xi8>, tensor<1x8x8x2xi8>) -> tensor<1x8x8x6xi8>
func.func @concat(%a: tensor<1x8x8x4xi8>, %b: tensor<1x8x8x2xi8>) -> tensor<1x8x8x6xi8> {
  %y = q8.concat %a, %b
       {axis = 3 : i64}
      : (tensor<1x8x8x4xi8>, tensor<1x8x8x2xi8>) -> tensor<1x8x8x6xi8>
  return %y : tensor<1x8x8x6xi8>
}
