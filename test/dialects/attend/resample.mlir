// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @resample
// CHECK: attend.resample %{{[a-z0-9]+}}
// CHECK-SAME: axis = 1 : i64
// CHECK-SAME: indices = array<i32: 0, 1>
// CHECK-SAME: taps = 2 : i64
// CHECK-SAME: weights = array<f32: 5.000000e-01, 5.000000e-01>
// CHECK-SAME: : (tensor<2x2xf32>) -> tensor<2x1xf32>
func.func @resample(%x: tensor<2x2xf32>) -> tensor<2x1xf32> {
  %y = attend.resample %x {axis = 1 : i64, taps = 2 : i64, indices = array<i32: 0, 1>, weights = array<f32: 0.5, 0.5>} : (tensor<2x2xf32>) -> tensor<2x1xf32>
  return %y : tensor<2x1xf32>
}
