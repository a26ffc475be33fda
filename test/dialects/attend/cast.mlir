// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @cast
// CHECK: attend.cast %{{[a-z0-9]+}} : (tensor<2x3xf32>) -> tensor<2x3xi32>
func.func @cast(%x: tensor<2x3xf32>) -> tensor<2x3xi32> {
  %y = attend.cast %x : (tensor<2x3xf32>) -> tensor<2x3xi32>
  return %y : tensor<2x3xi32>
}
