// RUN: attend-opt %s --pass-pipeline='builtin.module(func.func(attend-lower-to-q8,attend-verify-q8))' | FileCheck %s

// Movements without Q and DQ of their own: between an op and its quantize they
// go behind the quantize, between a dequantize and an op before the dequantize.

// A matrix product of rank 3 as the importer writes it.
// CHECK-LABEL: @between_product_and_quantize
// CHECK: %[[A:.*]] = q8.reshape %{{.*}} : (tensor<1x2x2xi8>) -> tensor<2x2xi8>
// CHECK: %[[F:.*]] = q8.fully_connected %[[A]], {{.*}} low = 3 : i32
// CHECK: %[[R:.*]] = q8.reshape %[[F]] : (tensor<2x1xi8>) -> tensor<1x2x1xi8>
// CHECK: %[[T:.*]] = q8.transpose %[[R]] {permutation = array<i64: 0, 2, 1>}
// CHECK: return %[[T]]
func.func @between_product_and_quantize(%q: tensor<1x2x2xi8>) -> tensor<1x1x2xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2x2xi8>) -> tensor<1x2x2xf32>
  %a = attend.reshape %x : (tensor<1x2x2xf32>) -> tensor<2x2xf32>
  %0 = attend.constant dense<1> : tensor<1x2xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %f = attend.fully_connected %a, %w : (tensor<2x2xf32>, tensor<1x2xf32>) -> tensor<2x1xf32>
  %r = attend.reshape %f : (tensor<2x1xf32>) -> tensor<1x2x1xf32>
  %t = attend.transpose %r {permutation = array<i64: 0, 2, 1>} : (tensor<1x2x1xf32>) -> tensor<1x1x2xf32>
  %s = attend.unary relu %t : tensor<1x1x2xf32>
  %y = attend.quantize %s {scales = array<f32: 0.25>, zero_points = array<i32: 3>} : (tensor<1x1x2xf32>) -> tensor<1x1x2xi8>
  return %y : tensor<1x1x2xi8>
}

// The pad value 1.0 is 4 + 3; the pool commutes with a relu.
// CHECK-LABEL: @pad_and_pool
// CHECK: %[[A:.*]] = q8.add
// CHECK: %[[P:.*]] = q8.pad %[[A]] {{.*}}value = 7 : i32
// CHECK: %[[M:.*]] = q8.max_pool2d %[[P]]
// CHECK: return %[[M]]
func.func @pad_and_pool(%q: tensor<1x1x1x1xi8>) -> tensor<1x1x1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1x1x1xi8>) -> tensor<1x1x1x1xf32>
  %s = attend.add %x, %x : (tensor<1x1x1x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xf32>
  %p = attend.pad %s {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 0, 0, 0>, value = 1.0 : f32} : (tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
  %m = attend.max_pool2d %p {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x1xf32>) -> tensor<1x1x1x1xf32>
  %y = attend.quantize %m {scales = array<f32: 0.25>, zero_points = array<i32: 3>} : (tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xi8>
  return %y : tensor<1x1x1x1xi8>
}

// A function of a pad is none of what is padded.
// CHECK-LABEL: @pad_before_function
// CHECK: attend.add
// CHECK: attend.pad
// CHECK: attend.unary tanh {{.*}}attend.stays_float
func.func @pad_before_function(%q: tensor<1xi8>) -> tensor<2xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1xi8>) -> tensor<1xf32>
  %s = attend.add %x, %x : (tensor<1xf32>, tensor<1xf32>) -> tensor<1xf32>
  %p = attend.pad %s {low = array<i64: 0>, high = array<i64: 1>, value = -1.0 : f32} : (tensor<1xf32>) -> tensor<2xf32>
  %r = attend.unary tanh %p : tensor<2xf32>
  %y = attend.quantize %r {scales = array<f32: 0.25>, zero_points = array<i32: 3>} : (tensor<2xf32>) -> tensor<2xi8>
  return %y : tensor<2xi8>
}

// The float input becomes bytes although a reshape stands before its quantize.
// CHECK-LABEL: @float_input
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x1xui8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 128 : i32}) -> (tensor<4xui8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 128 : i32})
// CHECK-NEXT: %[[Y:.*]] = q8.reshape %[[X]]
// CHECK-NEXT: return %[[Y]]
func.func @float_input(%x: tensor<1x2x2x1xf32>) -> tensor<4xui8> {
  %r = attend.reshape %x : (tensor<1x2x2x1xf32>) -> tensor<4xf32>
  %y = attend.quantize %r {scales = array<f32: 0.5>, zero_points = array<i32: 128>} : (tensor<4xf32>) -> tensor<4xui8>
  return %y : tensor<4xui8>
}

// Between a dequantize and a float op: the island is the float op alone.
// CHECK-LABEL: @before_island
// CHECK-NEXT: %[[A:.*]] = q8.resize_nearest %{{.*}} {columns = array<i32: 1, 0>, rows = array<i32: 0>}
// CHECK-NEXT: %[[B:.*]] = q8.resize_nearest %[[A]] {columns = array<i32: 1, 0, 1, 0>, rows = array<i32: 0>}
// CHECK-NEXT: %[[C:.*]] = q8.concat %[[A]], %[[B]] {axis = 2 : i64}
// CHECK-NEXT: %[[D:.*]] = attend.dequantize %[[C]]
// CHECK-NEXT: %[[E:.*]] = attend.softmax %[[D]]
// CHECK-NEXT: return %[[E]]
func.func @before_island(%q: tensor<1x1x2x1xi8>) -> tensor<1x1x6x1xf32> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1x2x1xi8>) -> tensor<1x1x2x1xf32>
  %a = attend.slice %x {starts = array<i64: 0, 0, 1, 0>, steps = array<i64: 1, 1, -1, 1>} : (tensor<1x1x2x1xf32>) -> tensor<1x1x2x1xf32>
  %b = attend.pad %a {low = array<i64: 0, 0, 1, 0>, high = array<i64: 0, 0, 1, 0>, value = 0.0 : f32, mode = #attend.pad_mode<reflect>} : (tensor<1x1x2x1xf32>) -> tensor<1x1x4x1xf32>
  %c = attend.concat %a, %b {axis = 2 : i64} : (tensor<1x1x2x1xf32>, tensor<1x1x4x1xf32>) -> tensor<1x1x6x1xf32>
  %y = attend.softmax %c {axis = 2 : i64} : tensor<1x1x6x1xf32>
  return %y : tensor<1x1x6x1xf32>
}

// An output behind a movement is bytes; a model's own movement of bytes too.
// CHECK-LABEL: @outputs
// CHECK-SAME: -> (tensor<2xi8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32}, tensor<2x1xi8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32})
// CHECK-DAG: %[[A:.*]] = q8.reshape %{{.*}} : (tensor<1x2xi8>) -> tensor<2xi8>
// CHECK-DAG: %[[B:.*]] = q8.transpose
// CHECK: return %[[A]], %[[B]]
func.func @outputs(%q: tensor<1x2xi8>) -> (tensor<2xf32>, tensor<2x1xi8>) {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %y = attend.reshape %x : (tensor<1x2xf32>) -> tensor<2xf32>
  %z = attend.transpose %q {permutation = array<i64: 1, 0>} : (tensor<1x2xi8>) -> tensor<2x1xi8>
  return %y, %z : tensor<2xf32>, tensor<2x1xi8>
}
