// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @fully_connected
// CHECK: attend.fully_connected %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x16xf32>, tensor<10x16xf32>, tensor<10xf32>) -> tensor<1x10xf32>
func.func @fully_connected(%x: tensor<1x16xf32>, %w: tensor<10x16xf32>, %b: tensor<10xf32>) -> tensor<1x10xf32> {
  %y = attend.fully_connected %x, %w, %b : (tensor<1x16xf32>, tensor<10x16xf32>, tensor<10xf32>) -> tensor<1x10xf32>
  return %y : tensor<1x10xf32>
}
