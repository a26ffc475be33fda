// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @conv_transpose2d_c1(%x: tensor<1x8x8x4xf32>, %w: tensor<3x2x2x4xf32>) {
  // expected-error @below {{expected weights [4, KH, KW, OC / groups]}}
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<3x2x2x4xf32>) -> tensor<1x16x16x4xf32>
  return
}

// -----

func.func @conv_transpose2d_c2(%x: tensor<1x8x8x4xf32>, %w: tensor<4x2x2x4xf32>, %b: tensor<1xf32>) {
  // expected-error @below {{expected a bias of 4 values}}
  %y = attend.conv_transpose2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x2x2x4xf32>, tensor<1xf32>) -> tensor<1x16x16x4xf32>
  return
}

// -----

func.func @conv_transpose2d_c3(%x: tensor<1x8x8x4xf32>, %w: tensor<4x2x2x4xf32>) {
  // expected-error @below {{4 pads that are not negative}}
  %y = attend.conv_transpose2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: -1, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x2x2x4xf32>) -> tensor<1x16x16x4xf32>
  return
}
