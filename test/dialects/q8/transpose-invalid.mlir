// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @transpose_c1(%a: tensor<1x8x4x2xi8>) {
  // expected-error @below {{expects a permutation of the dimensions}}
  %y = q8.transpose %a
       {permutation = array<i64: 0, 3, 3, 2>}
      : (tensor<1x8x4x2xi8>) -> tensor<1x2x8x4xi8>
  return
}

// -----

func.func @transpose_c1_shape(%a: tensor<1x8x4x2xi8>) {
  // expected-error @below {{and a result of the permuted shape}}
  %y = q8.transpose %a
       {permutation = array<i64: 0, 3, 1, 2>}
      : (tensor<1x8x4x2xi8>) -> tensor<1x8x2x4xi8>
  return
}
