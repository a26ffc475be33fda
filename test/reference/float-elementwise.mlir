// RUN: attend-opt %s --attend-run-reference -o /dev/null | FileCheck %s

// The right operand repeats along the columns, the left along the rows.
// CHECK: @broadcast add: dense<{{\[}}[1.100000e+01, 1.200000e+01], [2.100000e+01, 2.200000e+01]]>
// CHECK: @broadcast sub: dense<{{\[}}[-9.000000e+00, -8.000000e+00], [-1.900000e+01, -1.800000e+01]]>
// CHECK: @broadcast mul: dense<{{\[}}[1.000000e+01, 2.000000e+01], [2.000000e+01, 4.000000e+01]]>
// CHECK: @broadcast div: dense<{{\[}}[1.000000e-01, 2.000000e-01], [5.000000e-02, 1.000000e-01]]>
func.func @broadcast(%a: tensor<1x2xf32> {attend.value = dense<[[1.0, 2.0]]> : tensor<1x2xf32>}, %b: tensor<2x1xf32> {attend.value = dense<[[10.0], [20.0]]> : tensor<2x1xf32>}) -> tensor<2x2xf32> {
  %0 = attend.add %a, %b : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %1 = attend.sub %a, %b : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %2 = attend.mul %a, %b : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  %3 = attend.div %a, %b : (tensor<1x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  return %3 : tensor<2x2xf32>
}

// CHECK: @unary unary: dense<[0.000000e+00, 0.000000e+00, 8.000000e+00]>
// CHECK: @unary unary: dense<[-1.000000e+00, 0.000000e+00, 6.000000e+00]>
// CHECK: @unary unary: dense<[-5.000000e-01, 0.000000e+00, 8.000000e+00]>
// CHECK: @unary unary: dense<[0.0179862101, 5.000000e-01, 0.999664664]>
// CHECK: @unary unary: dense<[0.000000e+00, 5.000000e-01, 1.000000e+00]>
// CHECK: @unary unary: dense<[-0.000000e+00, 0.000000e+00, 8.000000e+00]>
// CHECK: @unary unary: dense<[-0.0719448403, 0.000000e+00, 7.99731731]>
// CHECK: @unary unary: dense<[-0.999329328, 0.000000e+00, 0.999999761]>
// CHECK: @unary unary: dense<[-7.000000e+00, 1.000000e+00, 1.700000e+01]>
// CHECK: @unary prelu: dense<[-4.000000e+01, 0.000000e+00, 8.000000e+00]>
func.func @unary(%x: tensor<3xf32> {attend.value = dense<[-4.0, 0.0, 8.0]> : tensor<3xf32>}) -> tensor<3xf32> {
  %slope = attend.constant dense<10.0> : tensor<1xf32>
  %0 = attend.unary relu %x : tensor<3xf32>
  %1 = attend.unary clip %x {alpha = -1.0 : f32, beta = 6.0 : f32} : tensor<3xf32>
  %2 = attend.unary leaky_relu %x {alpha = 0.125 : f32} : tensor<3xf32>
  %3 = attend.unary sigmoid %x : tensor<3xf32>
  %4 = attend.unary hard_sigmoid %x {alpha = 0.25 : f32, beta = 0.5 : f32} : tensor<3xf32>
  %5 = attend.unary hard_swish %x : tensor<3xf32>
  %6 = attend.unary silu %x : tensor<3xf32>
  %7 = attend.unary tanh %x : tensor<3xf32>
  %8 = attend.unary scale %x {alpha = 2.0 : f32, beta = 1.0 : f32} : tensor<3xf32>
  %9 = attend.prelu %x, %slope : tensor<3xf32>, tensor<1xf32>
  return %9 : tensor<3xf32>
}

// 2.5 steps round to 2, 3.5 to 4, and what lies outside saturates; each
// position of dimension 0 has its own scale.
// CHECK: @quantization quantize: dense<{{\[}}[2, 4], [-128, 127]]> : tensor<2x2xi8>
// CHECK: @quantization dequantize: dense<{{\[}}[1.000000e+00, 2.000000e+00], [-1.280000e+02, 1.270000e+02]]>
// CHECK: @quantization quantize: dense<{{\[}}[10, 12], [0, 255]]> : tensor<2x2xui8>
func.func @quantization(%x: tensor<2x2xf32> {attend.value = dense<[[1.25, 1.75], [-1000.0, 1000.0]]> : tensor<2x2xf32>}) -> tensor<2x2xui8> {
  %0 = attend.quantize %x {scales = array<f32: 0.5, 1.0>, zero_points = array<i32: 0, 0>, axis = 0 : i64} : (tensor<2x2xf32>) -> tensor<2x2xi8>
  %1 = attend.dequantize %0 {scales = array<f32: 0.5, 1.0>, zero_points = array<i32: 0, 0>, axis = 0 : i64} : (tensor<2x2xi8>) -> tensor<2x2xf32>
  %2 = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 8>} : (tensor<2x2xf32>) -> tensor<2x2xui8>
  return %2 : tensor<2x2xui8>
}

// Weights that are dequantized constants are packed once, like others: the
// bias is 2^31 - 1 steps, which single precision rounds to 2^31.
// CHECK: @dequantized_weights fully_connected: dense<2.14748365E+9>
func.func @dequantized_weights(%x: tensor<1x1xf32> {attend.value = dense<0.0> : tensor<1x1xf32>}) -> tensor<1x1xf32> {
  %w = attend.constant dense<3> : tensor<1x1xi8>
  %b = attend.constant dense<2147483647> : tensor<1xi32>
  %wf = attend.dequantize %w {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xi8>) -> tensor<1x1xf32>
  %bf = attend.dequantize %b {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1xi32>) -> tensor<1xf32>
  %0 = attend.fully_connected %x, %wf, %bf : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  return %0 : tensor<1x1xf32>
}

// CHECK: @moves transpose: dense<{{\[}}[1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]>
// CHECK: @moves slice: dense<{{\[}}[1.000000e+00, 3.000000e+00]]>
// CHECK: @moves pad: dense<{{\[}}[9.000000e+00, 1.000000e+00, 2.000000e+00, 3.000000e+00], [9.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00], [9.000000e+00, 9.000000e+00, 9.000000e+00, 9.000000e+00]]>
// CHECK: @moves concat: dense<{{\[}}[1.000000e+00, 2.000000e+00, 3.000000e+00, 1.000000e+00, 2.000000e+00, 3.000000e+00], [4.000000e+00, 5.000000e+00, 6.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]]>
// CHECK: @moves reshape: dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]>
func.func @moves(%x: tensor<2x3xf32> {attend.value = dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>}) -> tensor<6xf32> {
  %0 = attend.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = attend.slice %x {starts = array<i64: 0, 0>, steps = array<i64: 1, 2>} : (tensor<2x3xf32>) -> tensor<1x2xf32>
  %2 = attend.pad %x {low = array<i64: 0, 1>, high = array<i64: 1, 0>, value = 9.0 : f32} : (tensor<2x3xf32>) -> tensor<3x4xf32>
  %3 = attend.concat %x, %x {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  %4 = attend.reshape %x : (tensor<2x3xf32>) -> tensor<6xf32>
  return %4 : tensor<6xf32>
}
