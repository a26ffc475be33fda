// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @batch_norm_c1(%x: tensor<1x8x8x4xf32>, %s: tensor<3xf32>) {
  // expected-error @below {{one value for each channel}}
  %y = attend.batch_norm %x, %s, %s, %s, %s {epsilon = 1.0e-05 : f32} : tensor<1x8x8x4xf32>, tensor<3xf32>
  return
}
