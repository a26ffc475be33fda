// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @max_c1(%x: tensor<1x8x8x4xf32>, %a: tensor<1x8x8x3xf32>) {
  // expected-error @below {{does not broadcast}}
  %y = attend.max %x, %a : (tensor<1x8x8x4xf32>, tensor<1x8x8x3xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @max_c1_rank(%x: tensor<1x8x8x4xf32>, %a: tensor<4xf32>) {
  // expected-error @below {{does not broadcast}}
  %y = attend.max %x, %a : (tensor<1x8x8x4xf32>, tensor<4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @max_c2(%x: tensor<2xf32>, %a: tensor<2xi32>) {
  // expected-error @below {{does not broadcast}}
  %y = attend.max %x, %a : (tensor<2xf32>, tensor<2xi32>) -> tensor<2xf32>
  return
}
