// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @prelu_c1(%x: tensor<1x8x8x4xf32>, %s: tensor<3xf32>) {
  // expected-error @below {{expected 1 slope or one for each channel}}
  %y = attend.prelu %x, %s : tensor<1x8x8x4xf32>, tensor<3xf32>
  return
}
