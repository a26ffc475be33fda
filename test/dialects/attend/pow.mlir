// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @pow
// CHECK: attend.pow %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x8x8x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
func.func @pow(%a: tensor<1x8x8x4xf32>, %b: tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.pow %a, %b : (tensor<1x8x8x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}
