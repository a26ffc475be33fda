// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @quantize_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected 1 scales and zero points for axis -1}}
  %y = attend.quantize %x {scales = array<f32: 0.5, 0.5>, zero_points = array<i32: 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @quantize_c1_axis(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected 4 scales}}
  %y = attend.quantize %x {scales = array<f32: 0.5, 0.5>, zero_points = array<i32: 0, 0>, axis = 3 : i64} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @quantize_c2(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected positive finite scales}}
  %y = attend.quantize %x {scales = array<f32: 0.0>, zero_points = array<i32: 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @quantize_c2_zero_point(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{zero point 128 is outside}}
  %y = attend.quantize %x {scales = array<f32: 1.0>, zero_points = array<i32: 128>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
  return
}
