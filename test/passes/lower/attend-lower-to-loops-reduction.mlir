// RUN: attend-opt %s --attend-plan-arena --attend-lower-to-loops | FileCheck %s

// Dimensions that are kept or reduced alike are one loop.
// CHECK-LABEL: func.func private @reduce
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %c6
// CHECK:   %[[SUM:.*]] = scf.for %[[J:.*]] = %{{.*}} to %c20{{.*}} iter_args(%[[NOW:.*]] = %{{.*}}) -> (f32)
// CHECK:     %[[X:.*]] = memref.load
// CHECK:     arith.addf %[[NOW]], %[[X]] : f32
// CHECK:   %[[MEAN:.*]] = arith.divf %[[SUM]]
// CHECK:   memref.store %[[MEAN]], %{{.*}}[%[[I]]] : memref<6xf32>
// The last of equal values wins.
// CHECK-LABEL: func.func private @arg_max
// CHECK: scf.for {{.*}} -> (f32, i64)
// CHECK:   %[[KEEPS:.*]] = arith.cmpf olt, %[[X:.*]], %[[BEST:.*]] : f32
// CHECK:   arith.select %[[KEEPS]], %[[BEST]], %[[X]] : f32
func.func @net(%x: tensor<2x3x4x5xf32>) -> (tensor<2x3x1x1xf32>, tensor<2x1x1x1xi64>) {
  %0 = attend.reduce mean %x {axes = array<i64: 2, 3>} : (tensor<2x3x4x5xf32>) -> tensor<2x3x1x1xf32>
  %1 = attend.arg_max %0 {axis = 1 : i64, select_last = true} : (tensor<2x3x1x1xf32>) -> tensor<2x1x1x1xi64>
  return %0, %1 : tensor<2x3x1x1xf32>, tensor<2x1x1x1xi64>
}
