// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @arg_max
// CHECK: attend.arg_max %{{[a-z0-9]+}}
// CHECK-SAME: axis = 1 : i64
// CHECK-SAME: select_last = false
// CHECK-SAME: : (tensor<2x3xf32>) -> tensor<2x1xi64>
func.func @arg_max(%x: tensor<2x3xf32>) -> tensor<2x1xi64> {
  %y = attend.arg_max %x {axis = 1 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<2x1xi64>
  return %y : tensor<2x1xi64>
}
