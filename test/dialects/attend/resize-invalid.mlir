// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @resize_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected the same N and C}}
  %y = attend.resize nearest %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x8x8x4xf32>) -> tensor<1x16x16x8xf32>
  return
}

// -----

func.func @resize_c2(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected 2 positive finite scales}}
  %y = attend.resize nearest %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 0.0, 2.0>} : (tensor<1x8x8x4xf32>) -> tensor<1x16x16x4xf32>
  return
}
