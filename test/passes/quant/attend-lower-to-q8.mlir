// RUN: attend-opt %s --pass-pipeline='builtin.module(func.func(attend-lower-to-q8,attend-verify-q8))' | FileCheck %s

// Multipliers: 0.5 * 0.5 / 0.25 = 1 and 0.5 * 0.125 / 0.25 = 0.25. The relu
// cuts at the zero point -20. The input takes and the output gives integers.
// CHECK-LABEL: @conv2d_relu
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x1xi8> {attend.name = "image", q8.scale = 5.000000e-01 : f32, q8.zero_point = -3 : i32})
// CHECK-SAME: -> (tensor<1x2x2x2xi8> {attend.name = "y", q8.scale = 2.500000e-01 : f32, q8.zero_point = -20 : i32})
// CHECK-DAG: %[[W:.*]] = q8.constant dense<{{.*}}1{{.*}}2{{.*}}> : tensor<2x1x1x1xi8>
// CHECK-DAG: %[[B:.*]] = q8.constant dense<[7, -9]> : tensor<2xi32>
// CHECK: %[[Y:.*]] = q8.conv2d %[[X]], %[[W]], %[[B]]
// CHECK-SAME: high = 127 : i32, input_zero_point = -3 : i32, low = -20 : i32
// CHECK-SAME: multipliers = array<f32: 1.000000e+00, 2.500000e-01>
// CHECK-SAME: output_zero_point = -20 : i32
// CHECK-SAME: weight_zero_points = array<i32: 0>
// CHECK-NEXT: return %[[Y]] : tensor<1x2x2x2xi8>
func.func @conv2d_relu(%image: tensor<1x2x2x1xf32> {attend.name = "image"}) -> (tensor<1x2x2x2xf32> {attend.name = "y"}) {
  %0 = attend.quantize %image {scales = array<f32: 0.5>, zero_points = array<i32: -3>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xi8>
  %x = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: -3>} : (tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xf32>
  %1 = attend.constant dense<[[[[1]]], [[[2]]]]> : tensor<2x1x1x1xi8>
  %w = attend.dequantize %1 {scales = array<f32: 0.5, 0.125>, zero_points = array<i32: 0, 0>, axis = 0 : i64} : (tensor<2x1x1x1xi8>) -> tensor<2x1x1x1xf32>
  %2 = attend.constant dense<[7, -9]> : tensor<2xi32>
  %b = attend.dequantize %2 {scales = array<f32: 0.25, 0.0625>, zero_points = array<i32: 0, 0>, axis = 0 : i64} : (tensor<2xi32>) -> tensor<2xf32>
  %c = attend.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      : (tensor<1x2x2x1xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %r = attend.unary relu %c : tensor<1x2x2x2xf32>
  %3 = attend.quantize %r {scales = array<f32: 0.25>, zero_points = array<i32: -20>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xi8>
  %y = attend.dequantize %3 {scales = array<f32: 0.25>, zero_points = array<i32: -20>} : (tensor<1x2x2x2xi8>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// Float weights with a QuantizeLinear are constant: rint(0.75/0.5) = 2 (ties
// to even), rint(-1.3/0.5) = -3. No bias is a bias of zeros. The clip [-1, 2]
// is [10 - 4, 10 + 8] at scale 0.25. Integer arguments stay.
// CHECK-LABEL: @fully_connected_clip
// CHECK-SAME: (%[[X:.*]]: tensor<1x2xui8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 128 : i32}) -> (tensor<1x1xui8> {q8.scale = 2.500000e-01 : f32, q8.zero_point = 10 : i32})
// CHECK-DAG: %[[W:.*]] = q8.constant dense<{{.*}}2, -3{{.*}}> : tensor<1x2xi8>
// CHECK-DAG: %[[B:.*]] = q8.constant dense<0> : tensor<1xi32>
// CHECK: q8.fully_connected %[[X]], %[[W]], %[[B]] {high = 18 : i32, input_zero_point = 128 : i32, low = 6 : i32, multipliers = array<f32: 1.000000e+00>
func.func @fully_connected_clip(%q: tensor<1x2xui8>) -> tensor<1x1xui8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 128>} : (tensor<1x2xui8>) -> tensor<1x2xf32>
  %0 = attend.constant dense<[[0.75, -1.3]]> : tensor<1x2xf32>
  %1 = attend.quantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xf32>) -> tensor<1x2xi8>
  %w = attend.dequantize %1 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %f = attend.fully_connected %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  %c = attend.unary clip %f {alpha = -1.0 : f32, beta = 2.0 : f32} : tensor<1x1xf32>
  %y = attend.quantize %c {scales = array<f32: 0.25>, zero_points = array<i32: 10>} : (tensor<1x1xf32>) -> tensor<1x1xui8>
  return %y : tensor<1x1xui8>
}

// A result quantized in two ways is computed twice; both relus of the chain
// narrow the same clamp.
// CHECK-LABEL: @two_quantizes
// CHECK-COUNT-2: q8.fully_connected
// CHECK: return %{{.*}}, %{{.*}} : tensor<1x1xi8>, tensor<1x1xi8>
func.func @two_quantizes(%q: tensor<1x2xi8>) -> (tensor<1x1xi8>, tensor<1x1xi8>) {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %0 = attend.constant dense<1> : tensor<1x2xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %f = attend.fully_connected %x, %w : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x1xf32>
  %a = attend.quantize %f {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  %r = attend.unary relu %f : tensor<1x1xf32>
  %s = attend.unary relu %r : tensor<1x1xf32>
  %b = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %a, %b : tensor<1x1xi8>, tensor<1x1xi8>
}

// A float bias is rounded to units of 0.5 * 0.5 and 0.5 * 0.125: 0.4 / 0.25 =
// 1.6, and -1 / 0.0625 = -16.
// CHECK-LABEL: @float_bias
// CHECK: %[[B:.*]] = q8.constant dense<[2, -16]> : tensor<2xi32>
// CHECK: q8.fully_connected %{{.*}}, %{{.*}}, %[[B]]
func.func @float_bias(%q: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %0 = attend.constant dense<1> : tensor<2x2xi8>
  %w = attend.dequantize %0 {axis = 0 : i64, scales = array<f32: 0.5, 0.125>, zero_points = array<i32: 0, 0>} : (tensor<2x2xi8>) -> tensor<2x2xf32>
  %b = attend.constant dense<[0.4, -1.0]> : tensor<2xf32>
  %f = attend.fully_connected %x, %w, %b : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %y = attend.quantize %f {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x2xf32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// A linear layer as exporters write it: its bias is an addition.
// CHECK-LABEL: @bias_behind_product
// CHECK: %[[B:.*]] = q8.constant dense<[2, -16]> : tensor<2xi32>
// CHECK: %[[F:.*]] = q8.fully_connected %{{.*}}, %{{.*}}, %[[B]]
// CHECK: q8.reshape %[[F]]
// CHECK-NOT: attend.add
func.func @bias_behind_product(%q: tensor<1x2xi8>) -> tensor<1x1x2xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %0 = attend.constant dense<1> : tensor<2x2xi8>
  %w = attend.dequantize %0 {axis = 0 : i64, scales = array<f32: 0.5, 0.125>, zero_points = array<i32: 0, 0>} : (tensor<2x2xi8>) -> tensor<2x2xf32>
  %b = attend.constant dense<[[[0.4, -1.0]]]> : tensor<1x1x2xf32>
  %f = attend.fully_connected %x, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %r = attend.reshape %f : (tensor<1x2xf32>) -> tensor<1x1x2xf32>
  %s = attend.add %r, %b : (tensor<1x1x2xf32>, tensor<1x1x2xf32>) -> tensor<1x1x2xf32>
  %y = attend.quantize %s {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x1x2xf32>) -> tensor<1x1x2xi8>
  return %y : tensor<1x1x2xi8>
}
