// RUN: attend-opt %s --attend-remove-dead-channels | FileCheck %s
// RUN: attend-opt %s --attend-remove-dead-channels > %t.once
// RUN: attend-opt %t.once --attend-remove-dead-channels | diff %t.once -

// Channel 1 of %h is -5 behind its relu for every input. The second op reads no
// edge, so 4 * (-5 + 3) goes into its bias.
// CHECK-LABEL: @constant_into_bias
// CHECK: %[[W:.*]] = q8.constant dense<1> : tensor<1x1x1x1xi8>
// CHECK: %[[B:.*]] = q8.constant dense<7> : tensor<1xi32>
// CHECK: %[[H:.*]] = q8.conv2d %arg0, %[[W]], %[[B]] {{.*}}multipliers = array<f32: 1.000000e+00>{{.*}} -> tensor<1x2x2x1xi8>
// CHECK: %[[V:.*]] = q8.constant dense<3> : tensor<1x1x1x1xi8>
// CHECK: %[[C:.*]] = q8.constant dense<92> : tensor<1xi32>
// CHECK: q8.conv2d %[[H]], %[[V]], %[[C]] {{.*}} -> tensor<1x2x2x1xi8>
func.func @constant_into_bias(%x: tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xi8> {
  %w = q8.constant dense<1> : tensor<2x1x1x1xi8>
  %b = q8.constant dense<[7, -1000]> : tensor<2xi32>
  %v = q8.constant dense<[[[[3, 4]]]]> : tensor<1x1x1x2xi8>
  %c = q8.constant dense<100> : tensor<1xi32>
  %h = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0, 1.0>, output_zero_point = -5 : i32, low = -5 : i32, high = 127 : i32} : (tensor<1x2x2x1xi8>, tensor<2x1x1x1xi8>, tensor<2xi32>) -> tensor<1x2x2x2xi8>
  %y = q8.conv2d %h, %v, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -3 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x2x2xi8>, tensor<1x1x1x2xi8>, tensor<1xi32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}

// The same constant behind an edge: -5 is not the zero point there.
// CHECK-LABEL: @edge_is_not_the_constant
// CHECK: tensor<1x2x2x2xi8>, tensor<1x3x3x2xi8>
func.func @edge_is_not_the_constant(%x: tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xi8> {
  %w = q8.constant dense<1> : tensor<2x1x1x1xi8>
  %b = q8.constant dense<[7, -1000]> : tensor<2xi32>
  %v = q8.constant dense<4> : tensor<1x3x3x2xi8>
  %c = q8.constant dense<100> : tensor<1xi32>
  %h = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0, 1.0>, output_zero_point = -5 : i32, low = -5 : i32, high = 127 : i32} : (tensor<1x2x2x1xi8>, tensor<2x1x1x1xi8>, tensor<2xi32>) -> tensor<1x2x2x2xi8>
  %y = q8.conv2d %h, %v, %c {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -3 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x2x2xi8>, tensor<1x3x3x2xi8>, tensor<1xi32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}

// Nothing reads channel 0 of the last sum: its weight is the zero point. Both
// operands lose it, and the first matrix product.
// CHECK-LABEL: @unread_backwards
// CHECK-DAG: q8.constant dense<{{\[\[}}3, 4]]> : tensor<1x2xi8>
// CHECK: %[[H:.*]] = q8.fully_connected {{.*}} -> tensor<2x1xi8>
// CHECK: %[[T:.*]] = q8.add %[[H]], %[[H]]
// CHECK: q8.add %[[H]], %[[T]] {{.*}} -> tensor<2x1xi8>
// CHECK: weight_zero_points = array<i32: 9>
func.func @unread_backwards(%x: tensor<2x2xi8>) -> tensor<2x1xi8> {
  %w = q8.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %v = q8.constant dense<[[9, 7]]> : tensor<1x2xi8>
  %c = q8.constant dense<0> : tensor<1xi32>
  %h = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.1, 0.1>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<2x2xi8>, tensor<2x2xi8>, tensor<2xi32>) -> tensor<2x2xi8>
  %r = q8.add %h, %h {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<2x2xi8>, tensor<2x2xi8>) -> tensor<2x2xi8>
  %s = q8.add %h, %r {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<2x2xi8>, tensor<2x2xi8>) -> tensor<2x2xi8>
  %y = q8.fully_connected %s, %v, %c {input_zero_point = 0 : i32, weight_zero_points = array<i32: 9>, multipliers = array<f32: 0.1>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<2x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<2x1xi8>
  return %y : tensor<2x1xi8>
}

// A gate that is 0 everywhere, so that the product is its zero point 4; the sum
// with it is a function of %x alone.
// CHECK-LABEL: @product_of_zero
// CHECK-NOT: q8.mul
// CHECK: %[[Y:.*]] = q8.table %arg0
// CHECK-NEXT: return %[[Y]]
func.func @product_of_zero(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %t = q8.constant dense<1> : tensor<256xi8>
  %g = q8.table %x, %t : (tensor<1x2xi8>, tensor<256xi8>) -> tensor<1x2xi8>
  %m = q8.mul %x, %g {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, ratio = 0.01 : f32, output_zero_point = 4 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>) -> tensor<1x2xi8>
  %y = q8.add %x, %m {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// Inputs and results keep their channels, and so does what a softmax reads.
// CHECK-LABEL: @whole_values
// CHECK: q8.add %arg0, %arg0 {{.*}} -> tensor<1x2xi8>
// CHECK: q8.softmax {{.*}} -> tensor<1x2xi8>
// CHECK: q8.slice
func.func @whole_values(%x: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %e = q8.constant dense<1> : tensor<256xi32>
  %h = q8.add %x, %x {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>) -> tensor<1x2xi8>
  %s = q8.softmax %h, %e {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<256xi32>) -> tensor<1x2xi8>
  %y = q8.slice %s {starts = array<i64: 0, 1>, steps = array<i64: 1, 1>} : (tensor<1x2xi8>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}
