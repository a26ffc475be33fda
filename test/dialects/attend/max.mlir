// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @max
// CHECK: attend.max %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x8x8x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
func.func @max(%a: tensor<1x8x8x4xf32>, %b: tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.max %a, %b : (tensor<1x8x8x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}
