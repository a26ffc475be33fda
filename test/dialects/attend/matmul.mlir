// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @matmul
// CHECK: attend.matmul %{{[a-z0-9]+}}, %{{[a-z0-9]+}} : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>
func.func @matmul(%a: tensor<2x3x4xf32>, %b: tensor<1x4x5xf32>) -> tensor<2x3x5xf32> {
  %y = attend.matmul %a, %b : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>
  return %y : tensor<2x3x5xf32>
}
