// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @cast_c1(%x: tensor<2x3xf32>) {
  // expected-error @below {{result type is}}
  %y = attend.cast %x : (tensor<2x3xf32>) -> tensor<3x2xi32>
  return
}
