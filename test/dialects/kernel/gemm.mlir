// RUN: attend-opt %s | attend-opt | FileCheck %s
// RUN: attend-opt %s --canonicalize | FileCheck %s

// 12 output channels in tiles of 16, 7 input channels in groups of 2.
// CHECK-LABEL: @gemm
// CHECK: kernel.gemm @attend_gemm_avx2 %{{.*}}[%{{.*}}], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}[%{{.*}}] {flip = 128 : i32,
// CHECK-SAME: k = 7 : i32, low = -128 : i32, m = 49 : i32, n = 12 : i32
// CHECK-SAME: : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
func.func @gemm(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// Weights of 4 bits take half the bytes.
// CHECK-LABEL: @gemm_nibbles
// CHECK: kernel.gemm {{.*}} {bits = 4 : i32, flip = 128 : i32
func.func @gemm_nibbles(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<64xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, bits = 4 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<64xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}
