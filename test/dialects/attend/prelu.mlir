// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @prelu
// CHECK: attend.prelu %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: : tensor<1x8x8x4xf32>, tensor<4xf32>
func.func @prelu(%x: tensor<1x8x8x4xf32>, %slope: tensor<4xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.prelu %x, %slope : tensor<1x8x8x4xf32>, tensor<4xf32>
  return %y : tensor<1x8x8x4xf32>
}
