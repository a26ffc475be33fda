// RUN: attend-opt %s --attend-lower-to-q8 --split-input-file --verify-diagnostics

func.func @float_input(%x: tensor<1x4xf32> {attend.name = "image"}) -> tensor<1x4xf32> {
  // expected-error @below {{unsupported: softmax: its input is not quantized: no QuantizeLinear behind model input 'image'; run attendc quantize first}}
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

func.func @input_read_in_two_scales(%x: tensor<1x4xf32> {attend.name = "image"}) -> (tensor<1x4xi8>, tensor<1x4xi8>) {
  // expected-error @below {{unsupported: quantize: model input 'image' is read with two scales or zero points}}
  %a = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %b = attend.quantize %x {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %a, %b : tensor<1x4xi8>, tensor<1x4xi8>
}

// -----

func.func @output_not_quantized(%q: tensor<1x4xi8>) -> (tensor<1x4xf32> {attend.name = "p"}) {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  // expected-error @below {{unsupported: softmax: its result is model output 'p' and is not quantized: no QuantizeLinear behind it}}
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

func.func @operand_not_quantized(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %p = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32> loc("node_p")
  // expected-error @below {{unsupported: add: its second operand is not quantized: no QuantizeLinear behind softmax 'node_p'; run attendc quantize first}}
  %s = attend.add %x, %p : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

func.func @function_behind_core(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.add %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  // expected-error @below {{unsupported: unary: its input is not quantized: no QuantizeLinear behind add}}
  %t = attend.unary tanh %s : tensor<1x4xf32>
  %y = attend.quantize %t {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

func.func @no_integer_form(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  // expected-error @below {{unsupported: div: it has no integer form}}
  %s = attend.div %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

func.func @align_corners(%q: tensor<1x2x2x1xi8>) -> tensor<1x4x4x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xf32>
  // expected-error @below {{unsupported: resize: linear interpolation of integers needs scales 1 to 5 without fraction, and no align_corners}}
  %s = attend.resize linear %x {coordinate = #attend.coordinate_mode<align_corners>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x1xf32>) -> tensor<1x4x4x1xf32>
  %y = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xi8>
  return %y : tensor<1x4x4x1xi8>
}

// -----

func.func @add_scales_apart(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  // expected-error @below {{unsupported: add: the scales of operands and result differ by too much}}
  %s = attend.add %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 1024.0>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

func.func @weight_not_constant(%q: tensor<1x4xi8>, %b: tensor<1xi8>) -> tensor<1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  // expected-error @below {{unsupported: fully_connected: its weight is not constant}}
  %f = attend.fully_connected %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @bias_in_another_scale(%q: tensor<1x4xi8>) -> tensor<1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %0 = attend.constant dense<1> : tensor<1x4xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %1 = attend.constant dense<1> : tensor<1xi32>
  %b = attend.dequantize %1 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1xi32>) -> tensor<1xf32>
  // expected-error @below {{unsupported: fully_connected: the scale of its bias is not the product of the scales of input and weight in channel 0}}
  %f = attend.fully_connected %x, %w, %b : (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @bias_is_float(%q: tensor<1x4xi8>) -> tensor<1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %0 = attend.constant dense<1> : tensor<1x4xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %b = attend.constant dense<1.0> : tensor<1xf32>
  // expected-error @below {{unsupported: fully_connected: its bias is not quantized: no DequantizeLinear}}
  %f = attend.fully_connected %x, %w, %b : (tensor<1x4xf32>, tensor<1x4xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

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

// expected-error @below {{unsupported: model output 'y' is a model input or a constant as it stands}}
func.func @output_is_input(%x: tensor<1x4xf32>) -> (tensor<1x4xi8> {attend.name = "y"}) {
  %y = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}
