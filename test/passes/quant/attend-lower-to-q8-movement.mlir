// RUN: attend-opt %s --attend-lower-to-q8 | FileCheck %s

// One scale and zero point: the same integers.
// CHECK-LABEL: @moves
// CHECK-NEXT: %[[T:.*]] = q8.transpose %{{.*}} {permutation = array<i64: 0, 2, 1, 3>}
// CHECK-NEXT: %[[S:.*]] = q8.slice %[[T]] {starts = array<i64: 0, 0, 0, 1>, steps = array<i64: 1, 1, 1, 2>}
// CHECK-NEXT: %[[P:.*]] = q8.pad %[[S]] {high = array<i64: 0, 1, 0, 0>, low = array<i64: 0, 0, 0, 0>, value = 3 : i32}
// CHECK-NEXT: %[[R:.*]] = q8.resize_nearest %[[P]] {columns = array<i32: 0, 0>, rows = array<i32: 0, 0, 1, 1, 2, 2>}
// CHECK-NEXT: %[[F:.*]] = q8.reshape %[[R]] : (tensor<1x6x2x2xi8>) -> tensor<1x24xi8>
// CHECK-NEXT: return %[[F]]
func.func @moves(%p: tensor<1x1x2x4xi8>) -> tensor<1x24xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x1x2x4xi8>) -> tensor<1x1x2x4xf32>
  %1 = attend.transpose %0 {permutation = array<i64: 0, 2, 1, 3>} : (tensor<1x1x2x4xf32>) -> tensor<1x2x1x4xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x2x1x4xf32>) -> tensor<1x2x1x4xi8>
  %3 = attend.dequantize %2 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x2x1x4xi8>) -> tensor<1x2x1x4xf32>
  %4 = attend.slice %3 {starts = array<i64: 0, 0, 0, 1>, steps = array<i64: 1, 1, 1, 2>} : (tensor<1x2x1x4xf32>) -> tensor<1x2x1x2xf32>
  %5 = attend.quantize %4 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x2x1x2xf32>) -> tensor<1x2x1x2xi8>
  %6 = attend.dequantize %5 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x2x1x2xi8>) -> tensor<1x2x1x2xf32>
  %7 = attend.pad %6 {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 1, 0, 0>, value = 0.0 : f32} : (tensor<1x2x1x2xf32>) -> tensor<1x3x1x2xf32>
  %8 = attend.quantize %7 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x3x1x2xf32>) -> tensor<1x3x1x2xi8>
  %9 = attend.dequantize %8 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x3x1x2xi8>) -> tensor<1x3x1x2xf32>
  %10 = attend.resize nearest %9 {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x3x1x2xf32>) -> tensor<1x6x2x2xf32>
  %11 = attend.quantize %10 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x6x2x2xf32>) -> tensor<1x6x2x2xi8>
  %12 = attend.dequantize %11 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x6x2x2xi8>) -> tensor<1x6x2x2xf32>
  %13 = attend.reshape %12 : (tensor<1x6x2x2xf32>) -> tensor<1x24xf32>
  %14 = attend.quantize %13 {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<1x24xf32>) -> tensor<1x24xi8>
  return %14 : tensor<1x24xi8>
}

// Maxima first, then the scale of the result.
// CHECK-LABEL: @max_pool2d_requantized
// CHECK: %[[M:.*]] = q8.max_pool2d %{{.*}} : (tensor<1x2x2x1xui8>) -> tensor<1x1x1x1xui8>
// CHECK: q8.table %[[M]], %{{.*}} : (tensor<1x1x1x1xui8>, tensor<256xi8>) -> tensor<1x1x1x1xi8>
func.func @max_pool2d_requantized(%p: tensor<1x2x2x1xui8>) -> tensor<1x1x1x1xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 128>} : (tensor<1x2x2x1xui8>) -> tensor<1x2x2x1xf32>
  %1 = attend.max_pool2d %0 {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x1xf32>) -> tensor<1x1x1x1xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xi8>
  return %2 : tensor<1x1x1x1xi8>
}

// Only the operand with another scale is requantized: 0.25 * 2 / 0.5 = 1,
// 0.25 * 3 / 0.5 = 1.5 rounds to 2, -1 (0xFF) to -0.5 rounds to 0.
// CHECK-LABEL: @concat
// CHECK-SAME: (%[[A:.*]]: tensor<1x2xi8> {{.*}}, %[[B:.*]]: tensor<1x2xi8>
// CHECK-NEXT: %[[T:.*]] = q8.constant dense<"0x0000010202{{.*}}FEFEFF00"> : tensor<256xi8>
// CHECK-NEXT: %[[R:.*]] = q8.table %[[B]], %[[T]]
// CHECK-NEXT: q8.concat %[[A]], %[[R]] {axis = 1 : i64}
func.func @concat(%p: tensor<1x2xi8>, %q: tensor<1x2xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %p {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %b = attend.dequantize %q {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %c = attend.concat %a, %b {axis = 1 : i64} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %c {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// A model may reshape integers themselves.
// CHECK-LABEL: @reshape_integers
// CHECK-NEXT: q8.reshape %{{.*}} : (tensor<1x1x1x2xi8>) -> tensor<1x2xi8>
func.func @reshape_integers(%p: tensor<1x1x1x2xi8>) -> tensor<1x2xi8> {
  %0 = attend.reshape %p : (tensor<1x1x1x2xi8>) -> tensor<1x2xi8>
  return %0 : tensor<1x2xi8>
}
