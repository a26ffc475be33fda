// RUN: attend-opt %s --attend-plan-arena | FileCheck %s
// RUN: attend-opt %s --attend-plan-arena --attend-plan-arena --attend-verify-arena | FileCheck %s
// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 --attend-plan-arena=target=x86-avx2 --attend-verify-arena | FileCheck --check-prefix=GEMM %s
// RUN: not attend-opt %s --attend-plan-arena=target=no-such-chip 2>&1 | FileCheck --check-prefix=UNKNOWN %s

// UNKNOWN: error: unknown target 'no-such-chip'

// 64 bytes at a time are read, 16 written: two places, the third reuses the first.
// CHECK-LABEL: @chain
// CHECK-SAME: kernel.arena_bytes = 80 : i64, kernel.arena_lower_bound = 80 : i64
// CHECK: q8.max_pool2d {{.*}}kernel.offset = {{[0-9]+}} : i64, kernel.place = "arena"
// CHECK: q8.max_pool2d {{.*}}kernel.offset = {{[0-9]+}} : i64, kernel.place = "arena"
// CHECK: q8.max_pool2d {{.*}}kernel.index = 0 : i64, kernel.place = "result"
func.func @chain(%x: tensor<1x8x8x4xi8>) -> tensor<1x1x1x4xi8> {
  %a = q8.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x2x2x4xi8>
  %c = q8.max_pool2d %b {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x4xi8>) -> tensor<1x1x1x4xi8>
  return %c : tensor<1x1x1x4xi8>
}

