// Weights of 4 bits: how they lie, and the loops that take them apart.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-plan-arena),attend-lower-to-loops,attend-verify-loops)' -verify-diagnostics | FileCheck %s

// 5 channels are a tile of 8: of each row [k][8] of weights + 8, the first four lie in the low halves. -8 and -1: 0 and 7; 1 and 0: 9 and 8.
// CHECK:      memref.global "private" constant @full_nibbles : memref<8xi8> = dense<[112, -119, -117, -115, -113, -118, -116, -114]>
// CHECK:      func.func private @full(
// CHECK-SAME: attend.comment = "fully connected, [3, 2] -> [3, 5], weights of 4 bits, two in a byte"
// CHECK:        %acc = memref.alloca() : memref<8xi32>
// CHECK:        scf.for %k = %c0 to %c2
// CHECK:          arith.muli %k, %c4
// CHECK:          %value = arith.subi
// CHECK:          scf.for %i = %c0 to %c4
// CHECK:            %[[LOW:.*]] = arith.andi %{{.*}}, %c15_i32
// CHECK:            %[[W:.*]] = arith.subi %[[LOW]], %c8_i32 overflow<nsw>
// CHECK:            arith.muli %value, %[[W]] overflow<nsw>
// CHECK:            memref.store %{{.*}}, %acc[%i]
// CHECK:          scf.for %i = %c0 to %c4
// CHECK:            %[[AT:.*]] = arith.addi %i, %c4
// CHECK:            %[[HIGH:.*]] = arith.shrsi %{{.*}}, %c4_i32
// CHECK:            arith.subi %[[HIGH]], %c8_i32 overflow<nsw>
// CHECK:            memref.store %{{.*}}, %acc[%[[AT]]]
func.func @loops(%x: tensor<3x2xi8>) -> tensor<3x5xi8> {
  %w = q8.constant dense<[[-8, 7], [1, 2], [3, 4], [5, 6], [-1, 0]]> : tensor<5x2xi8>
  %b = q8.constant dense<5> : tensor<5xi32>
  %y = q8.fully_connected %x, %w, %b {kernel.choice = "loops", kernel.nibbles, input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5, 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<3x2xi8>, tensor<5x2xi8>, tensor<5xi32>) -> tensor<3x5xi8> loc("full")
  return %y : tensor<3x5xi8>
}

// -----

// The attribute is advice that must fit.
func.func @eight(%x: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %w = q8.constant dense<[[-8, 8]]> : tensor<1x2xi8>
  %b = q8.constant dense<5> : tensor<1xi32>
  // expected-error @below {{has weights of more than 4 bits; run attend-choose-kernels}}
  %y = q8.fully_connected %x, %w, %b {kernel.choice = "loops", kernel.nibbles, input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @depthwise(%x: tensor<1x1x1x2xi8>) -> tensor<1x1x1x2xi8> {
  %w = q8.constant dense<[[[[-8]]], [[[7]]]]> : tensor<2x1x1x1xi8>
  %b = q8.constant dense<5> : tensor<2xi32>
  // expected-error @below {{is depthwise, whose weights are bytes; run attend-choose-kernels}}
  %y = q8.conv2d %x, %w, %b {kernel.choice = "loops", kernel.nibbles, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64, input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x2xi8>, tensor<2x1x1x1xi8>, tensor<2xi32>) -> tensor<1x1x1x2xi8>
  return %y : tensor<1x1x1x2xi8>
}
