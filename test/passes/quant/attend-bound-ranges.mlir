// RUN: attend-opt %s --attend-bound-ranges --split-input-file --verify-diagnostics | FileCheck %s
// RUN: attend-opt %s --attend-bound-ranges --attend-bound-ranges --split-input-file --verify-diagnostics | FileCheck %s

// 10 * [-128, 127] - 20 * [-128, 127] + 3, and a channel of its bias alone.
// CHECK-LABEL: @weights_times_input
// CHECK: q8.fully_connected {{.*}}q8.accumulator_high = array<i32: 3833, 5>, q8.accumulator_low = array<i32: -3817, 5>
func.func @weights_times_input(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[10, -20], [0, 0]]> : tensor<2x2xi8>
  %b = q8.constant dense<[3, 5]> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.1, 0.1>, output_zero_point = 0 : i32, low = 0 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<2x2xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// -----

// Behind a clamp to [0, 100] the second sum is [0, 200]: less than its weights
// alone would say.
// CHECK-LABEL: @clamped_input
// CHECK: q8.accumulator_high = array<i32: 127>, q8.accumulator_low = array<i32: -128>
// CHECK: q8.accumulator_high = array<i32: 200>, q8.accumulator_low = array<i32: 0>
func.func @clamped_input(%x: tensor<1x1xi8>) -> tensor<1x1xi8> {
  %one = q8.constant dense<1> : tensor<1x1xi8>
  %two = q8.constant dense<2> : tensor<1x1xi8>
  %b = q8.constant dense<0> : tensor<1xi32>
  %h = q8.fully_connected %x, %one, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = 0 : i32, high = 100 : i32} : (tensor<1x1xi8>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  %y = q8.fully_connected %h, %two, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1xi8>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

// The outer taps can lie outside, where they count 0: 3 * [-118, 137] with them,
// the inner one alone never less than -118. A pool of 1 to 2 positions.
// CHECK-LABEL: @edges
// CHECK: q8.conv2d {{.*}}q8.accumulator_high = array<i32: 411>, q8.accumulator_low = array<i32: -354>
// CHECK: q8.avg_pool2d {{.*}}q8.accumulator_high = array<i32: 254>, q8.accumulator_low = array<i32: 20>
func.func @edges(%x: tensor<1x1x3x1xi8>) -> tensor<1x1x4x1xi8> {
  %w = q8.constant dense<1> : tensor<1x1x3x1xi8>
  %b = q8.constant dense<0> : tensor<1xi32>
  %h = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -10 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = 20 : i32, high = 127 : i32} : (tensor<1x1x3x1xi8>, tensor<1x1x3x1xi8>, tensor<1xi32>) -> tensor<1x1x3x1xi8>
  %y = q8.avg_pool2d %h {kernel = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 1>, count_include_pad = false, input_zero_point = 0 : i32, multipliers = array<f32: 1.0, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x3x1xi8>) -> tensor<1x1x4x1xi8>
  return %y : tensor<1x1x4x1xi8>
}

// -----

// One more than int32 holds is one too many.
func.func @overflow(%x: tensor<1x1xi8>) -> tensor<1x1xi8> {
  %w = q8.constant dense<1> : tensor<1x1xi8>
  %b = q8.constant dense<2147483647> : tensor<1xi32>
  // expected-error @below {{unsupported: fully_connected: the accumulator of output channel 0 can reach 2147483774, which overflows 32 bits}}
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.1>, output_zero_point = 0 : i32, low = 0 : i32, high = 127 : i32} : (tensor<1x1xi8>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

// The least sum that int32 holds; then one more than the largest, which is no error for 16 bits, but has no bounds.
// CHECK-LABEL: @wide_input
// CHECK: q8.fully_connected {{.*}}q8.accumulator_high = array<i32: -2147418113>, q8.accumulator_low = array<i32: -2147483648>
// CHECK: q8.fully_connected
// CHECK-NOT: q8.accumulator
// CHECK: return
func.func @wide_input(%x: tensor<1x1xi16>) -> (tensor<1x1xi16>, tensor<1x1xi16>) {
  %w = q8.constant dense<1> : tensor<1x1xi8>
  %b = q8.constant dense<-2147450880> : tensor<1xi32>
  %c = q8.constant dense<2147450881> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0e-05>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x1xi16>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi16>
  %z = q8.fully_connected %x, %w, %c {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0e-05>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x1xi16>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi16>
  return %y, %z : tensor<1x1xi16>, tensor<1x1xi16>
}