// The residual %a waits while %b is made, so they are disjoint; the sum
// overwrites %a, which dies there, and is the caller's buffer with it.
// CHECK-LABEL: @residual
// CHECK-SAME: kernel.arena_bytes = 64 : i64
// CHECK: q8.max_pool2d {{.*}}kernel.index = 0 : i64, kernel.place = "result"
// CHECK: q8.max_pool2d {{.*}}kernel.offset = 0 : i64, kernel.place = "arena"
// CHECK: q8.add {{.*}}kernel.in_place = 0 : i64, kernel.index = 0 : i64, kernel.place = "result"
func.func @residual(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> {
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %y = q8.add %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4x4x4xi8>, tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// The caller's input is not overwritten; the dying result of the first table is.
// CHECK-LABEL: @tables
// CHECK-SAME: kernel.arena_bytes = 64 : i64
// CHECK: q8.table
// CHECK-NOT: kernel.in_place
// CHECK: q8.table {{.*}}kernel.in_place = 0 : i64, kernel.offset = 0 : i64, kernel.place = "arena"
// CHECK: q8.max_pool2d
func.func @tables(%x: tensor<1x4x4x4xi8>) -> tensor<1x2x2x4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.table %a, %t : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  %y = q8.max_pool2d %b {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x2x2x4xi8>
  return %y : tensor<1x2x2x4xi8>
}

// A reshape has no bytes of its own and keeps its operand alive.
// CHECK-LABEL: @reshape_keeps_alive
// CHECK-SAME: kernel.arena_bytes = 128 : i64
// CHECK: q8.max_pool2d
// CHECK: q8.reshape {{.*}}kernel.place = "alias"
// CHECK: q8.table
// CHECK-NOT: kernel.in_place
// CHECK: q8.add {{.*}}kernel.in_place = 1 : i64, kernel.index = 0 : i64, kernel.place = "result"
func.func @reshape_keeps_alive(%x: tensor<1x4x4x4xi8>) -> (tensor<1x1x1x64xi8>, tensor<1x1x1x64xi8>) {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %r = q8.reshape %a : (tensor<1x4x4x4xi8>) -> tensor<1x1x1x64xi8>
  %b = q8.table %a, %t : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  %s = q8.reshape %b : (tensor<1x4x4x4xi8>) -> tensor<1x1x1x64xi8>
  %p = q8.max_pool2d %s {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x1x1x64xi8>) -> tensor<1x1x1x64xi8>
  %y = q8.add %p, %r {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x64xi8>, tensor<1x1x1x64xi8>) -> tensor<1x1x1x64xi8>
  %z = q8.max_pool2d %s {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x1x1x64xi8>) -> tensor<1x1x1x64xi8>
  return %y, %z : tensor<1x1x1x64xi8>, tensor<1x1x1x64xi8>
}

// A row of the gathered input is [4, 3, 3, 2] = 72 bytes; the loops need none.
// CHECK-LABEL: @scratch
// CHECK-SAME: kernel.arena_bytes = 0 : i64
// CHECK-NOT: kernel.scratch
// GEMM-LABEL: @scratch
// GEMM-SAME: kernel.arena_bytes = 80 : i64, kernel.arena_lower_bound = 72 : i64
// GEMM: q8.conv2d {{.*}}kernel.scratch_bytes = 72 : i64, kernel.scratch_offset = 0 : i64
func.func @scratch(%x: tensor<1x4x4x2xi8>) -> tensor<1x4x4x2xi8> {
  %w = q8.constant dense<1> : tensor<2x3x3x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4x4x2xi8>, tensor<2x3x3x2xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// Floats take four bytes each; a sum of floats overwrites what dies, but a result of another type does not, though it is
// as large.
// CHECK-LABEL: @floats
// CHECK-SAME: kernel.arena_bytes = 128 : i64
// CHECK: attend.unary relu {{.*}}kernel.offset = 0 : i64, kernel.place = "arena"
// CHECK: attend.add {{.*}}kernel.in_place = 0 : i64, kernel.offset = 0 : i64, kernel.place = "arena"
// CHECK: attend.cast
// CHECK-NOT: kernel.in_place
// CHECK-SAME: kernel.offset = 64 : i64, kernel.place = "arena"
// CHECK: attend.max_pool2d
func.func @floats(%x: tensor<1x2x2x4xf32>) -> tensor<1x1x1x4xi32> {
  %a = attend.unary relu %x : tensor<1x2x2x4xf32>
  %b = attend.add %a, %x : (tensor<1x2x2x4xf32>, tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
  %c = attend.cast %b : (tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xi32>
  %y = attend.max_pool2d %c {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x4xi32>) -> tensor<1x1x1x4xi32>
  return %y : tensor<1x1x1x4xi32>
}

// Beside q8 ops: a float island. A bool takes a byte.
// CHECK-LABEL: @island
// CHECK-SAME: kernel.arena_bytes = 64 : i64
// CHECK: attend.dequantize
// CHECK: attend.reshape {{.*}}kernel.place = "alias"
// CHECK: attend.cast
// CHECK: q8.table
func.func @island(%x: tensor<16xi8>) -> (tensor<16xi8>, tensor<16xi8>) {
  %t = q8.constant dense<0> : tensor<256xi8>
  %f = attend.dequantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<16xi8>) -> tensor<16xf32>
  %r = attend.reshape %f : (tensor<16xf32>) -> tensor<4x4xf32>
  %b = attend.cast %r : (tensor<4x4xf32>) -> tensor<4x4xi1>
  %i = attend.cast %b : (tensor<4x4xi1>) -> tensor<4x4xi8>
  %q = attend.reshape %i : (tensor<4x4xi8>) -> tensor<16xi8>
  %y = q8.table %q, %t : (tensor<16xi8>, tensor<256xi8>) -> tensor<16xi8>
  return %y, %x : tensor<16xi8>, tensor<16xi8>
}

// A value that is added to itself may be overwritten, too.
// CHECK-LABEL: @twice
// CHECK: q8.add {{.*}}kernel.in_place = 0 : i64
func.func @twice(%x: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x4xi8>, tensor<256xi8>) -> tensor<1x4xi8>
  %y = q8.add %a, %a {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4xi8>, tensor<1x4xi8>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}
