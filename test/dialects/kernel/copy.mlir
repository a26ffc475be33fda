// RUN: attend-opt %s | attend-opt | FileCheck %s
// RUN: attend-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @copy
// CHECK: kernel.copy %{{.*}}[%{{.*}}], %{{.*}}[%{{.*}}] {size = 16 : i64} : memref<1x4x4x8xi8>, memref<1x8x8x8xi8>
func.func @copy(%x: memref<1x4x4x8xi8>, %i: index, %y: memref<1x8x8x8xi8>, %j: index) {
  kernel.copy %x[%i], %y[%j] {size = 16 : i64} : memref<1x4x4x8xi8>, memref<1x8x8x8xi8>
  return
}

// CHECK-LABEL: @copy_floats
// CHECK: kernel.copy %{{.*}} {size = 8 : i64} : memref<8xf32>, memref<16xf32>
func.func @copy_floats(%x: memref<8xf32>, %i: index, %y: memref<16xf32>, %j: index) {
  kernel.copy %x[%i], %y[%j] {size = 8 : i64} : memref<8xf32>, memref<16xf32>
  return
}
