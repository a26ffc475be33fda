// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @pad_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected 4 low and high pads, none negative}}
  %y = attend.pad %x {low = array<i64: 0, -1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 0.0 : f32} : (tensor<1x8x8x4xf32>) -> tensor<1x7x8x4xf32>
  return
}

// -----

func.func @pad_c1_result(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected [1, 9, 8, 4]}}
  %y = attend.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 0.0 : f32} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @pad_c2(%x: tensor<2xf32>) {
  // expected-error @below {{expected less than 2 reflected positions}}
  %y = attend.pad %x {low = array<i64: 2>, high = array<i64: 0>, value = 0.0 : f32, mode = #attend.pad_mode<reflect>} : (tensor<2xf32>) -> tensor<4xf32>
  return
}
