// What lowering makes of a sound plan passes, whole or in rows, and nothing is changed.
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=time --attend-plan-arena --attend-lower-to-loops --attend-verify-loops | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-schedule-rows=ram=min --attend-plan-arena --attend-lower-to-loops -o %t.loops
// RUN: attend-opt %t.loops --split-input-file --attend-verify-loops -o %t.verified
// RUN: attend-opt %t.loops --split-input-file -o %t.same
// RUN: cmp %t.same %t.verified
// RUN: attend-opt %S/../schedule/attend-schedule-rows.mlir --split-input-file --attend-schedule-rows="ram=min push-rows=true" --attend-plan-arena --attend-lower-to-loops --attend-verify-loops | FileCheck %s --check-prefix=PUSH
// RUN: attend-opt %S/attend-lower-to-loops-convolution.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-float-windows.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-conv-transpose.mlir --split-input-file --verify-diagnostics --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-float-movement.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-product.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-reduction.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir
// RUN: attend-opt %S/attend-lower-to-loops-softmax.mlir --split-input-file --attend-plan-arena --attend-lower-to-loops --attend-verify-loops -o %t.mlir

// PUSH: func.func @push_rows

// Rings of one row, of two and of three, a border on every side, and sums in place.
// CHECK: func.func @run
func.func @rows(%x: tensor<1x9x9x4xi8>) -> tensor<1x5x5x4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x9x9x4xi8>, tensor<256xi8>) -> tensor<1x9x9x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x9x9x4xi8>) -> tensor<1x9x9x4xi8>
  %c = q8.add %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x9x9x4xi8>, tensor<1x9x9x4xi8>) -> tensor<1x9x9x4xi8>
  %y = q8.max_pool2d %c {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 0, 0>} : (tensor<1x9x9x4xi8>) -> tensor<1x5x5x4xi8>
  return %y : tensor<1x5x5x4xi8>
}

// -----

// Two channel slices of one result, and a product that overwrites it.
// CHECK: func.func @run
func.func @slices(%x: tensor<1x6x5x4xi8>) -> tensor<1x6x5x8xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<1x6x5x4xi8>, tensor<256xi8>) -> tensor<1x6x5x4xi8>
  %b = q8.table %a, %t : (tensor<1x6x5x4xi8>, tensor<256xi8>) -> tensor<1x6x5x4xi8>
  %c = q8.concat %a, %b {axis = 3 : i64} : (tensor<1x6x5x4xi8>, tensor<1x6x5x4xi8>) -> tensor<1x6x5x8xi8>
  %m = q8.mul %c, %c {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, ratio = 0.5 : f32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x6x5x8xi8>, tensor<1x6x5x8xi8>) -> tensor<1x6x5x8xi8>
  %d = q8.resize_nearest %m {rows = array<i32: 0, 0, 1, 1, 2, 2>, columns = array<i32: 0, 1, 2, 3, 4>} : (tensor<1x6x5x8xi8>) -> tensor<1x6x5x8xi8>
  return %d : tensor<1x6x5x8xi8>
}
