// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @conv2d_c1(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x3xf32>) {
  // expected-error @below {{expected weights [OC, KH, KW, 4] with groups dividing 4 and OC}}
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x3xf32>) -> tensor<1x6x6x4xf32>
  return
}

// -----

func.func @conv2d_c1_groups(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x1xf32>) {
  // expected-error @below {{and groups 0}}
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 0 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x1xf32>) -> tensor<1x6x6x4xf32>
  return
}

// -----

func.func @conv2d_c2(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x4xf32>, %b: tensor<3xf32>) {
  // expected-error @below {{expected a bias of 4 values}}
  %y = attend.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x4xf32>, tensor<3xf32>) -> tensor<1x6x6x4xf32>
  return
}

// -----

func.func @conv2d_c3(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x4xf32>) {
  // expected-error @below {{expected 2 positive strides}}
  %y = attend.conv2d %x, %w {strides = array<i64: 0, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x4xf32>) -> tensor<1x6x6x4xf32>
  return
}

// -----

func.func @conv2d_c4(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x4xf32>) {
  // expected-error @below {{result shape is [1, 8, 8, 4], expected [1, 6, 6, 4]}}
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @conv2d_c5(%x: tensor<1x8x8x4xf32>, %w: tensor<4x3x3x4xi32>) {
  // expected-error @below {{expected operands of the result's element type}}
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<4x3x3x4xi32>) -> tensor<1x6x6x4xf32>
  return
}
