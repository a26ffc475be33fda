// RUN: attend-opt %s --attend-run-reference -o /dev/null | FileCheck %s

// Stride 2 with a pad on every side: each window holds one value of the input,
// 10 + 4*1, 10 + 3*2, 10 + 2*3, 10 + 1*4; out of 2 channels the second is the
// first times -1 without a bias term of its own.
// CHECK: @conv2d conv2d: dense<{{\[\[\[}}[1.400000e+01, -4.000000e+00], [1.600000e+01, -6.000000e+00]], {{\[}}[1.600000e+01, -6.000000e+00], [1.400000e+01, -4.000000e+00]]]]>
func.func @conv2d(%x: tensor<1x2x2x1xf32> {attend.value = dense<[[[[1.0], [2.0]], [[3.0], [4.0]]]]> : tensor<1x2x2x1xf32>}) -> tensor<1x2x2x2xf32> {
  %w = attend.constant dense<[[[[1.0], [2.0]], [[3.0], [4.0]]], [[[-1.0], [-2.0]], [[-3.0], [-4.0]]]]> : tensor<2x2x2x1xf32>
  %b = attend.constant dense<[10.0, 0.0]> : tensor<2xf32>
  %y = attend.conv2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      : (tensor<1x2x2x1xf32>, tensor<2x2x2x1xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// Two groups of two channels: 1*1 + 2*2, 3*3 + 4*4; one pixel more than a tile.
// CHECK: @grouped conv2d: dense<{{\[\[\[}}[5.000000e+00, 2.500000e+01], [1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00], [0.000000e+00, 0.000000e+00], [3.000000e+00, 7.000000e+00]]]]>
func.func @grouped(%x: tensor<1x1x5x4xf32> {attend.value = dense<[[[[1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]]]]> : tensor<1x1x5x4xf32>}) -> tensor<1x1x5x2xf32> {
  %w = attend.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]]]> : tensor<2x1x1x2xf32>
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64}
      : (tensor<1x1x5x4xf32>, tensor<2x1x1x2xf32>) -> tensor<1x1x5x2xf32>
  return %y : tensor<1x1x5x2xf32>
}

// Depthwise with two outputs per channel and a dilation of 2: x0*1 + x2*2, ..
// CHECK: @multiplier conv2d: dense<{{\[\[\[}}[7.000000e+00, -1.000000e+00, 1.400000e+01, 2.000000e+01]]]]>
func.func @multiplier(%x: tensor<1x1x3x2xf32> {attend.value = dense<[[[[1.0, 2.0], [9.0, 9.0], [3.0, 4.0]]]]> : tensor<1x1x3x2xf32>}) -> tensor<1x1x1x4xf32> {
  %w = attend.constant dense<[[[[1.0], [2.0]]], [[[-1.0], [0.0]]], [[[3.0], [2.0]]], [[[0.0], [5.0]]]]> : tensor<4x1x2x1xf32>
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 2>, groups = 2 : i64}
      : (tensor<1x1x3x2xf32>, tensor<4x1x2x1xf32>) -> tensor<1x1x1x4xf32>
  return %y : tensor<1x1x1x4xf32>
}

// CHECK: @transposed conv_transpose2d: dense<{{\[\[\[}}[1.500000e+00], [2.500000e+00], [2.500000e+00]]]]>
func.func @transposed(%x: tensor<1x1x2x1xf32> {attend.value = dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32>}) -> tensor<1x1x3x1xf32> {
  %w = attend.constant dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32>
  %b = attend.constant dense<0.5> : tensor<1xf32>
  %y = attend.conv_transpose2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
      : (tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, tensor<1xf32>) -> tensor<1x1x3x1xf32>
  return %y : tensor<1x1x3x1xf32>
}

// The window's mean counts its own positions, or all four with the pad.
// CHECK: @pools max_pool2d: dense<{{\[\[\[}}[-1.000000e+00], [-2.000000e+00]]]]>
// CHECK: @pools avg_pool2d: dense<{{\[\[\[}}[-1.000000e+00], [-2.500000e+00]]]]>
// CHECK: @pools avg_pool2d: dense<{{\[\[\[}}[-5.000000e-01], [-2.500000e+00]]]]>
// CHECK: @pools global_avg_pool: dense<-2.000000e+00>
func.func @pools(%x: tensor<1x1x3x1xf32> {attend.value = dense<[[[[-1.0], [-2.0], [-3.0]]]]> : tensor<1x1x3x1xf32>}) -> tensor<1x1x1x1xf32> {
  %0 = attend.max_pool2d %x {kernel = array<i64: 1, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 1, 0, 0>} : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>
  %1 = attend.avg_pool2d %x {kernel = array<i64: 1, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 1, 0, 0>, count_include_pad = false} : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>
  %2 = attend.avg_pool2d %x {kernel = array<i64: 1, 2>, strides = array<i64: 1, 2>, pads = array<i64: 0, 1, 0, 0>, count_include_pad = true} : (tensor<1x1x3x1xf32>) -> tensor<1x1x2x1xf32>
  %3 = attend.global_avg_pool %x : (tensor<1x1x3x1xf32>) -> tensor<1x1x1x1xf32>
  return %3 : tensor<1x1x1x1xf32>
}

