// RUN: attend-opt %s | attend-opt | FileCheck %s
// RUN: attend-opt %s --canonicalize | FileCheck %s

// It writes memory, so it stays although it has no result.
// CHECK-LABEL: @softmax
// CHECK: kernel.softmax %{{.*}}, %{{.*}}, %{{.*}} {{{.*}}flip = 0 : i32{{.*}}inverse_scale = 16777216 : i32, length = 10 : i32{{.*}}rows = 1 : i32, zero_point = -128 : i32}
// CHECK-SAME: : memref<1x10xi8>, memref<1x10xi8>, memref<256xi32>
func.func @softmax(%x: memref<1x10xi8>, %y: memref<1x10xi8>, %table: memref<256xi32>) {
  kernel.softmax %x, %y, %table {rows = 1 : i32, length = 10 : i32, flip = 0 : i32, inverse_scale = 16777216 : i32, zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : memref<1x10xi8>, memref<1x10xi8>, memref<256xi32>
  return
}
