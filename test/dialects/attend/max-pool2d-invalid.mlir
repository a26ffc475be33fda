// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @max_pool2d_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{4 pads smaller than the kernel}}
  %y = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 2, 0, 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @max_pool2d_c1_stride(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{strides of 2 positive}}
  %y = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 0, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @max_pool2d_c2(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected [1, 4, 4, 4]}}
  %y = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @max_pool2d_c3(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected a result of}}
  %y = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xi8>
  return
}
