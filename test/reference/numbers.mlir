// RUN: attend-opt %s --attend-run-reference -o /dev/null | FileCheck %s

// Integers wrap around; a quotient rounds towards zero and is 0 for 0.
// CHECK: @integers add: dense<[-56, -1, 1]>
// CHECK: @integers sub: dense<[0, 13, 1]>
// CHECK: @integers mul: dense<[16, -42, 0]>
// CHECK: @integers div: dense<[1, 0, 0]>
// CHECK: @integers max: dense<[100, 6, 1]>
// CHECK: @integers min: dense<[100, -7, 0]>
// CHECK: @integers pow: dense<[0, 0, 1]>
// CHECK: @integers unary: dense<[-100, -6, -1]>
// CHECK: @integers unary: dense<[50, 6, 1]>
func.func @integers(%a: tensor<3xi8> {attend.value = dense<[100, 6, 1]> : tensor<3xi8>}, %b: tensor<3xi8> {attend.value = dense<[100, -7, 0]> : tensor<3xi8>}) -> tensor<3xi8> {
  %0 = attend.add %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %1 = attend.sub %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %2 = attend.mul %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %3 = attend.div %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %4 = attend.max %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %5 = attend.min %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %6 = attend.pow %a, %b : (tensor<3xi8>, tensor<3xi8>) -> tensor<3xi8>
  %7 = attend.unary neg %a : tensor<3xi8>
  %8 = attend.unary clip %a {alpha = -3.0 : f32, beta = 50.0 : f32} : tensor<3xi8>
  return %8 : tensor<3xi8>
}

// Floats saturate on their way to integers.
// CHECK: @casts cast: dense<[-128, 2, 127]>
// CHECK: @casts cast: dense<[0, 2, 255]>
// CHECK: @casts cast: dense<true>
// CHECK: @casts cast: dense<[-1.000000e+03, 2.500000e+00, 0x7C00]>
// CHECK: @casts cast: dense<[-1.000000e+03, 2.500000e+00, 0x7FF0000000000000]>
func.func @casts(%x: tensor<3xf32> {attend.value = dense<[-1000.0, 2.5, 1.0e6]> : tensor<3xf32>}) -> tensor<3xf64> {
  %0 = attend.cast %x : (tensor<3xf32>) -> tensor<3xi8>
  %1 = attend.cast %x : (tensor<3xf32>) -> tensor<3xui8>
  %2 = attend.cast %x : (tensor<3xf32>) -> tensor<3xi1>
  %3 = attend.cast %x : (tensor<3xf32>) -> tensor<3xf16>
  %4 = attend.cast %3 : (tensor<3xf16>) -> tensor<3xf64>
  return %4 : tensor<3xf64>
}

