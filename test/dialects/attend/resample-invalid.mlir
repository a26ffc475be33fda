// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @resample_c1(%x: tensor<2x2xf32>) {
  // expected-error @below {{expected 2 indices and weights for each of 2 positions}}
  %y = attend.resample %x {axis = 1 : i64, taps = 2 : i64, indices = array<i32: 0, 1>, weights = array<f32: 0.5, 0.5>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return
}

// -----

func.func @resample_c2(%x: tensor<2x2xf32>) {
  // expected-error @below {{index 2 of position 0 is outside [0, 2)}}
  %y = attend.resample %x {axis = 1 : i64, taps = 2 : i64, indices = array<i32: 0, 2>, weights = array<f32: 0.5, 0.5>} : (tensor<2x2xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @resample_c3(%x: tensor<2x2xf32>) {
  // expected-error @below {{result type is}}
  %y = attend.resample %x {axis = 1 : i64, taps = 2 : i64, indices = array<i32: 0, 1>, weights = array<f32: 0.5, 0.5>} : (tensor<2x2xf32>) -> tensor<3x1xf32>
  return
}
