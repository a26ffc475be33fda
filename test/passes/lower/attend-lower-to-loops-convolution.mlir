// The loop nests of convolutions: tiles of output channels, clamped windows, contiguous runs.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// 50 channels are two tiles of 32, the last with 18: weights [2][3*3*3][32]. Window rows and columns are clamped, and a row's taps are one run.
// CHECK:       memref.global "private" constant @conv_weights : memref<1728xi8>
// CHECK:       memref.global "private" constant @conv_bias : memref<64xi32>
// CHECK:       func.func private @conv(
// CHECK-SAME:  attend.comment = "conv 3x3/2, [1, 8, 8, 3] -> [1, 4, 4, 50]"
// CHECK:         %acc = memref.alloca() : memref<32xi32>
// CHECK:         scf.for %oh
// CHECK:           %kh_low = arith.maxsi
// CHECK:           %kh_high = arith.minsi
// CHECK:           scf.for %ow
// CHECK:             %kw_low = arith.maxsi
// CHECK:             scf.for %tile
// CHECK:               %count = arith.minsi
// CHECK:               scf.for %i = %c0 to %c32
// CHECK:               scf.for %kh = %kh_low to %kh_high
// CHECK:                 %[[LOW:.*]] = arith.muli %kw_low, %c3
// CHECK:                 %[[HIGH:.*]] = arith.muli %kw_high, %c3
// CHECK:                 scf.for %r = %[[LOW]] to %[[HIGH]]
// CHECK:                   arith.extsi {{.*}} : i8 to i32
// CHECK:                   %value = arith.addi {{.*}}, %c128_i32 overflow<nsw>
// CHECK:                   scf.for %i = %c0 to %c32
// CHECK:                     arith.muli %value, %{{.*}} overflow<nsw> : i32
// CHECK:               scf.for %i = %c0 to %count
// CHECK:                 kernel.requantize {{.*}} {high = 127 : i32, low = -128 : i32, zero_point = 3 : i32}
func.func @windows(%x: tensor<1x8x8x3xi8>) -> tensor<1x4x4x50xi8> {
  %w = q8.constant dense<9> : tensor<50x3x3x3xi8>
  %b = q8.constant dense<5> : tensor<50xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5>, output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x3xi8>, tensor<50x3x3x3xi8>, tensor<50xi32>) -> tensor<1x4x4x50xi8> loc("conv")
  return %y : tensor<1x4x4x50xi8>
}

// -----

// A 1x1 convolution is a product of rows: no window at all. Weights [4 -> one tile of 4] are [k][4].
// CHECK:      memref.global "private" constant @pointwise_weights : memref<8xi8> = dense<[1, 3, 5, 7, 2, 4, 6, 8]>
// CHECK:      func.func private @pointwise(
// CHECK-NOT:    kh
// CHECK:        scf.for %row = %c0 to %c25
// CHECK:          scf.for %k = %c0 to %c2
// CHECK:          scf.for %i = %c0 to %c4
// CHECK:            kernel.requantize
func.func @pointwise(%x: tensor<1x5x5x2xui8>) -> tensor<1x5x5x4xui8> {
  %w = q8.constant dense<[[[[1, 2]]], [[[3, 4]]], [[[5, 6]]], [[[7, 8]]]]> : tensor<4x1x1x2xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 3 : i32, low = 3 : i32, high = 255 : i32} : (tensor<1x5x5x2xui8>, tensor<4x1x1x2xi8>, tensor<4xi32>) -> tensor<1x5x5x4xui8> loc("pointwise")
  return %y : tensor<1x5x5x4xui8>
}

// -----

// Depthwise: weights [KH][KW][C], channels innermost. Unsigned weights less 128 fit in int8.
// CHECK:      memref.global "private" constant @depthwise_weights : memref<6xi8> = dense<[-127, -125, -123, -126, -124, -122]>
// CHECK:      func.func private @depthwise(
// CHECK:        scf.for %kh
// CHECK-NOT:      scf.for %kw
// CHECK:          scf.for %i = %c0 to %c3
// CHECK:            arith.muli {{.*}} : i32
func.func @depthwise(%x: tensor<1x5x5x3xi8>) -> tensor<1x4x5x3xi8> {
  %w = q8.constant dense<[[[[1]], [[2]]], [[[3]], [[4]]], [[[5]], [[6]]]]> : tensor<3x2x1x1xui8>
  %b = q8.constant dense<0> : tensor<3xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 3 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 128>, multipliers = array<f32: 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x5x5x3xi8>, tensor<3x2x1x1xui8>, tensor<3xi32>) -> tensor<1x4x5x3xi8> loc("depthwise")
  return %y : tensor<1x4x5x3xi8>
}

// -----

// Weights less their zero point that leave int8 are stored as int16.
// CHECK: memref.global "private" constant @wide_weights : memref<8xi16> = dense<[-255, 0, 0, 0, 0, 0, 0, 0]>
func.func @wide(%x: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %w = q8.constant dense<[[0, 255]]> : tensor<1x2xui8>
  %b = q8.constant dense<0> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 255>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xui8>, tensor<1xi32>) -> tensor<1x1xi8> loc("wide")
  return %y : tensor<1x1xi8>
}
