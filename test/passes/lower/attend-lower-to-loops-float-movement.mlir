// RUN: attend-opt %s --attend-plan-arena --attend-lower-to-loops | FileCheck %s

// Elements are copied in runs, whatever their type.
// CHECK-LABEL: func.func private @slice
// CHECK: memref.load %{{.*}} : memref<6xi64>
// CHECK-LABEL: func.func private @concat
// CHECK: kernel.copy {{.*}} {size = 6 : i64} : memref<6xi64>, memref<12xi64>
// CHECK-LABEL: func.func private @pad(
// Reflected at 0 and at the last position.
// CHECK: %[[FROM:.*]] = arith.subi
// CHECK: %[[BACK:.*]] = arith.subi %c0, %[[FROM]]
// CHECK: %[[MIRRORED:.*]] = arith.maxsi %[[FROM]], %[[BACK]]
// CHECK: arith.minsi %[[MIRRORED]]
// CHECK: kernel.copy {{.*}} {size = 6 : i64}
// CHECK-LABEL: func.func private @broadcast
// CHECK: scf.for
// CHECK: kernel.copy {{.*}} {size = 24 : i64}
func.func @net(%x: tensor<6xi64>) -> tensor<3x4x6xi64> {
  %0 = attend.slice %x {starts = array<i64: 5>, steps = array<i64: -1>} : (tensor<6xi64>) -> tensor<6xi64>
  %1 = attend.concat %0, %x {axis = 0 : i64} : (tensor<6xi64>, tensor<6xi64>) -> tensor<12xi64>
  %2 = attend.reshape %1 : (tensor<12xi64>) -> tensor<2x6xi64>
  %3 = attend.pad %2 {low = array<i64: 1, 0>, high = array<i64: 1, 0>, value = 0.0 : f32, mode = #attend.pad_mode<reflect>} : (tensor<2x6xi64>) -> tensor<4x6xi64>
  %4 = attend.reshape %3 : (tensor<4x6xi64>) -> tensor<1x4x6xi64>
  %5 = attend.broadcast %4 : (tensor<1x4x6xi64>) -> tensor<3x4x6xi64>
  return %5 : tensor<3x4x6xi64>
}
