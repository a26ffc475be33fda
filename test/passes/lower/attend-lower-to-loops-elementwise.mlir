// Sums, products, tables and softmax, with and without broadcasting.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// Equal shapes are one loop.
// CHECK-LABEL: func.func private @flat(
// CHECK:         scf.for %i = %c0 to %c16
// CHECK-NOT:       scf.for
// CHECK:           arith.subi {{.*}}, %c3_i32 overflow<nsw>
// CHECK:           kernel.add {{.*}} {high = 127 : i32, lhs_multiplier = 1048576 : i32
// CHECK:           memref.store
func.func @equal_shapes(%a: tensor<1x2x2x4xi8>, %b: tensor<1x2x2x4xi8>) -> tensor<1x2x2x4xi8> {
  %y = q8.add %a, %b {lhs_zero_point = 3 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x2x4xi8>, tensor<1x2x2x4xi8>) -> tensor<1x2x2x4xi8> loc("flat")
  return %y : tensor<1x2x2x4xi8>
}

// -----

// A channel vector: rows and columns are one loop.
// CHECK-LABEL: func.func private @channels(
// CHECK:         scf.for %i = %c0 to %c6
// CHECK:           scf.for %j = %c0 to %c4
// CHECK:             %[[AT:.*]] = arith.addi %{{.*}}, %j
// CHECK:             memref.load %x[%[[AT]]]
// CHECK:             memref.load %x2[%j]
// CHECK:             %[[PRODUCT:.*]] = arith.muli {{.*}} : i32
// CHECK:             kernel.mul %[[PRODUCT]] {high = 127 : i32, low = -128 : i32, ratio = 5.000000e-01 : f32, zero_point = 1 : i32}
func.func @broadcast_channels(%a: tensor<1x2x3x4xi8>, %b: tensor<1x1x1x4xi8>) -> tensor<1x2x3x4xi8> {
  %y = q8.mul %a, %b {lhs_zero_point = 3 : i32, rhs_zero_point = 0 : i32, ratio = 0.5 : f32, output_zero_point = 1 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x3x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x2x3x4xi8> loc("channels")
  return %y : tensor<1x2x3x4xi8>
}

// -----

// A scalar is read at 0. The stored integers go to the sum of --match=ort-x64.
// CHECK-LABEL: func.func private @scalar(
// CHECK:         scf.for %i = %c0 to %c8
// CHECK:           memref.load %x[%c0]
// CHECK:           memref.load %x2[%i]
// CHECK:           kernel.add_ort_x64 {{.*}} {fix = -3.500000e+00 : f32
func.func @broadcast_scalar(%a: tensor<1x1xui8>, %b: tensor<2x4xui8>) -> tensor<2x4xui8> {
  %y = q8.add_ort_x64 %a, %b {lhs_ratio = 0.5 : f32, rhs_ratio = 1.0 : f32, fix = -3.5 : f32, low = 0 : i32, high = 255 : i32} : (tensor<1x1xui8>, tensor<2x4xui8>) -> tensor<2x4xui8> loc("scalar")
  return %y : tensor<2x4xui8>
}

// -----

// The byte is read unsigned whatever the input's type; one row for each channel.
// CHECK-LABEL: func.func private @rows(
// CHECK:         scf.for %i = %c0 to %c2
// CHECK:           scf.for %c = %c0 to %c3
// CHECK:             arith.extui {{.*}} : i8 to i32
// CHECK:             arith.index_cast
// CHECK:             memref.load %table
func.func @table_of_channels(%x: tensor<2x3xi8>) -> tensor<2x3xi8> {
  %t = q8.constant dense<1> : tensor<3x256xi8>
  %y = q8.table %x, %t : (tensor<2x3xi8>, tensor<3x256xi8>) -> tensor<2x3xi8> loc("rows")
  return %y : tensor<2x3xi8>
}

// -----

// CHECK-LABEL: func.func private @soft(
// CHECK:         kernel.softmax %x, %y, %exponentials {flip = 128 : i32, high = 255 : i32, inverse_scale = 16777216 : i32, length = 5 : i32, low = 0 : i32, rows = 6 : i32, zero_point = 0 : i32}
func.func @softmax(%x: tensor<2x3x5xui8>) -> tensor<2x3x5xui8> {
  %e = q8.constant dense<1> : tensor<256xi32>
  %y = q8.softmax %x, %e {inverse_scale = 16777216 : i32, output_zero_point = 0 : i32, low = 0 : i32, high = 255 : i32} : (tensor<2x3x5xui8>, tensor<256xi32>) -> tensor<2x3x5xui8> loc("soft")
  return %y : tensor<2x3x5xui8>
}
