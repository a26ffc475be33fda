// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @broadcast
// CHECK: attend.broadcast %{{[a-z0-9]+}} : (tensor<3x1xf32>) -> tensor<3x4xf32>
func.func @broadcast(%x: tensor<3x1xf32>) -> tensor<3x4xf32> {
  %y = attend.broadcast %x : (tensor<3x1xf32>) -> tensor<3x4xf32>
  return %y : tensor<3x4xf32>
}
