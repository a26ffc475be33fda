// RUN: attend-opt %s --attend-remove-dead-channels | FileCheck %s
// RUN: attend-opt %s --attend-remove-dead-channels > %t.once
// RUN: attend-opt %t.once --attend-remove-dead-channels | diff %t.once -

// %dead is the zero point 0 everywhere: the concat is %live, and the matrix
// product loses the weights 3, 4, 7, 8, .. of the flattened channels.
// CHECK-LABEL: @through_copies
// CHECK: %[[L:.*]] = q8.add %arg0, %arg0
// CHECK: %[[P:.*]] = q8.pad %[[L]] {{.*}} -> tensor<1x2x2x2xi8>
// CHECK: %[[M:.*]] = q8.max_pool2d %[[P]] {{.*}} -> tensor<1x2x1x2xi8>
// CHECK: %[[R:.*]] = q8.resize_nearest %[[M]] {{.*}} -> tensor<1x2x2x2xi8>
// CHECK: %[[T:.*]] = q8.transpose %[[R]] {{.*}} -> tensor<1x2x2x2xi8>
// CHECK: %[[F:.*]] = q8.reshape %[[T]] {{.*}} -> tensor<1x8xi8>
// CHECK: %[[W:.*]] = q8.constant dense<{{\[\[}}1, 2, 5, 6, 9, 10, 13, 14]]> : tensor<1x8xi8>
// CHECK: q8.fully_connected %[[F]], %[[W]]
func.func @through_copies(%x: tensor<1x1x2x2xi8>) -> tensor<1x1xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %w = q8.constant dense<[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]]> : tensor<1x16xi8>
  %b = q8.constant dense<0> : tensor<1xi32>
  %live = q8.add %x, %x {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x2x2xi8>, tensor<1x1x2x2xi8>) -> tensor<1x1x2x2xi8>
  %dead = q8.table %x, %t : (tensor<1x1x2x2xi8>, tensor<256xi8>) -> tensor<1x1x2x2xi8>
  %c = q8.concat %live, %dead {axis = 3 : i64} : (tensor<1x1x2x2xi8>, tensor<1x1x2x2xi8>) -> tensor<1x1x2x4xi8>
  %p = q8.pad %c {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 0 : i32} : (tensor<1x1x2x4xi8>) -> tensor<1x2x2x4xi8>
  %m = q8.max_pool2d %p {kernel = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x4xi8>) -> tensor<1x2x1x4xi8>
  %r = q8.resize_nearest %m {rows = array<i32: 0, 1>, columns = array<i32: 0, 0>} : (tensor<1x2x1x4xi8>) -> tensor<1x2x2x4xi8>
  %s = q8.transpose %r {permutation = array<i64: 0, 2, 1, 3>} : (tensor<1x2x2x4xi8>) -> tensor<1x2x2x4xi8>
  %f = q8.reshape %s : (tensor<1x2x2x4xi8>) -> tensor<1x16xi8>
  %y = q8.fully_connected %f, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.1>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x16xi8>, tensor<1x16xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// Channels 0 to 2 of the pad are a constant that the slice leaves out.
