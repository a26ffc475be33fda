// Every op that takes or makes activations of 16 bits, and the widest zero points and clamps.
// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @wide
func.func @wide(%a: tensor<1x4x4x2xi8>, %b: tensor<1x4x4x2xi16>, %u: tensor<1x8xui16>) -> tensor<1x2xui8> {
  %w = q8.constant dense<1> : tensor<2x1x1x2xi8>
  %m = q8.constant dense<1> : tensor<2x8xi8>
  %c = q8.constant dense<0> : tensor<2xi32>
  // CHECK-COUNT-2: q8.conv2d {{.*}} -> tensor<1x4x4x2xi16>
  %0 = q8.conv2d %a, %w, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = -32768 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4x4x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi16>
  %1 = q8.conv2d %b, %w, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 32767 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4x4x2xi16>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi16>
  // CHECK: q8.fully_connected {{.*}} -> tensor<1x2xui8>
  %2 = q8.fully_connected %u, %m, %c {input_zero_point = 65535 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 255 : i32, low = 0 : i32, high = 255 : i32} : (tensor<1x8xui16>, tensor<2x8xi8>, tensor<2xi32>) -> tensor<1x2xui8>
  // CHECK: q8.add
  %3 = q8.add %0, %a {lhs_zero_point = -32768 : i32, rhs_zero_point = 127 : i32, lhs_multiplier = 1 : i32, rhs_multiplier = 4194304 : i32, shift = 14 : i32, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4x4x2xi16>, tensor<1x4x4x2xi8>) -> tensor<1x4x4x2xi16>
  // CHECK: q8.mul
  %4 = q8.mul %1, %3 {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, ratio = 1.0e-05 : f32, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4x4x2xi16>, tensor<1x4x4x2xi16>) -> tensor<1x4x4x2xi16>
  // CHECK: q8.max_pool2d
  %5 = q8.max_pool2d %4 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xi16>) -> tensor<1x2x2x2xi16>
  // CHECK: q8.avg_pool2d
  %6 = q8.avg_pool2d %5 {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true, input_zero_point = 0 : i32, multipliers = array<f32: 0.001>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x2x2xi16>) -> tensor<1x1x1x2xi8>
  %t = q8.constant dense<-32768> : tensor<256xi16>
  // CHECK: q8.table
  %7 = q8.table %6, %t : (tensor<1x1x1x2xi8>, tensor<256xi16>) -> tensor<1x1x1x2xi16>
  // CHECK: q8.pad
  %8 = q8.pad %7 {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = -32768 : i32} : (tensor<1x1x1x2xi16>) -> tensor<1x2x1x2xi16>
  // CHECK: q8.reshape
  %9 = q8.reshape %8 : (tensor<1x2x1x2xi16>) -> tensor<1x4xi16>
  return %2 : tensor<1x2xui8>
}
