// RUN: attend-opt %s --attend-lower-to-q8 --split-input-file --verify-diagnostics

// 2147482628 + 255 * (1 + 1 + 1 + 1) is 2^31.
func.func @accumulator_overflows(%q: tensor<1x4xi8>) -> tensor<1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %0 = attend.constant dense<1> : tensor<1x4xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %1 = attend.constant dense<2147482628> : tensor<1xi32>
  %b = attend.dequantize %1 {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1xi32>) -> tensor<1xf32>
  // expected-error @below {{unsupported: fully_connected: the accumulator of output channel 0 can reach 2147483648, which overflows 32 bits}}
  %f = attend.fully_connected %x, %w, %b : (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @condenser_left(%q: tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xi8> {
  %v = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xf32>
  // expected-error @below {{unsupported: condenser: it has no integer form; run attend-expand-condensers before quantization}}
  %c = attend.condenser gated(%v : tensor<1x2x2x1xf32>) {
  ^bb0(%x: tensor<1x2x2x1xf32>):
    %g = attend.unary sigmoid %x : tensor<1x2x2x1xf32>
    attend.yield %g : tensor<1x2x2x1xf32>
  } -> tensor<1x2x2x1xf32>
  %y = attend.quantize %c {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}
