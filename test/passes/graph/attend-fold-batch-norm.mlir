// RUN: attend-opt %s --attend-fold-batch-norm --split-input-file | FileCheck %s

// scale / sqrt(variance) = 3 / sqrt(4) = 1.5; bias 1 becomes (1 - 2) * 1.5 + 5.
// CHECK-LABEL: @conv_with_bias
// CHECK-DAG: %[[W:.*]] = attend.constant dense<1.500000e+00> : tensor<2x1x1x2xf32>
// CHECK-DAG: %[[B:.*]] = attend.constant dense<3.500000e+00> : tensor<2xf32>
// CHECK: %[[Y:.*]] = attend.conv2d %{{.*}}, %[[W]], %[[B]]
// CHECK-NEXT: return %[[Y]]
func.func @conv_with_bias(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %b = attend.constant dense<1.0> : tensor<2xf32>
  %scale = attend.constant dense<3.0> : tensor<2xf32>
  %offset = attend.constant dense<5.0> : tensor<2xf32>
  %mean = attend.constant dense<2.0> : tensor<2xf32>
  %variance = attend.constant dense<4.0> : tensor<2xf32>
  %c = attend.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  %y = attend.batch_norm %c, %scale, %offset, %mean, %variance {epsilon = 0.0 : f32} : tensor<1x4x4x2xf32>, tensor<2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// Channels keep their own factors: 1 * 2 and 1 * 4.
// CHECK-LABEL: @per_channel
// CHECK: dense<{{\[}}[2.000000e+00, 2.000000e+00], [4.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-NOT: attend.batch_norm
func.func @per_channel(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x2xf32>
  %scale = attend.constant dense<[2.0, 4.0]> : tensor<2xf32>
  %zero = attend.constant dense<0.0> : tensor<2xf32>
  %one = attend.constant dense<1.0> : tensor<2xf32>
  %c = attend.fully_connected %x, %w : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %y = attend.batch_norm %c, %scale, %zero, %zero, %one {epsilon = 0.0 : f32} : tensor<1x2xf32>, tensor<2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// A second reader of the convolution needs the value before the norm.
// CHECK-LABEL: @conv_has_second_use
// CHECK: attend.batch_norm
func.func @conv_has_second_use(%x: tensor<1x4x4x2xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %one = attend.constant dense<1.0> : tensor<2xf32>
  %c = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  %y = attend.batch_norm %c, %one, %one, %one, %one {epsilon = 0.0 : f32} : tensor<1x4x4x2xf32>, tensor<2xf32>
  return %c, %y : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
}

// -----

// A norm does not cross a pooling.
// CHECK-LABEL: @behind_max_pool
// CHECK: attend.batch_norm
func.func @behind_max_pool(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  %one = attend.constant dense<-1.0> : tensor<2xf32>
  %p = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %y = attend.batch_norm %p, %one, %one, %one, %one {epsilon = 2.0 : f32} : tensor<1x2x2x2xf32>, tensor<2xf32>
  return %y : tensor<1x2x2x2xf32>
}
