// RUN: attend-opt %s --attend-fold-transpose --split-input-file | FileCheck %s

// CHECK-LABEL: @around_softmax
// CHECK: %[[Y:.*]] = attend.softmax %arg0 {axis = 3 : i64}
// CHECK-NEXT: return %[[Y]]
func.func @around_softmax(%x: tensor<1x4x5x2xf32>) -> tensor<1x4x5x2xf32> {
  %t = attend.transpose %x {permutation = array<i64: 0, 1, 3, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x4x2x5xf32>
  %s = attend.softmax %t {axis = 2 : i64} : tensor<1x4x2x5xf32>
  %y = attend.transpose %s {permutation = array<i64: 0, 1, 3, 2>} : (tensor<1x4x2x5xf32>) -> tensor<1x4x5x2xf32>
  return %y : tensor<1x4x5x2xf32>
}

// -----

// CHECK-LABEL: @composed
// CHECK: attend.transpose %arg0 {permutation = array<i64: 2, 0, 1>}
// CHECK-NOT: attend.transpose
func.func @composed(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %t = attend.transpose %x {permutation = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
  %y = attend.transpose %t {permutation = array<i64: 1, 2, 0>} : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>
  return %y : tensor<4x2x3xf32>
}

// -----

// CHECK-LABEL: @alone
// CHECK: attend.transpose
func.func @alone(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  %y = attend.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}
