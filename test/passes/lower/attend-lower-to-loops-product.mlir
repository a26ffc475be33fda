// RUN: attend-opt %s --attend-plan-arena --attend-lower-to-loops | FileCheck %s

// The innermost loop runs along a row of the result.
// CHECK-LABEL: func.func private @matmul
// CHECK: scf.for {{.*}} to %c3
// CHECK:   scf.for {{.*}} to %c5
// CHECK:     memref.store %cst
// CHECK:   scf.for {{.*}} to %c4
// CHECK:     %[[X:.*]] = memref.load
// CHECK:     scf.for {{.*}} to %c5
// CHECK:       arith.mulf %[[X]]
// CHECK:       arith.addf
// Positions without taps take the value outside.
// CHECK-LABEL: func.func private @resample
// CHECK: scf.if
// CHECK:   arith.mulf
// CHECK: else
// CHECK-NEXT: memref.store %{{.*}}
// An index may be negative, and is clamped.
// CHECK-LABEL: func.func private @gather
// CHECK: %[[GIVEN:.*]] = memref.load %{{.*}} : memref<3xi64>
// CHECK: %[[BEHIND:.*]] = arith.addi %[[GIVEN]]
// CHECK: arith.select %{{.*}}, %[[BEHIND]], %[[GIVEN]]
// CHECK: kernel.copy
func.func @net(%a: tensor<2x3x4xf32>, %b: tensor<1x4x5xf32>, %i: tensor<3xi64>) -> tensor<2x3x2xf32> {
  %0 = attend.matmul %a, %b : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>
  %1 = attend.resample %0 {axis = 2 : i64, taps = 2 : i64, indices = array<i32: 0, 1, -1, -1>, weights = array<f32: 0.5, 0.5, 0.0, 0.0>, outside = 9.0 : f32} : (tensor<2x3x5xf32>) -> tensor<2x3x2xf32>
  %2 = attend.gather %1, %i {axis = 1 : i64} : (tensor<2x3x2xf32>, tensor<3xi64>) -> tensor<2x3x2xf32>
  return %2 : tensor<2x3x2xf32>
}
