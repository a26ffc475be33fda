// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @batch_norm
// CHECK: attend.batch_norm %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: epsilon = {{.*}} : f32
// CHECK-SAME: : tensor<1x8x8x4xf32>, tensor<4xf32>
func.func @batch_norm(%x: tensor<1x8x8x4xf32>, %s: tensor<4xf32>, %o: tensor<4xf32>, %m: tensor<4xf32>, %v: tensor<4xf32>) -> tensor<1x8x8x4xf32> {
  %y = attend.batch_norm %x, %s, %o, %m, %v {epsilon = 1.0e-05 : f32} : tensor<1x8x8x4xf32>, tensor<4xf32>
  return %y : tensor<1x8x8x4xf32>
}
