// Ops that only move bytes, a row at a time: which row of the input they take.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(attend-lower-to-loops)' | FileCheck %s

// Row r of a resize by two is row r / 2.
// CHECK:       func.func private @twice(%x: memref<12xi8> {attend.noalias}, %y: memref<12xi8> {attend.noalias}, %row: index)
// CHECK-SAME:  attend.comment = "one row of resize, [1, 3, 3, 2] in a ring of 2 -> [1, 6, 3, 2] in a ring of 2"
// CHECK:         %ih = arith.divsi %row, %c2
// CHECK:         %[[SLOT:.*]] = arith.remsi %ih, %c2
// CHECK:         %[[AT:.*]] = arith.muli %[[SLOT]], %c6
// CHECK:         %x_row = memref.subview %x[%[[AT]]] [6] [1]
// CHECK-NOT:     scf.for %oh
// CHECK:         scf.for %ow
// CHECK:           kernel.copy %x_row[%{{.*}}], %y_row[%{{.*}}] {size = 2 : i64}

// Row r of a slice of each second row from 1 on is row 2 * r + 1; its columns and channels are those of the whole.
// CHECK:       func.func private @part(
// CHECK:         %[[SCALED:.*]] = arith.muli %row, %c2
// CHECK:         %[[SOURCE:.*]] = arith.addi %[[SCALED]], %c1
// CHECK:         %[[SLOT:.*]] = arith.remsi %[[SOURCE]], %c2
// CHECK:         kernel.copy %x_row[%c2], %y_row[%c0] {size = 4 : i64}

// A row of padding has no row of the input behind it.
// CHECK:       func.func private @frame(
// CHECK:         kernel.fill %y_row[%c0] {size = 8 : i64, value = -5 : i32}
// CHECK:         %[[INSIDE:.*]] = arith.andi
// CHECK-NEXT:    scf.if %[[INSIDE]] {
// CHECK:           %x_row = memref.subview
// CHECK-NEXT:      kernel.copy %x_row[%c0], %y_row[%c4] {size = 4 : i64}
// CHECK-NOT:     } else {
// CHECK:         return

// Of a ring of one row the remainder says that it is one; a concat of one value with itself takes its row once.
// CHECK:       func.func private @alone(%x: memref<16xi8> {attend.noalias}, %y: memref<8xi8> {attend.noalias}, %row: index)
// CHECK:         memref.load %x_row[
// CHECK:         memref.store %{{.*}}, %y_row[
// CHECK:       func.func private @both(%x: memref<8xi8> {attend.noalias}, %y: memref<80xi8> {attend.noalias}, %row: index)
// CHECK:         %y_row = memref.subview %y[%{{.*}}] [16] [1]
// CHECK:         %[[SLOT:.*]] = arith.remsi %row, %c1
// CHECK:         %[[AT:.*]] = arith.muli %[[SLOT]], %c8
// CHECK:         %x_row = memref.subview %x[%[[AT]]] [8] [1]
// CHECK-NOT:     memref.subview
// CHECK:         kernel.copy %x_row[
func.func @movement(%x: tensor<1x3x3x2xi8>) -> tensor<1x5x4x4xi8> attributes {kernel.arena_bytes = 128 : i64, kernel.state_offsets = array<i64: 96>,
    kernel.steps = [array<i32: 3, 4, 5, 0, 1, 1, 2, 3, 4, 5, 0, 1, 1, 2, 3, 4, 5, 0, 1, 1, 2, 3, 4, 5, 3, 4, 5>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x3x3x2xi8>) -> tensor<1x3x3x2xi8> loc("first")
  %r = q8.resize_nearest %a {rows = array<i32: 0, 0, 1, 1, 2, 2>, columns = array<i32: 0, 1, 2>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 16 : i64} : (tensor<1x3x3x2xi8>) -> tensor<1x6x3x2xi8> loc("twice")
  %s = q8.slice %r {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 2, 1, 1>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 32 : i64} : (tensor<1x6x3x2xi8>) -> tensor<1x3x2x2xi8> loc("part")
  %p = q8.pad %s {low = array<i64: 0, 1, 2, 0>, high = array<i64: 0, 1, 0, 0>, value = -5 : i32, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 48 : i64} : (tensor<1x3x2x2xi8>) -> tensor<1x5x4x2xi8> loc("frame")
  %o = q8.table %p, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 64 : i64} : (tensor<1x5x4x2xi8>, tensor<256xi8>) -> tensor<1x5x4x2xi8> loc("alone")
  %c = q8.concat %o, %o {axis = 3 : i64, kernel.pipeline = 0 : i64, kernel.rows = 5 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x5x4x2xi8>, tensor<1x5x4x2xi8>) -> tensor<1x5x4x4xi8> loc("both")
  return %c : tensor<1x5x4x4xi8>
}

// -----

// A row of a result that takes the place of one that is not read: pointers to the same byte are no restrict ones.
// CHECK:       func.func private @tail(%x: memref<32xi8>, %y: memref<8xi8>, %row: index)
// CHECK:       func.func private @more(%x: memref<8xi8> {attend.noalias}, %y: memref<8xi8> {attend.noalias}, %row: index)
func.func @reuse(%x: tensor<1x4x4x2xi8>) -> tensor<1x1x4x2xi8> attributes {kernel.arena_bytes = 64 : i64, kernel.state_offsets = array<i64: 48>,
    kernel.steps = [array<i32: 0, 1>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %a = q8.table %x, %t {kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x2xi8>, tensor<256xi8>) -> tensor<1x4x4x2xi8> loc("whole")
  %s = q8.slice %a {starts = array<i64: 0, 3, 0, 0>, steps = array<i64: 1, 1, 1, 1>, kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x2xi8>) -> tensor<1x1x4x2xi8> loc("tail")
  %c = q8.table %s, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x1x4x2xi8>, tensor<256xi8>) -> tensor<1x1x4x2xi8> loc("more")
  return %c : tensor<1x1x4x2xi8>
}
