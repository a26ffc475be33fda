// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @max_pool2d_c1(%a: tensor<1x8x8x4xui8>) {
  // expected-error @below {{kernel must lie in [1, 2^30], has 0}}
  %y = q8.max_pool2d %a
       {kernel = array<i64: 0, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>}
      : (tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xui8>
  return
}

// -----

func.func @max_pool2d_c1_pads(%a: tensor<1x8x8x4xui8>) {
  // expected-error @below {{pad 2 is not less than the kernel's 2}}
  %y = q8.max_pool2d %a
       {kernel = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 2, 1, 0>}
      : (tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xui8>
  return
}

// -----

func.func @max_pool2d_c2(%a: tensor<1x8x8x4xui8>) {
  // expected-error @below {{expects result shape [1, 4, 4, 4], has [1, 4, 3, 4]}}
  %y = q8.max_pool2d %a
       {kernel = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>}
      : (tensor<1x8x8x4xui8>) -> tensor<1x4x3x4xui8>
  return
}

// -----

func.func @max_pool2d_c3(%a: tensor<1x8x8x4xui8>) {
  // expected-error @below {{expects one element type for input and result}}
  %y = q8.max_pool2d %a
       {kernel = array<i64: 3, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>}
      : (tensor<1x8x8x4xui8>) -> tensor<1x4x4x4xi8>
  return
}
