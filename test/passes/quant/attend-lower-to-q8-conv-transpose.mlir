// RUN: attend-opt %s --attend-lower-to-q8 | FileCheck %s
// RUN: attend-opt %s --pass-pipeline='builtin.module(func.func(attend-lower-to-q8),attend-run-reference)' -o /dev/null | FileCheck %s --check-prefix=VALUES

// The input [[1, 2]] (zero point 1) spread by stride 2 is 1 0 2 0; the kernel
// 1 2 3 turned round is 3 2 1. Without padding that is 1*[1 2 3] + 2*[. . 1 2 3].
// CHECK-LABEL: @conv_transpose2d
// CHECK: %[[W:.*]] = q8.constant dense<{{.*}}3{{.*}}2{{.*}}1{{.*}}> : tensor<1x1x3x1xi8>
// CHECK: %[[A:.*]] = q8.reshape %{{.*}} : (tensor<1x1x2x1xi8>) -> tensor<1x2x1x1xi8>
// CHECK: %[[P:.*]] = q8.pad %[[A]] {high = array<i64: 0, 0, 1, 0>, low = array<i64: 0, 0, 0, 0>, value = 1 : i32}
// CHECK: %[[R:.*]] = q8.reshape %[[P]] : (tensor<1x2x2x1xi8>) -> tensor<1x1x4x1xi8>
// CHECK: q8.conv2d %[[R]], %[[W]], %{{.*}} pads = array<i64: 0, 2, 0, 1>, strides = array<i64: 1, 1>
// VALUES: @conv_transpose2d conv2d: dense<{{\[\[\[}}[1], [2], [5], [4], [6]]]]> : tensor<1x1x5x1xi8>
func.func @conv_transpose2d(%p: tensor<1x1x2x1xi8> {attend.value = dense<[[[[2], [3]]]]> : tensor<1x1x2x1xi8>}) -> tensor<1x1x5x1xi8> {
  %x = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 1>} : (tensor<1x1x2x1xi8>) -> tensor<1x1x2x1xf32>
  %0 = attend.constant dense<[[[[1], [2], [3]]]]> : tensor<1x1x3x1xi8>
  %w = attend.dequantize %0 {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x3x1xi8>) -> tensor<1x1x3x1xf32>
  %c = attend.conv_transpose2d %x, %w {strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      : (tensor<1x1x2x1xf32>, tensor<1x1x3x1xf32>) -> tensor<1x1x5x1xf32>
  %y = attend.quantize %c {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x5x1xf32>) -> tensor<1x1x5x1xi8>
  return %y : tensor<1x1x5x1xi8>
}

// Two input and four output channels in two groups, with scales along the last
// dimension of the weight (0.5, 1): channel 0 is 10*1*0.5 and 1*1*0.5 -> 0, 1 is 10*2, 2 is
// 20*3*0.5, 3 is 20*4. Stride 2 with a kernel of 1 leaves the zeros between;
// the one behind the last value is cut off.
// CHECK-LABEL: @groups_and_cut
// CHECK: q8.slice %{{.*}} {starts = array<i64: 0, 0, 0, 0>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x1x4x2xi8>) -> tensor<1x1x3x2xi8>
// CHECK: q8.conv2d {{.*}} groups = 2 : i64{{.*}} multipliers = array<f32: 5.000000e-01, 1.000000e+00, 5.000000e-01, 1.000000e+00>
// VALUES: @groups_and_cut conv2d: dense<{{\[\[\[}}[5, 20, 30, 80], [0, 0, 0, 0], [0, 2, 2, 4]]]]> : tensor<1x1x3x4xi8>
func.func @groups_and_cut(%p: tensor<1x1x2x2xi8> {attend.value = dense<[[[[10, 20], [1, 1]]]]> : tensor<1x1x2x2xi8>}) -> tensor<1x1x3x4xi8> {
  %x = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x2x2xi8>) -> tensor<1x1x2x2xf32>
  %0 = attend.constant dense<[[[[1, 2]]], [[[3, 4]]]]> : tensor<2x1x1x2xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5, 1.0>, zero_points = array<i32: 0, 0>, axis = 3 : i64} : (tensor<2x1x1x2xi8>) -> tensor<2x1x1x2xf32>
  %c = attend.conv_transpose2d %x, %w {strides = array<i64: 1, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64}
      : (tensor<1x1x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x1x3x4xf32>
  %y = attend.quantize %c {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1x3x4xf32>) -> tensor<1x1x3x4xi8>
  return %y : tensor<1x1x3x4xi8>
}
