// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @transpose_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{the permutation does not take}}
  %y = attend.transpose %x {permutation = array<i64: 0, 1, 1, 3>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}
