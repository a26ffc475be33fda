// RUN: attend-opt %s --attend-lower-to-q8 | FileCheck %s
// RUN: attend-opt %s --pass-pipeline='builtin.module(func.func(attend-lower-to-q8),attend-run-reference)' -o /dev/null | FileCheck %s --check-prefix=VALUES

// Output positions lie at -1/4, 1/4, 3/4, 5/4 of the inputs 0 and 8: weights
// of quarters, edges repeated. Multiplier 1 / (2 * 4).
// CHECK-LABEL: @half_pixel
// CHECK: q8.resize_nearest %{{.*}} {columns = array<i32: 0, 0, 1, 1>, rows = array<i32: 0, 0, 0>}
// CHECK: %[[W:.*]] = q8.constant dense<{{.*}}2{{.*}}6{{.*}}6{{.*}}2{{.*}}> : tensor<1x1x4x1xi8>
// CHECK: q8.conv2d {{.*}} groups = 1 : i64{{.*}} multipliers = array<f32: 1.250000e-01>{{.*}} -> tensor<1x1x4x1xi8>
// VALUES: @half_pixel conv2d: dense<{{\[\[\[}}[0], [2], [6], [8]]]]> : tensor<1x1x4x1xi8>
func.func @half_pixel(%p: tensor<1x1x2x1xi8> {attend.value = dense<[[[[0], [8]]]]> : tensor<1x1x2x1xi8>}) -> tensor<1x1x4x1xi8> {
  %x = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x2x1xi8>) -> tensor<1x1x2x1xf32>
  %r = attend.resize linear %x {coordinate = #attend.coordinate_mode<half_pixel>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 1.0, 2.0>}
      : (tensor<1x1x2x1xf32>) -> tensor<1x1x4x1xf32>
  %y = attend.quantize %r {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x4x1xf32>) -> tensor<1x1x4x1xi8>
  return %y : tensor<1x1x4x1xi8>
}

// Rows and columns at 0, 1/2, 1, 3/2; zero point 10 of the input, 0 of the
// result: inputs 0 4 / 8 12.
// CHECK-LABEL: @asymmetric
// VALUES: @asymmetric conv2d: dense<{{\[\[\[}}[0], [2], [4], [4]], {{\[\[}}4], [6], [8], [8]], {{\[\[}}8], [10], [12], [12]], {{\[\[}}8], [10], [12], [12]]]]> : tensor<1x4x4x1xi8>
func.func @asymmetric(%p: tensor<1x2x2x1xi8> {attend.value = dense<[[[[10], [14]], [[18], [22]]]]> : tensor<1x2x2x1xi8>}) -> tensor<1x4x4x1xi8> {
  %x = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 10>} : (tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xf32>
  %r = attend.resize linear %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>}
      : (tensor<1x2x2x1xf32>) -> tensor<1x4x4x1xf32>
  %y = attend.quantize %r {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xi8>
  return %y : tensor<1x4x4x1xi8>
}

// Three times: thirds, weights 2 4 6 4 2 of 6; 0 and 9 give 0 0 3 6 9 9.
// CHECK-LABEL: @three_times
// VALUES: @three_times conv2d: dense<{{\[\[\[}}[0], [0], [3], [6], [9], [9]]]]> : tensor<1x1x6x1xi8>
func.func @three_times(%p: tensor<1x1x2x1xi8> {attend.value = dense<[[[[0], [9]]]]> : tensor<1x1x2x1xi8>}) -> tensor<1x1x6x1xi8> {
  %x = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x2x1xi8>) -> tensor<1x1x2x1xf32>
  %r = attend.resize linear %x {coordinate = #attend.coordinate_mode<half_pixel>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 1.0, 3.0>}
      : (tensor<1x1x2x1xf32>) -> tensor<1x1x6x1xf32>
  %y = attend.quantize %r {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x6x1xf32>) -> tensor<1x1x6x1xi8>
  return %y : tensor<1x1x6x1xi8>
}