// CHECK: @reductions reduce: dense<{{\[}}[6.000000e+00], [1.500000e+01]]>
// CHECK: @reductions reduce: dense<{{\[}}[2.500000e+00, 3.500000e+00, 4.500000e+00]]>
// CHECK: @reductions reduce: dense<6.000000e+00>
// CHECK: @reductions reduce: dense<1.000000e+00>
// CHECK: @reductions arg_max: dense<2>
// CHECK: @reductions arg_max: dense<1>
func.func @reductions(%x: tensor<2x3xf32> {attend.value = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>}) -> tensor<1x3xi64> {
  %0 = attend.reduce sum %x {axes = array<i64: 1>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  %1 = attend.reduce mean %x {axes = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<1x3xf32>
  %2 = attend.reduce max %x {axes = array<i64: 0, 1>} : (tensor<2x3xf32>) -> tensor<1x1xf32>
  %3 = attend.reduce min %x {axes = array<i64: 0, 1>} : (tensor<2x3xf32>) -> tensor<1x1xf32>
  %4 = attend.arg_max %x {axis = 1 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<2x1xi64>
  %5 = attend.arg_max %x {axis = 0 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<1x3xi64>
  return %5 : tensor<1x3xi64>
}

// CHECK: @products matmul: dense<{{\[}}[{{\[}}3.000000e+00]], {{\[}}[7.000000e+00]]]>
// CHECK: @products resample: dense<{{\[}}[{{\[}}1.500000e+00, 9.000000e+00]], {{\[}}[3.500000e+00, 9.000000e+00]]]>
// CHECK: @products gather: dense<{{\[}}[{{\[}}3.000000e+00, 4.000000e+00]], {{\[}}[1.000000e+00, 2.000000e+00]], {{\[}}[3.000000e+00, 4.000000e+00]]]>
func.func @products(%x: tensor<2x1x2xf32> {attend.value = dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>}) -> tensor<3x1x2xf32> {
  %one = attend.constant dense<1.0> : tensor<1x2x1xf32>
  %i = attend.constant dense<[-1, 0, 7]> : tensor<3xi64>
  %0 = attend.matmul %x, %one : (tensor<2x1x2xf32>, tensor<1x2x1xf32>) -> tensor<2x1x1xf32>
  %1 = attend.resample %x {axis = 2 : i64, taps = 2 : i64, indices = array<i32: 0, 1, -1, -1>, weights = array<f32: 0.5, 0.5, 0.0, 0.0>, outside = 9.0 : f32} : (tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  %2 = attend.gather %x, %i {axis = 0 : i64} : (tensor<2x1x2xf32>, tensor<3xi64>) -> tensor<3x1x2xf32>
  return %2 : tensor<3x1x2xf32>
}

// CHECK: @moves pad: dense<[3, 2, 1, 2, 3, 2]>
// CHECK: @moves pad: dense<[1, 1, 1, 2, 3, 3]>
// CHECK: @moves pad: dense<[7, 7, 1, 2, 3, 7]>
// CHECK: @moves slice: dense<[3, 2, 1]>
// CHECK: @moves broadcast: dense<{{\[}}[1, 2, 3], [1, 2, 3]]>
func.func @moves(%x: tensor<3xi64> {attend.value = dense<[1, 2, 3]> : tensor<3xi64>}) -> tensor<2x3xi64> {
  %0 = attend.pad %x {low = array<i64: 2>, high = array<i64: 1>, value = 0.0 : f32, mode = #attend.pad_mode<reflect>} : (tensor<3xi64>) -> tensor<6xi64>
  %1 = attend.pad %x {low = array<i64: 2>, high = array<i64: 1>, value = 0.0 : f32, mode = #attend.pad_mode<edge>} : (tensor<3xi64>) -> tensor<6xi64>
  %2 = attend.pad %x {low = array<i64: 2>, high = array<i64: 1>, value = 7.0 : f32} : (tensor<3xi64>) -> tensor<6xi64>
  %3 = attend.slice %x {starts = array<i64: 2>, steps = array<i64: -1>} : (tensor<3xi64>) -> tensor<3xi64>
  %4 = attend.reshape %x : (tensor<3xi64>) -> tensor<1x3xi64>
  %5 = attend.broadcast %4 : (tensor<1x3xi64>) -> tensor<2x3xi64>
  return %5 : tensor<2x3xi64>
}

// A 1x2 kernel over three pixels, and a maximum with a gap.
// CHECK: @windows conv2d: dense<{{\[}}[{{\[}}[50], [80], [30]]]]>
// CHECK: @windows max_pool2d: dense<3>
func.func @windows(%x: tensor<1x1x3x1xi32> {attend.value = dense<[[[[1], [2], [3]]]]> : tensor<1x1x3x1xi32>}) -> tensor<1x1x1x1xi32> {
  %w = attend.constant dense<[[[[10], [20]]]]> : tensor<1x1x2x1xi32>
  %0 = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x1x3x1xi32>, tensor<1x1x2x1xi32>) -> tensor<1x1x3x1xi32>
  %1 = attend.max_pool2d %x {kernel = array<i64: 1, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 2>} : (tensor<1x1x3x1xi32>) -> tensor<1x1x1x1xi32>
  return %1 : tensor<1x1x1x1xi32>
}

// A float island between integers.
// CHECK: @island dequantize: dense<[5.000000e-01, 1.000000e+00]>
// CHECK: @island sub: dense<[-5.000000e-01, 0.000000e+00]>
// CHECK: @island quantize: dense<[-2, 0]>
// CHECK: @island reshape: dense<{{\[}}[-2, 0]]>
func.func @island(%x: tensor<2xi8> {attend.value = dense<[1, 2]> : tensor<2xi8>}) -> tensor<1x2xi8> {
  %one = attend.constant dense<1.0> : tensor<1xf32>
  %0 = attend.dequantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<2xi8>) -> tensor<2xf32>
  %1 = attend.sub %0, %one : (tensor<2xf32>, tensor<1xf32>) -> tensor<2xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<2xf32>) -> tensor<2xi8>
  %3 = q8.reshape %2 : (tensor<2xi8>) -> tensor<1x2xi8>
  return %3 : tensor<1x2xi8>
}
