// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @global_avg_pool
// CHECK: attend.global_avg_pool %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x7x7x64xf32>) -> tensor<1x1x1x64xf32>
func.func @global_avg_pool(%x: tensor<1x7x7x64xf32>) -> tensor<1x1x1x64xf32> {
  %y = attend.global_avg_pool %x : (tensor<1x7x7x64xf32>) -> tensor<1x1x1x64xf32>
  return %y : tensor<1x1x1x64xf32>
}
