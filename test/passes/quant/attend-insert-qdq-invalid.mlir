// Graphs that cannot be rounded, each with the error at its op.
// RUN: attend-opt %s --split-input-file --verify-diagnostics --attend-insert-qdq

func.func @no_range(%x: tensor<1x4xf32> {quant.range = array<f32: 0.0, 1.0>}) -> tensor<1x4xf32> {
  // expected-error @+1 {{expected 'quant.range' with two finite numbers from calibration}}
  %y = attend.unary tanh %x : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

func.func @infinite_range(%x: tensor<1x4xf32> {quant.range = array<f32: 0.0, 1.0>}) -> tensor<1x4xf32> {
  // expected-error @+1 {{expected 'quant.range' with two finite numbers from calibration}}
  %y = attend.unary tanh %x {quant.range = array<f32: 0.0, 0x7F800000>} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

func.func @quantized_already(%x: tensor<1x4xf32> {quant.range = array<f32: 0.0, 1.0>}) -> tensor<1x4xi8> {
  // expected-error @+1 {{the graph is quantized already}}
  %y = attend.quantize %x {scales = array<f32: 0.1>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

func.func @weights_are_input(%x: tensor<1x4xf32> {quant.range = array<f32: 0.0, 1.0>}, %w: tensor<2x4xf32> {quant.range = array<f32: 0.0, 1.0>}) -> tensor<1x2xf32> {
  // expected-error @+1 {{unsupported: weights and bias must be constants}}
  %y = attend.fully_connected %x, %w {quant.range = array<f32: 0.0, 1.0>} : (tensor<1x4xf32>, tensor<2x4xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @scales_of_other_channels(%x: tensor<1x2xf32> {quant.range = array<f32: 0.0, 1.0>}) -> tensor<1x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x2xf32>
  // expected-error @+1 {{expected 'quant.weight_scales' with 2 positive numbers, one for each output channel}}
  %y = attend.fully_connected %x, %w {quant.range = array<f32: 0.0, 1.0>, quant.weight_scales = array<f32: 0.5>} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}
