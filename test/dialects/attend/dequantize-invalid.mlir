// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @dequantize_c1(%q: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expected 1 scales and zero points}}
  %y = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0, 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @dequantize_c2(%q: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expected positive finite scales}}
  %y = attend.dequantize %q {scales = array<f32: -1.0>, zero_points = array<i32: 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @dequantize_c2_zero_point(%q: tensor<1x8x8x4xui8>) {
  // expected-error @below {{zero point -1 is outside}}
  %y = attend.dequantize %q {scales = array<f32: 1.0>, zero_points = array<i32: -1>} : (tensor<1x8x8x4xui8>) -> tensor<1x8x8x4xf32>
  return
}