// (x - mean) / sqrt(variance + 0) * scale + offset; the middle of a linear
// resize lies half way.
// CHECK: @scales fully_connected: dense<{{\[}}[1.300000e+01, 5.000000e+00]]>
// CHECK: @scales batch_norm: dense<{{\[}}[8.000000e+00, 2.000000e+01]]>
// CHECK: @scales softmax: dense<5.000000e-01>
func.func @scales(%x: tensor<1x2xf32> {attend.value = dense<[[2.0, 2.0]]> : tensor<1x2xf32>}) -> tensor<1x2xf32> {
  %w = attend.constant dense<[[2.0, 4.0], [1.0, 1.0]]> : tensor<2x2xf32>
  %b = attend.constant dense<1.0> : tensor<2xf32>
  %mean = attend.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %variance = attend.constant dense<[4.0, 1.0]> : tensor<2xf32>
  %scale = attend.constant dense<[2.0, 10.0]> : tensor<2xf32>
  %offset = attend.constant dense<[7.0, 0.0]> : tensor<2xf32>
  %0 = attend.fully_connected %x, %w, %b : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %1 = attend.batch_norm %x, %scale, %offset, %mean, %variance {epsilon = 0.0 : f32} : tensor<1x2xf32>, tensor<2xf32>
  %2 = attend.softmax %x {axis = 1 : i64} : tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}

// CHECK: @resizes resize: dense<{{\[\[\[}}[1.000000e+00], [1.000000e+00], [3.000000e+00], [3.000000e+00]]]]>
// CHECK: @resizes resize: dense<{{\[\[\[}}[1.000000e+00], [1.500000e+00], [2.500000e+00], [3.000000e+00]]]]>
func.func @resizes(%x: tensor<1x1x2x1xf32> {attend.value = dense<[[[[1.0], [3.0]]]]> : tensor<1x1x2x1xf32>}) -> tensor<1x1x4x1xf32> {
  %0 = attend.resize nearest %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 1.0, 2.0>} : (tensor<1x1x2x1xf32>) -> tensor<1x1x4x1xf32>
  %1 = attend.resize linear %x {coordinate = #attend.coordinate_mode<half_pixel>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 1.0, 2.0>} : (tensor<1x1x2x1xf32>) -> tensor<1x1x4x1xf32>
  return %1 : tensor<1x1x4x1xf32>
}

// v_scale * V + A with A = V + V; V * G with G = -V; softmax(A) * B.
// CHECK: @condensers condenser: dense<{{\[\[\[}}[3.000000e+00, 8.000000e+00]]]]>
// CHECK: @condensers condenser: dense<{{\[\[\[}}[-1.000000e+00, -4.000000e+00]]]]>
// CHECK: @condensers condenser: dense<{{\[\[\[}}[5.000000e-01, 1.000000e+00]]]]>
func.func @condensers(%v: tensor<1x1x1x2xf32> {attend.value = dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32>}) -> tensor<1x1x1x2xf32> {
  %0 = attend.condenser additive(%v : tensor<1x1x1x2xf32>) attributes {v_scale = array<f32: 1.0, 2.0>} {
  ^bb0(%x: tensor<1x1x1x2xf32>):
    %a = attend.add %x, %x : (tensor<1x1x1x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
    attend.yield %a : tensor<1x1x1x2xf32>
  } -> tensor<1x1x1x2xf32>
  %1 = attend.condenser gated(%v : tensor<1x1x1x2xf32>) {
  ^bb0(%x: tensor<1x1x1x2xf32>):
    %g = attend.unary scale %x {alpha = -1.0 : f32} : tensor<1x1x1x2xf32>
    attend.yield %g : tensor<1x1x1x2xf32>
  } -> tensor<1x1x1x2xf32>
  %2 = attend.condenser double_condensing(%v : tensor<1x1x1x2xf32>) {
  ^bb0(%x: tensor<1x1x1x2xf32>):
    %a = attend.sub %x, %x : (tensor<1x1x1x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
    attend.yield %a, %x : tensor<1x1x1x2xf32>, tensor<1x1x1x2xf32>
  } -> tensor<1x1x1x2xf32>
  return %2 : tensor<1x1x1x2xf32>
}
