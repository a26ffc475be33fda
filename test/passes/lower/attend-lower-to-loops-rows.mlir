// A pipeline: each layer function computes one row in rings of rows, and @run follows the steps.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(attend-lower-to-loops)' | FileCheck %s

// conv3x3 -> maxpool -> depthwise. The input is whole: its rows have no remainder. The pool finds its two rows in the ring once, outside the loop over its pixels.
// CHECK:       memref.global "private" constant @rows_0_steps : memref<8xi8> = dense<[0, 0, 1, 0, 0, 1, 2, 2]>
// CHECK:       func.func private @stem(%x: memref<20xi8> {attend.noalias}, %y: memref<20xi8> {attend.noalias}, %row: index)
// CHECK-SAME:  attend.comment = "one row of conv 3x3, [1, 4, 5, 1] -> [1, 4, 5, 2] in a ring of 2"
// CHECK:         %[[SLOT:.*]] = arith.remsi %row, %c2
// CHECK:         %[[AT:.*]] = arith.muli %[[SLOT]], %c10
// CHECK:         %y_row = memref.subview %y[%[[AT]]] [10] [1] : memref<20xi8> to memref<10xi8, strided<[1], offset: ?>>
// CHECK:         %ih = arith.subi %row, %c1
// CHECK-NOT:     arith.remsi
// CHECK:         scf.for %ow = %c0 to %c5
// CHECK:           scf.for %kh = %kh_low to %kh_high
// CHECK-NEXT:        %[[IH:.*]] = arith.addi %ih, %kh
// CHECK-NEXT:        %row_start = arith.muli %[[IH]], %c5
// CHECK:             memref.load %x[
// CHECK:           memref.store %{{.*}}, %y_row[
// CHECK:       func.func private @pool(%x: memref<20xi8> {attend.noalias}, %y: memref<8xi8> {attend.noalias}, %row: index)
// CHECK-SAME:  attend.comment = "one row of max pool 2x2/2, [1, 4, 5, 2] in a ring of 2 -> [1, 2, 2, 2]"
// CHECK:         %starts = memref.alloca() : memref<2xi32>
// CHECK:         %[[FIRST:.*]] = arith.muli %row, %c2
// CHECK:         scf.for %kh
// CHECK:           %[[IH:.*]] = arith.addi %[[FIRST]], %kh
// CHECK:           arith.remsi %[[IH]], %c2
// CHECK:           memref.store %{{.*}}, %starts[%kh]
// CHECK:         scf.for %ow = %c0 to %c2
// CHECK-NOT:       arith.remsi
// CHECK:           memref.load %starts[%kh]
// CHECK:       func.func private @depthwise(
// CHECK:       func.func @run(%input: memref<1x4x5x1xi8>, %output: memref<1x2x2x2xi8>, %arena: memref<48xi8>) attributes {kernel.arena_bytes = 48 : i64} {
// CHECK:         %[[STEPS:.*]] = memref.get_global @rows_0_steps
// CHECK:         %next_row = memref.view %arena[%c32{{.*}}][] : memref<48xi8> to memref<3xi32>
// CHECK:         kernel.fill %arena[%{{.*}}] {size = 12 : i64, value = 0 : i32}
// CHECK:         scf.for %step = %c0{{.*}} to %c8
// CHECK-NEXT:      %[[BYTE:.*]] = memref.load %[[STEPS]][%step]
// CHECK-NEXT:      %[[WIDE:.*]] = arith.extui %[[BYTE]] : i8 to i32
// CHECK-NEXT:      %layer = arith.index_cast %[[WIDE]]
// CHECK-NEXT:      %[[COUNTER:.*]] = memref.load %next_row[%layer]
// CHECK-NEXT:      %row = arith.index_cast %[[COUNTER]]
// CHECK:           %[[NEXT:.*]] = arith.addi %[[COUNTER]], %c1_i32
// CHECK-NEXT:      memref.store %[[NEXT]], %next_row[%layer]
// CHECK-NEXT:      scf.index_switch %layer
// CHECK-NEXT:      case 0 {
// CHECK-NEXT:        func.call @stem(%{{.*}}, %{{.*}}, %row)
// CHECK:           case 1 {
// CHECK-NEXT:        func.call @pool(%{{.*}}, %{{.*}}, %row)
// CHECK:           case 2 {
// CHECK-NEXT:        func.call @depthwise(%{{.*}}, %{{.*}}, %row)
// CHECK:           default {
// CHECK-NEXT:      }
func.func @chain(%x: tensor<1x4x5x1xi8>) -> tensor<1x2x2x2xi8> attributes {kernel.arena_bytes = 48 : i64, kernel.state_offsets = array<i64: 32>, kernel.steps = [array<i32: 0, 0, 1, 0, 0, 1, 2, 2>]} {
  %w = q8.constant dense<1> : tensor<2x3x3x1xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %s = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x5x1xi8>, tensor<2x3x3x1xi8>, tensor<2xi32>) -> tensor<1x4x5x2xi8> loc("stem")
  %p = q8.max_pool2d %s {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 20 : i64} : (tensor<1x4x5x2xi8>) -> tensor<1x2x2x2xi8> loc("pool")
  %d = q8.conv2d %p, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 2 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x2x2xi8>, tensor<2x3x3x1xi8>, tensor<2xi32>) -> tensor<1x2x2x2xi8> loc("depthwise")
  return %d : tensor<1x2x2x2xi8>
}

