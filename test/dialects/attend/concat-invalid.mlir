// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @concat_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{an axis in [0, 4), found 4}}
  %y = attend.concat %x {axis = 4 : i64} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @concat_c1_sum(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{operands add up to 8 along axis 3, expected 9}}
  %y = attend.concat %x, %x {axis = 3 : i64} : (tensor<1x8x8x4xf32>, tensor<1x8x8x4xf32>) -> tensor<1x8x8x9xf32>
  return
}

// -----

func.func @concat_c1_shape(%x: tensor<1x8x8x4xf32>, %a: tensor<1x8x7x4xf32>) {
  // expected-error @below {{does not fit}}
  %y = attend.concat %x, %a {axis = 3 : i64} : (tensor<1x8x8x4xf32>, tensor<1x8x7x4xf32>) -> tensor<1x8x8x8xf32>
  return
}
