// RUN: attend-opt %s --attend-run-reference -o /dev/null | FileCheck %s

// Input minus zero point: [[1, 2], [3, 4]]; weights [1, 2, 3, 4], padded on
// every side, stride 2: each window holds one value. 10 + 4*1 = 14 * 0.5 = 7;
// 10 + 3*2 = 16 -> 8; 10 + 2*3 -> 8; 10 + 1*4 -> 7; plus 1.
// CHECK: @conv2d conv2d: dense<{{\[\[\[}}[8], [9]], {{\[\[}}9], [8]]]]> : tensor<1x2x2x1xi8>
func.func @conv2d(%x: tensor<1x2x2x1xi8> {attend.value = dense<[[[[0], [1]], [[2], [3]]]]> : tensor<1x2x2x1xi8>}) -> tensor<1x2x2x1xi8> {
  %w = q8.constant dense<[[[[1], [2]], [[3], [4]]]]> : tensor<1x2x2x1xi8>
  %b = q8.constant dense<10> : tensor<1xi32>
  %y = q8.conv2d %x, %w, %b
      {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64,
       input_zero_point = -1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>,
       output_zero_point = 1 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x2x2x1xi8>, tensor<1x2x2x1xi8>, tensor<1xi32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}

// Two groups of one channel with zero points 0 and 1 of their weights:
// 5 * 3 * 0.5 = 7.5 -> 8 and 7 * (4 - 1) * 0.5 = 10.5 -> 10, ties to even.
// CHECK: @conv2d_depthwise conv2d: dense<{{.*}}[8, 10]{{.*}}> : tensor<1x1x1x2xi8>
func.func @conv2d_depthwise(%x: tensor<1x1x1x2xi8> {attend.value = dense<[[[[5, 7]]]]> : tensor<1x1x1x2xi8>}) -> tensor<1x1x1x2xi8> {
  %w = q8.constant dense<[[[[3]]], [[[4]]]]> : tensor<2x1x1x1xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.conv2d %x, %w, %b
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64,
       input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>, multipliers = array<f32: 0.5, 0.5>,
       output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x1x1x2xi8>, tensor<2x1x1x1xi8>, tensor<2xi32>) -> tensor<1x1x1x2xi8>
  return %y : tensor<1x1x1x2xi8>
}

// (200 - 100)*1 + (90 - 100)*2 + 3 = 83 -> 41.5 -> 42, + 128 = 170;
// 100*100 + 10 = 10010 is cut by the clamp.
// CHECK: @fully_connected fully_connected: dense<{{\[\[}}170, 250]]> : tensor<1x2xui8>
func.func @fully_connected(%x: tensor<1x2xui8> {attend.value = dense<[[200, 90]]> : tensor<1x2xui8>}) -> tensor<1x2xui8> {
  %w = q8.constant dense<[[1, 2], [100, -1]]> : tensor<2x2xi8>
  %b = q8.constant dense<[3, 0]> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b
      {input_zero_point = 100 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 1.0>,
       output_zero_point = 128 : i32, low = 0 : i32, high = 250 : i32}
      : (tensor<1x2xui8>, tensor<2x2xi8>, tensor<2xi32>) -> tensor<1x2xui8>
  return %y : tensor<1x2xui8>
}

// A pad on top: windows of 1 and 2 positions, 4 * 1 and (6 + 9) * 0.5 = 7.5 -> 8.
// CHECK: @avg_pool2d avg_pool2d: dense<{{.*}}4{{.*}}8{{.*}}> : tensor<1x2x1x1xi8>
// CHECK: @avg_pool2d max_pool2d: dense<{{.*}}4{{.*}}9{{.*}}> : tensor<1x2x1x1xi8>
func.func @avg_pool2d(%x: tensor<1x3x1x1xi8> {attend.value = dense<[[[[4]], [[6]], [[9]]]]> : tensor<1x3x1x1xi8>}) -> tensor<1x2x1x1xi8> {
  %y = q8.avg_pool2d %x
      {kernel = array<i64: 2, 1>, strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 0, 0>, count_include_pad = false,
       input_zero_point = 0 : i32, multipliers = array<f32: 1.0, 0.5>, output_zero_point = 0 : i32,
       low = -128 : i32, high = 127 : i32} : (tensor<1x3x1x1xi8>) -> tensor<1x2x1x1xi8>
  %z = q8.max_pool2d %x {kernel = array<i64: 2, 1>, strides = array<i64: 2, 1>, pads = array<i64: 1, 0, 0, 0>}
      : (tensor<1x3x1x1xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// (a - 1)/2 + (b - 0)/2, halves away from zero: (3 + 0)/2 -> 2, (-3 + 0)/2 ->
// -2, (0 + 127)/2 -> 64. In floats the ties go to even: 1.5 -> 2, -1.5 -> -2,
// 63.5 -> 64, and 0.5 -> 0 instead of 1.
// CHECK: @add add: dense<{{\[\[}}2, -2, 64, 1]]> : tensor<1x4xi8>
// CHECK: @add add_ort_x64: dense<{{\[\[}}2, -2, 64, 0]]> : tensor<1x4xi8>
func.func @add(%a: tensor<1x4xi8> {attend.value = dense<[[4, -2, 1, 1]]> : tensor<1x4xi8>}, %b: tensor<1x4xi8> {attend.value = dense<[[0, 0, 127, 1]]> : tensor<1x4xi8>}) -> tensor<1x4xi8> {
  %y = q8.add %a, %b {lhs_zero_point = 1 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 2097152 : i32, rhs_multiplier = 2097152 : i32,
      shift = 22 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4xi8>, tensor<1x4xi8>) -> tensor<1x4xi8>
  %z = q8.add_ort_x64 %a, %b {lhs_ratio = 0.5 : f32, rhs_ratio = 0.5 : f32, fix = -0.5 : f32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x4xi8>, tensor<1x4xi8>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// One gate per channel: (x + 128) * g / 256 - 128.
// CHECK: @mul_broadcast mul: dense<{{.*}}-128, -64{{.*}}-103, -1{{.*}}> : tensor<1x1x2x2xi8>
func.func @mul_broadcast(%x: tensor<1x1x2x2xi8> {attend.value = dense<[[[[-128, 0], [-78, 126]]]]> : tensor<1x1x2x2xi8>}, %g: tensor<1x1x1x2xi8> {attend.value = dense<[[[[0, 0]]]]> : tensor<1x1x1x2xi8>}) -> tensor<1x1x2x2xi8> {
  %y = q8.mul %x, %g {lhs_zero_point = -128 : i32, rhs_zero_point = -128 : i32, ratio = 0.00390625 : f32,
      output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x2x2xi8>, tensor<1x1x1x2xi8>) -> tensor<1x1x2x2xi8>
  return %y : tensor<1x1x2x2xi8>
}

// With all exponentials equal, each of three is 256/3 = 85.33 -> 85.
// CHECK: @softmax softmax: dense<-43> : tensor<1x3xi8>
func.func @softmax(%x: tensor<1x3xi8> {attend.value = dense<[[5, -6, 7]]> : tensor<1x3xi8>}) -> tensor<1x3xi8> {
  %e = q8.constant dense<1073741824> : tensor<256xi32>
  %y = q8.softmax %x, %e {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x3xi8>, tensor<256xi32>) -> tensor<1x3xi8>
  return %y : tensor<1x3xi8>
}
