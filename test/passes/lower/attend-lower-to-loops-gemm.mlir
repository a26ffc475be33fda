// Convolutions by matrix product: packed weights, folded zero points, gathered rows.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels{target=x86-avx2},attend-plan-arena{target=x86-avx2}),attend-lower-to-loops{target=x86-avx2})' | FileCheck %s
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels{target=x86-avx512vnni},attend-plan-arena{target=x86-avx512vnni}),attend-lower-to-loops{target=x86-avx512vnni})' | FileCheck %s --check-prefix=VNNI

// One call over all rows. Pairs of k of one channel lie together; bias 5 - 1*(1 + 2 + 3) = -1 as int8, and 5 - 129*6 as uint8.
// CHECK:       memref.global "private" constant @full_weights : memref<64xi8> = dense<[1, 2, 0, {{.*}}, 0, 3, 0, {{.*}}]>
// CHECK:       memref.global "private" constant @full_bias : memref<16xi32> = dense<[-1, 0, {{.*}}, 0]>
// CHECK:       kernel.gemm @attend_gemm_avx2 %x[%c0], %weights, %bias, %multipliers, %y[%c0] {flip = 0 : i32, high = 127 : i32, input_stride = 3 : i32, k = 3 : i32, low = -128 : i32, m = 2 : i32, n = 1 : i32, output_stride = 1 : i32, zero_point = 7 : i32}
// VNNI:        memref.global "private" constant @full_weights : memref<64xi8> = dense<[1, 2, 3, 0, {{.*}}]>
// VNNI:        memref.global "private" constant @full_bias : memref<16xi32> = dense<[-769, 0, {{.*}}, 0]>
// VNNI:        kernel.gemm @attend_gemm_avx512vnni {{.*}} {flip = 128 : i32
func.func @fully_connected(%x: tensor<2x3xi8>) -> tensor<2x1xi8> {
  %w = q8.constant dense<[[1, 2, 3]]> : tensor<1x3xi8>
  %b = q8.constant dense<5> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<2x3xi8>, tensor<1x3xi8>, tensor<1xi32>) -> tensor<2x1xi8> loc("full")
  return %y : tensor<2x1xi8>
}

// -----

// 1x1 with stride 2: rows of the input are read where they lie, two pixels apart. uint8 input is flipped for the int8 kernel only.
// CHECK:       func.func private @strided(%x: memref<32xi8> {attend.noalias}, %y: memref<4xi8> {attend.noalias})
// CHECK:         scf.for %oh = %c0 to %c2
// CHECK:           %[[IH:.*]] = arith.muli %oh, %c2
// CHECK:           %x_row = arith.muli %[[IH]], %c8
// CHECK:           kernel.gemm @attend_gemm_avx2 %x[%x_row], {{.*}} %y[%y_row] {flip = 128 : i32, {{.*}} input_stride = 4 : i32, k = 2 : i32, {{.*}} m = 2 : i32, n = 1 : i32
// VNNI:          kernel.gemm {{.*}} {flip = 0 : i32
func.func @strided(%x: tensor<1x4x4x2xui8>) -> tensor<1x2x2x1xui8> {
  %w = q8.constant dense<1> : tensor<1x1x1x2xi8>
  %b = q8.constant dense<5> : tensor<1xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 7 : i32, low = 0 : i32, high = 255 : i32} : (tensor<1x4x4x2xui8>, tensor<1x1x1x2xi8>, tensor<1xi32>) -> tensor<1x2x2x1xui8> loc("strided")
  return %y : tensor<1x2x2x1xui8>
}

// -----

// 3x3: rows outside are the zero point; of the columns only the first and the last look at each tap.
// CHECK:       func.func private @gathered(%x: memref<50xi8> {attend.noalias}, %y: memref<25xi8> {attend.noalias}, %rows: memref<90xi8> {attend.noalias})
// CHECK:         scf.for %oh = %c0 to %c5
// CHECK:           scf.for %kh = %c0 to %c3
// CHECK:             scf.if
// CHECK:               scf.for %kw = %c0 to %c3
// CHECK:                 scf.if
// CHECK:                   kernel.copy {{.*}} {size = 2 : i64}
// CHECK:                 else
// CHECK:                   kernel.fill {{.*}} {size = 2 : i64, value = -9 : i32}
// CHECK:               scf.for %ow = %c1 to %c4
// CHECK-NEXT:            arith
// CHECK-NOT:             scf.if
// CHECK:                 kernel.copy %x[%{{.*}}], %rows[%{{.*}}] {size = 6 : i64}
// CHECK:               scf.for %kw = %c0 to %c3
// CHECK:             else
// CHECK:               scf.for %ow = %c0 to %c5
// CHECK:                 kernel.fill %rows[%{{.*}}] {size = 6 : i64, value = -9 : i32}
// CHECK:           kernel.gemm @attend_gemm_avx2 %rows[%c0], {{.*}} {flip = 0 : i32, {{.*}} input_stride = 18 : i32, k = 18 : i32, {{.*}} m = 5 : i32
func.func @gathered(%x: tensor<1x5x5x2xi8>) -> tensor<1x5x5x1xi8> {
  %w = q8.constant dense<1> : tensor<1x3x3x2xi8>
  %b = q8.constant dense<5> : tensor<1xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -9 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x5x5x2xi8>, tensor<1x3x3x2xi8>, tensor<1xi32>) -> tensor<1x5x5x1xi8> loc("gathered")
  return %y : tensor<1x5x5x1xi8>
}
