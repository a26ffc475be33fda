// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=min --attend-plan-arena --attend-verify-arena | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=time | FileCheck --check-prefix=TIME %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=min --attend-schedule-rows=ram=min --attend-plan-arena | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows="ram=min push-rows=true" --attend-plan-arena --attend-verify-arena | FileCheck --check-prefix=PUSH %s
// RUN: not attend-opt %s --split-input-file --attend-schedule-rows=ram=16 2>&1 | FileCheck --check-prefix=SMALL %s
// RUN: not attend-opt %s --split-input-file --attend-schedule-rows=ram=many 2>&1 | FileCheck --check-prefix=MANY %s
// RUN: not attend-opt %s --split-input-file --attend-schedule-rows=target=no-such-chip 2>&1 | FileCheck --check-prefix=CHIP %s

// TIME-NOT: kernel.pipeline
// MANY: error: ram is a number of bytes, min or time, not 'many'
// CHIP: error: unknown target 'no-such-chip'

// A window of two rows waits for its second row: the ring has two rows of 32
// bytes, beside it the counters of two ops.
// CHECK-LABEL: @window
// CHECK-SAME: kernel.arena_bytes = 80 : i64
// CHECK-SAME: kernel.state_offsets = array<i64: 64>
// CHECK-SAME{LITERAL}: kernel.steps = [array<i32: 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1>]
// CHECK: q8.table {{.*}}kernel.pipeline = 0 : i64, kernel.place = "arena", kernel.rows = 2 : i64
// CHECK: q8.max_pool2d {{.*}}kernel.pipeline = 0 : i64, kernel.place = "result", kernel.rows = 4 : i64
// SMALL: error: {{.*}}needs 80 bytes of RAM at least, beside its inputs, outputs and stack; 16 are allowed; the most is held by {{.*}} 64
// With pushed rows the ring is the input's, and the table overwrites it.
// PUSH-LABEL: @window
// PUSH-SAME: kernel.push_rows
// PUSH: kernel.pushed_rows {{.*}}kernel.rows = 2 : i64
// PUSH: q8.table {{.*}}kernel.in_place = 0 : i64
func.func @window(%x: tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x8x8x4xi8>, tensor<256xi8>) -> tensor<1x8x8x4xi8> loc("squash")
  %y = q8.max_pool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

// The shortcut waits for the two rows below: its ring holds them, too, and the
// sum overwrites it.
// CHECK-LABEL: @residual
// CHECK: q8.table {{.*}}kernel.rows = [[ROWS:[0-9]+]] : i64
// CHECK: q8.max_pool2d {{.*}}kernel.rows = 1 : i64
// CHECK: q8.add {{.*}}kernel.in_place = 0 : i64{{.*}}kernel.rows = [[ROWS]] : i64
func.func @residual(%x: tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x8x8x4xi8>, tensor<256xi8>) -> tensor<1x8x8x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 2, 1>} : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xi8>
  %c = q8.add %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x4xi8>, tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xi8>
  %y = q8.max_pool2d %c {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}
