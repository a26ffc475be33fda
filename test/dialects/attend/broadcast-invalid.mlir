// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @broadcast_c1(%x: tensor<3x2xf32>) {
  // expected-error @below {{does not broadcast}}
  %y = attend.broadcast %x : (tensor<3x2xf32>) -> tensor<3x4xf32>
  return
}
