// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @reshape
// CHECK: attend.reshape %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x1x1x64xf32>) -> tensor<1x64xf32>
func.func @reshape(%x: tensor<1x1x1x64xf32>) -> tensor<1x64xf32> {
  %y = attend.reshape %x : (tensor<1x1x1x64xf32>) -> tensor<1x64xf32>
  return %y : tensor<1x64xf32>
}
