// RUN: attend-opt %s --attend-plan-arena --attend-lower-to-loops | FileCheck %s

// CHECK-LABEL: func.func private @softmax(
// CHECK: scf.for {{.*}} -> (f32)
// CHECK: scf.for {{.*}} -> (f32)
// CHECK:   math.exp
// CHECK: arith.divf
// CHECK-LABEL: func.func private @softmax_2(
// CHECK: scf.for {{.*}} -> (f32)
// CHECK: scf.for {{.*}} -> (f32)
// CHECK: math.log
// CHECK-NOT: arith.divf
// CHECK-LABEL: func.func private @resize
// CHECK-COUNT-4: arith.mulf
func.func @net(%x: tensor<1x2x3x4xf32>) -> tensor<1x4x6x4xf32> {
  %0 = attend.softmax %x {axis = 1 : i64} : tensor<1x2x3x4xf32>
  %1 = attend.softmax %0 {axis = 3 : i64, log} : tensor<1x2x3x4xf32>
  %2 = attend.resize linear %1 {coordinate = #attend.coordinate_mode<half_pixel>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x3x4xf32>) -> tensor<1x4x6x4xf32>
  return %2 : tensor<1x4x6x4xf32>
}
