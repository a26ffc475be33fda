// Rows of a matrix product: of a 1x1 kernel the row as it lies, else rows of the ring gathered once per tap row.
// RUN: attend-opt %s --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(attend-lower-to-loops{target=x86-avx2})' | FileCheck %s

// CHECK:       func.func private @pointwise(%x: memref<96xi8> {attend.noalias}, %y: memref<24xi8> {attend.noalias}, %row: index)
// CHECK:         %x_row = memref.subview %x
// CHECK-NOT:     scf.for
// CHECK:         kernel.gemm @attend_gemm_avx2 %x_row[%c0], {{.*}}, %y_row[%c0] {{{.*}}k = 2 : i32{{.*}}m = 6 : i32

// Each second row: its columns are two apart.
// CHECK:       func.func private @every_second(
// CHECK:         %[[ROW:.*]] = arith.muli %row, %c2
// CHECK:         %[[SLOT:.*]] = arith.remsi %[[ROW]], %c2
// CHECK-NOT:     scf.for
// CHECK:         kernel.gemm @attend_gemm_avx2 %x_row[%c0], {{.*}}, %y_row[%c0] {{{.*}}input_stride = 4 : i32{{.*}}m = 3 : i32

// CHECK:       func.func private @windows(%x: memref<18xi8> {attend.noalias}, %y: memref<24xi8> {attend.noalias}, %rows: memref<54xi8> {attend.noalias}, %row: index)
// CHECK:         %ih = arith.subi %row, %c1
// CHECK:         scf.for %kh = %c0 to %c3
// CHECK-NEXT:      %input_row = arith.addi %ih, %kh
// CHECK:           scf.if
// CHECK-NEXT:        arith.remsi %input_row, %c3
// CHECK:             kernel.copy %x[%{{.*}}], %rows[
// CHECK:         kernel.gemm @attend_gemm_avx2 %rows[%c0], {{.*}}, %y_row[%c0]
func.func @products(%x: tensor<1x8x6x2xi8>) -> tensor<1x4x3x2xi8> attributes {kernel.arena_bytes = 144 : i64, kernel.state_offsets = array<i64: 128>, kernel.steps = [array<i32: 0, 1, 0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2, 2, 0>]} {
  %w = q8.constant dense<1> : tensor<2x1x1x2xi8>
  %k = q8.constant dense<1> : tensor<2x3x3x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %p = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.choice = "gemm", kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x8x6x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x8x6x2xi8> loc("pointwise")
  %s = q8.conv2d %p, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.choice = "gemm", kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "arena", kernel.offset = 32 : i64} : (tensor<1x8x6x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x4x3x2xi8> loc("every_second")
  %y = q8.conv2d %s, %k, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.choice = "gemm", kernel.pipeline = 0 : i64, kernel.rows = 4 : i64, kernel.place = "result", kernel.index = 0 : i64, kernel.scratch_offset = 64 : i64, kernel.scratch_bytes = 54 : i64} : (tensor<1x4x3x2xi8>, tensor<2x3x3x2xi8>, tensor<2xi32>) -> tensor<1x4x3x2xi8> loc("windows")
  return %y : tensor<1x4x3x2xi8>
}
