// RUN: attend-opt %s --attend-fold-pad --split-input-file | FileCheck %s

// CHECK-LABEL: @into_conv
// CHECK-NOT: attend.pad
// CHECK: attend.conv2d %arg0, {{.*}}pads = array<i64: 1, 1, 1, 1>
func.func @into_conv(%x: tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x6x6x2xf32>
  return %y : tensor<1x6x6x2xf32>
}

// -----

// CHECK-LABEL: @into_avg_pool
// CHECK-NOT: attend.pad
// CHECK: attend.avg_pool2d %arg0 {{.*}}count_include_pad = true{{.*}}pads = array<i64: 1, 1, 1, 1>
func.func @into_avg_pool(%x: tensor<1x4x4x2xf32>) -> tensor<1x3x3x2xf32> {
  %p = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = attend.avg_pool2d %p {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = false} : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32>
  return %y : tensor<1x3x3x2xf32>
}

// -----

// A maximum ignores its own pads but sees the zeros of this one.
// CHECK-LABEL: @max_pool_keeps_it
// CHECK: attend.pad
func.func @max_pool_keeps_it(%x: tensor<1x4x4x2xf32>) -> tensor<1x3x3x2xf32> {
  %p = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = attend.max_pool2d %p {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32>
  return %y : tensor<1x3x3x2xf32>
}

// -----

// CHECK-LABEL: @pad_of_ones
// CHECK: attend.pad
func.func @pad_of_ones(%x: tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 1.0 : f32} : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x6x6x2xf32>
  return %y : tensor<1x6x6x2xf32>
}
