// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @concat
// CHECK: attend.concat %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: axis = 3 : i64
// CHECK-SAME: : (tensor<1x8x8x4xf32>, tensor<1x8x8x2xf32>) -> tensor<1x8x8x6xf32>
func.func @concat(%a: tensor<1x8x8x4xf32>, %b: tensor<1x8x8x2xf32>) -> tensor<1x8x8x6xf32> {
  %y = attend.concat %a, %b {axis = 3 : i64} : (tensor<1x8x8x4xf32>, tensor<1x8x8x2xf32>) -> tensor<1x8x8x6xf32>
  return %y : tensor<1x8x8x6xf32>
}
