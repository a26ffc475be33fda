// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @gather
// CHECK: attend.gather %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: axis = 0 : i64
// CHECK-SAME: : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
func.func @gather(%x: tensor<5x3xf32>, %i: tensor<2xi64>) -> tensor<2x3xf32> {
  %y = attend.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}
