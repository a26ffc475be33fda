// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @softmax_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected an axis in [0, 4), found 4}}
  %y = attend.softmax %x {axis = 4 : i64} : tensor<1x8x8x4xf32>
  return
}
