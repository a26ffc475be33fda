// RUN: attend-opt %s --attend-lower-to-q8 | FileCheck %s --check-prefixes=CHECK,INTEGER
// RUN: attend-opt %s --attend-lower-to-q8='match=ort-x64' | FileCheck %s --check-prefixes=CHECK,X64

// Ratios 0.5/0.25 = 2 and 0.125/0.25 = 0.5: shift = 21 - log2(2) = 20,
// multipliers 2 * 2^20 and 0.5 * 2^20; fix = -5 - (2*3 + 0.5*4) = -13.
// CHECK-LABEL: @add
// INTEGER: q8.add %{{.*}}, %{{.*}} {high = 127 : i32, lhs_multiplier = 2097152 : i32, lhs_zero_point = 3 : i32, low = -5 : i32
// INTEGER-SAME: output_zero_point = -5 : i32, rhs_multiplier = 524288 : i32, rhs_zero_point = 4 : i32, shift = 20 : i32
// X64: q8.add_ort_x64 %{{.*}}, %{{.*}} {fix = -1.300000e+01 : f32, high = 127 : i32, lhs_ratio = 2.000000e+00 : f32, low = -5 : i32, rhs_ratio = 5.000000e-01 : f32}
func.func @add(%p: tensor<1x4xi8>, %q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %b = attend.dequantize %q {scales = array<f32: 0.125>, zero_points = array<i32: 4>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.add %a, %b : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %r = attend.unary relu %s : tensor<1x4xf32>
  %y = attend.quantize %r {scales = array<f32: 0.25>, zero_points = array<i32: -5>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @add_constant
// CHECK: %[[C:.*]] = q8.constant dense<{{.*}}7{{.*}}> : tensor<1x1xi8>
// CHECK: q8.add{{.*}} %{{.*}}, %[[C]] {
func.func @add_constant(%p: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %c = attend.constant dense<7> : tensor<1x1xi8>
  %b = attend.dequantize %c {scales = array<f32: 0.125>, zero_points = array<i32: 4>} : (tensor<1x1xi8>) -> tensor<1x1xf32>
  %s = attend.add %a, %b : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 0.25>, zero_points = array<i32: -5>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// 0.5 * 0.125 / 0.25.
// CHECK-LABEL: @mul
// CHECK: q8.mul {{.*}} lhs_zero_point = 3 : i32{{.*}} ratio = 2.500000e-01 : f32, rhs_zero_point = -128 : i32
func.func @mul(%p: tensor<1x4xi8>, %q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %b = attend.dequantize %q {scales = array<f32: 0.125>, zero_points = array<i32: -128>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %m = attend.mul %a, %b : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %m {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// 0.5 / (0.25 * 8) for eight positions.
// CHECK-LABEL: @global_avg_pool
// CHECK: q8.avg_pool2d {{.*}} input_zero_point = 3 : i32, kernel = array<i64: 2, 4>{{.*}} multipliers = array<f32: 2.500000e-01>
func.func @global_avg_pool(%p: tensor<1x2x4x1xi8>) -> tensor<1x1x1x1xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x2x4x1xi8>) -> tensor<1x2x4x1xf32>
  %m = attend.global_avg_pool %a : (tensor<1x2x4x1xf32>) -> tensor<1x1x1x1xf32>
  %y = attend.quantize %m {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xi8>
  return %y : tensor<1x1x1x1xi8>
}

// Windows of one and of two positions: 0.5 / 0.25 and 0.5 / (0.25 * 2).
// CHECK-LABEL: @avg_pool2d_pads
// CHECK: q8.avg_pool2d {{.*}} multipliers = array<f32: 2.000000e+00, 1.000000e+00>
func.func @avg_pool2d_pads(%p: tensor<1x3x2x1xi8>) -> tensor<1x2x2x1xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x3x2x1xi8>) -> tensor<1x3x2x1xf32>
  %m = attend.avg_pool2d %a {kernel = array<i64: 2, 1>, strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 0, 0>, count_include_pad = false} : (tensor<1x3x2x1xf32>) -> tensor<1x2x2x1xf32>
  %y = attend.quantize %m {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}

// exp(0) = 2^30 = 0x40000000, exp(-700) = 0; 2^16 * 256 = 2^24.
// CHECK-LABEL: @softmax
// CHECK: %[[E:.*]] = q8.constant dense<"0x0000004000000000{{0*}}"> : tensor<256xi32>
// CHECK: q8.softmax %{{.*}}, %[[E]] {high = 127 : i32, inverse_scale = 16777216 : i32
func.func @softmax(%p: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 700.0>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %m = attend.softmax %a {axis = 1 : i64} : tensor<1x4xf32>
  %y = attend.quantize %m {scales = array<f32: 0.00390625>, zero_points = array<i32: -128>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// Rows are what q8.softmax takes.
// CHECK-LABEL: @softmax_of_columns
// CHECK: %[[T:.*]] = q8.transpose %{{.*}} {permutation = array<i64: 1, 0>} : (tensor<2x4xi8>) -> tensor<4x2xi8>
// CHECK: %[[S:.*]] = q8.softmax %[[T]]
// CHECK: q8.transpose %[[S]] {permutation = array<i64: 1, 0>} : (tensor<4x2xi8>) -> tensor<2x4xi8>
func.func @softmax_of_columns(%p: tensor<2x4xi8>) -> tensor<2x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.1>, zero_points = array<i32: 0>} : (tensor<2x4xi8>) -> tensor<2x4xf32>
  %m = attend.softmax %a {axis = 0 : i64} : tensor<2x4xf32>
  %y = attend.quantize %m {scales = array<f32: 0.00390625>, zero_points = array<i32: -128>} : (tensor<2x4xf32>) -> tensor<2x4xi8>
  return %y : tensor<2x4xi8>
}
