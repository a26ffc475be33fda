// RUN: attend-opt %s | attend-opt | FileCheck %s
// RUN: attend-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @fill
// CHECK: kernel.fill %{{.*}}[%{{.*}}] {size = 16 : i64, value = -128 : i32} : memref<1x8x8x8xi8>
func.func @fill(%y: memref<1x8x8x8xi8>, %j: index) {
  kernel.fill %y[%j] {size = 16 : i64, value = -128 : i32} : memref<1x8x8x8xi8>
  return
}