// -----

// A residual diamond: the sum overwrites the shortcut's row in its own ring, of which there is one view.
// CHECK:       func.func private @join(%x: memref<6xi8> {attend.noalias}, %y: memref<12xi8> {attend.noalias}, %row: index)
// CHECK:         %[[AT:.*]] = arith.muli %{{.*}}, %c6
// CHECK-NEXT:    %y_row = memref.subview %y[%[[AT]]] [6] [1]
// CHECK:         %x_row = memref.subview %x[%{{.*}}] [6] [1]
// CHECK-NOT:     memref.subview
// CHECK:         scf.for %i = %c0 to %c6
// CHECK:           memref.load %x_row[%i]
// CHECK:           memref.load %y_row[%i]
// CHECK:           memref.store %{{.*}}, %y_row[%i]
// CHECK:       func.func private @widest(%x: memref<12xi8> {attend.noalias}, %y: memref<18xi8> {attend.noalias}, %row: index)
// CHECK:       func.func @run(
// CHECK:           func.call @join(%[[GATE:.*]], %[[SHORTCUT:.*]], %row)
// CHECK:           func.call @widest(%[[SHORTCUT]], %{{.*}}, %row)
func.func @diamond(%x: tensor<1x3x3x2xi8>) -> tensor<1x3x3x2xi8> attributes {kernel.arena_bytes = 48 : i64, kernel.state_offsets = array<i64: 32>, kernel.steps = [array<i32: 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 3, 3>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %s = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x3x3x2xi8>, tensor<256xi8>) -> tensor<1x3x3x2xi8> loc("shortcut")
  %g = q8.table %s, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 16 : i64} : (tensor<1x3x3x2xi8>, tensor<256xi8>) -> tensor<1x3x3x2xi8> loc("gate")
  %j = q8.add %g, %s {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = -3 : i32, low = -3 : i32, high = 127 : i32, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 1 : i64} : (tensor<1x3x3x2xi8>, tensor<1x3x3x2xi8>) -> tensor<1x3x3x2xi8> loc("join")
  %p = q8.max_pool2d %j {kernel = array<i64: 2, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 1, 0>, kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x3x3x2xi8>) -> tensor<1x3x3x2xi8> loc("widest")
  return %p : tensor<1x3x3x2xi8>
}

// -----

// A signed result overwrites an unsigned operand: bytes are bytes.
// CHECK: func.func private @as_signed(%y: memref<2xi8> {attend.noalias}, %row: index)
func.func @signedness(%x: tensor<1x3x1x2xui8>) -> tensor<1x3x1x2xi8> attributes {kernel.arena_bytes = 32 : i64, kernel.state_offsets = array<i64: 16>, kernel.steps = [array<i32: 0, 1, 2, 0, 1, 2, 0, 1, 2>]} {
  %u = q8.constant dense<7> : tensor<256xui8>
  %t = q8.constant dense<7> : tensor<256xi8>
  %a = q8.table %x, %u {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x3x1x2xui8>, tensor<256xui8>) -> tensor<1x3x1x2xui8>
  %b = q8.table %a, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : (tensor<1x3x1x2xui8>, tensor<256xi8>) -> tensor<1x3x1x2xi8> loc("as_signed")
  %c = q8.table %b, %t {kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x3x1x2xi8>, tensor<256xi8>) -> tensor<1x3x1x2xi8>
  return %c : tensor<1x3x1x2xi8>
}
