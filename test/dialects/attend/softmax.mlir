// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @softmax
// CHECK: attend.softmax %{{[a-z0-9]+}}
// CHECK-SAME: axis = 1 : i64
// CHECK-SAME: : tensor<1x10xf32>
func.func @softmax(%x: tensor<1x10xf32>) -> tensor<1x10xf32> {
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x10xf32>
  return %y : tensor<1x10xf32>
}
