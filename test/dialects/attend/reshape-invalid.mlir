// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @reshape_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected as many elements}}
  %y = attend.reshape %x : (tensor<1x8x8x4xf32>) -> tensor<1x255xf32>
  return
}
