// Copies: as long as their runs are contiguous, by index where they are not.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// Rows i / 2 are computed, other columns come from a table.
// CHECK-LABEL: memref.global "private" constant @up_columns : memref<3xi32> = dense<[0, 0, 2]>
// CHECK:       func.func private @up(
// CHECK:         %ih = arith.divsi %oh, %c2
// CHECK:         memref.load %columns[%ow]
// CHECK:         kernel.copy %x[%{{.*}}], %y[%{{.*}}] {size = 8 : i64}
func.func @resize(%x: tensor<1x2x3x8xi8>) -> tensor<1x4x3x8xi8> {
  %y = q8.resize_nearest %x {rows = array<i32: 0, 0, 1, 1>, columns = array<i32: 0, 0, 2>} : (tensor<1x2x3x8xi8>) -> tensor<1x4x3x8xi8> loc("up")
  return %y : tensor<1x4x3x8xi8>
}

// -----

// CHECK-LABEL: func.func private @frame(
// CHECK:         kernel.fill %y[%c0] {size = 64 : i64, value = -5 : i32}
// CHECK:         scf.for %i = %c0 to %c2
// CHECK:           kernel.copy %x[%{{.*}}], %y[%{{.*}}] {size = 8 : i64}
func.func @pad(%x: tensor<1x2x2x4xi8>) -> tensor<1x4x4x4xi8> {
  %y = q8.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = -5 : i32} : (tensor<1x2x2x4xi8>) -> tensor<1x4x4x4xi8> loc("frame")
  return %y : tensor<1x4x4x4xi8>
}

// -----

// Along the outermost dimension larger than 1, concatenation is one copy for each operand.
// CHECK-LABEL: func.func private @joined(
// CHECK-NOT:     scf.for
// CHECK:         kernel.copy %x[%c0], %y[%c0] {size = 8 : i64}
// CHECK-NOT:     scf.for
// CHECK:         kernel.copy %x2[%c0], %y[%c8] {size = 16 : i64}
func.func @concat_rows(%a: tensor<1x1x8xi8>, %b: tensor<1x2x8xi8>) -> tensor<1x3x8xi8> {
  %y = q8.concat %a, %b {axis = 1 : i64} : (tensor<1x1x8xi8>, tensor<1x2x8xi8>) -> tensor<1x3x8xi8> loc("joined")
  return %y : tensor<1x3x8xi8>
}

// -----

// Every second column from the second on: elements, not runs.
// CHECK-LABEL: func.func private @sparse(
// CHECK:         scf.for %i = %c0 to %c2
// CHECK:           scf.for %j = %c0 to %c4
// CHECK:             memref.load %x
// CHECK:             memref.store %{{.*}}, %y
func.func @slice_with_steps(%x: tensor<2x9xi8>) -> tensor<2x4xi8> {
  %y = q8.slice %x {starts = array<i64: 0, 1>, steps = array<i64: 1, 2>} : (tensor<2x9xi8>) -> tensor<2x4xi8> loc("sparse")
  return %y : tensor<2x4xi8>
}

// -----

// A permutation that keeps the innermost dimension moves runs.
// CHECK-LABEL: func.func private @turned(
// CHECK:         scf.for %i = %c0 to %c3
// CHECK:           scf.for %j = %c0 to %c2
// CHECK:             kernel.copy %x[%{{.*}}], %y[%{{.*}}] {size = 4 : i64}
func.func @transpose(%x: tensor<2x3x4xi8>) -> tensor<3x2x4xi8> {
  %y = q8.transpose %x {permutation = array<i64: 1, 0, 2>} : (tensor<2x3x4xi8>) -> tensor<3x2x4xi8> loc("turned")
  return %y : tensor<3x2x4xi8>
}