// CHECK-LABEL: @padded_channels
// CHECK: %[[P:.*]] = q8.pad %arg0 {high = array<i64: 0, 1>, low = array<i64: 0, 0>, value = 5 : i32}
// CHECK-NEXT: return %[[P]]
func.func @padded_channels(%x: tensor<1x1xi8>) -> tensor<1x2xi8> {
  %p = q8.pad %x {low = array<i64: 0, 3>, high = array<i64: 0, 2>, value = 5 : i32} : (tensor<1x1xi8>) -> tensor<1x6xi8>
  %y = q8.slice %p {starts = array<i64: 0, 3>, steps = array<i64: 1, 1>} : (tensor<1x6xi8>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// Channels of two constants become one pixel.
// CHECK-LABEL: @one_pixel
// CHECK: %[[C:.*]] = q8.constant dense<{{\[\[\[\[}}1, 2]]]]> : tensor<1x1x1x2xi8>
// CHECK-NEXT: q8.add %arg0, %[[C]]
func.func @one_pixel(%x: tensor<1x1x2x2xi8>) -> tensor<1x1x2x2xi8> {
  %one = q8.constant dense<1> : tensor<1x1x2x1xi8>
  %two = q8.constant dense<2> : tensor<1x1x2x1xi8>
  %c = q8.concat %one, %two {axis = 3 : i64} : (tensor<1x1x2x1xi8>, tensor<1x1x2x1xi8>) -> tensor<1x1x2x2xi8>
  %y = q8.add %x, %c {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x2x2xi8>, tensor<1x1x2x2xi8>) -> tensor<1x1x2x2xi8>
  return %y : tensor<1x1x2x2xi8>
}

// A large constant is one pixel too, repeated.
// CHECK-LABEL: @repeated_pixel
// CHECK: %[[C:.*]] = q8.constant dense<3> : tensor<1x1x1x1xi8>
// CHECK-NEXT: %[[Y:.*]] = q8.resize_nearest %[[C]]
// CHECK-NEXT: return %[[Y]]
func.func @repeated_pixel(%x: tensor<1x40x40x1xi8>) -> tensor<1x40x40x1xi8> {
  %t = q8.constant dense<3> : tensor<256xi8>
  %y = q8.table %x, %t : (tensor<1x40x40x1xi8>, tensor<256xi8>) -> tensor<1x40x40x1xi8>
  return %y : tensor<1x40x40x1xi8>
}

// Channel 1 of a depthwise convolution is the constant 0 that the last op reads
// as 0, even beyond an edge: the whole group goes, and what was made for it.
// CHECK-LABEL: @groups
// CHECK-DAG: q8.constant dense<[5, 7]> : tensor<2xi32>
// CHECK: q8.conv2d %arg0, {{.*}} -> tensor<1x1x1x2xi8>
// CHECK: groups = 2 : i64{{.*}} -> tensor<1x1x1x2xi8>
// CHECK: tensor<1x1x1x2xi8>, tensor<1x3x3x2xi8>
func.func @groups(%x: tensor<1x1x1x1xi8>) -> tensor<1x1x1x1xi8> {
  %u = q8.constant dense<1> : tensor<3x1x1x1xi8>
  %w = q8.constant dense<1> : tensor<3x3x3x1xi8>
  %b = q8.constant dense<[5, -100000, 7]> : tensor<3xi32>
  %v = q8.constant dense<4> : tensor<1x3x3x3xi8>
  %c = q8.constant dense<0> : tensor<1xi32>
  %h = q8.conv2d %x, %u, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0, 0.000001, 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x1xi8>, tensor<3x1x1x1xi8>, tensor<3xi32>) -> tensor<1x1x1x3xi8>
  %d = q8.conv2d %h, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 3 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0, 1.0, 1.0>, output_zero_point = 0 : i32, low = 0 : i32, high = 127 : i32} : (tensor<1x1x1x3xi8>, tensor<3x3x3x1xi8>, tensor<3xi32>) -> tensor<1x1x1x3xi8>
  %y = q8.conv2d %d, %v, %c {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x3xi8>, tensor<1x3x3x3xi8>, tensor<1xi32>) -> tensor<1x1x1x1xi8>
  return %y : tensor<1x1x1x1xi8>
}

// What an op of another dialect reads is kept whole, and its result is unknown.
// CHECK-LABEL: @island
// CHECK: q8.concat {{.*}} -> tensor<1x4xi8>
// CHECK: %[[Q:.*]] = attend.quantize
// CHECK: q8.slice %[[Q]]
func.func @island(%x: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %dead = q8.table %x, %t : (tensor<1x2xi8>, tensor<256xi8>) -> tensor<1x2xi8>
  %c = q8.concat %x, %dead {axis = 1 : i64} : (tensor<1x2xi8>, tensor<1x2xi8>) -> tensor<1x4xi8>
  %f = attend.dequantize %c {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %q = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %y = q8.slice %q {starts = array<i64: 0, 3>, steps = array<i64: 1, 1>} : (tensor<1x4xi8>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}
