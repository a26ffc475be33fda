// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @global_avg_pool_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected [1, 1, 1, 4]}}
  %y = attend.global_avg_pool %x : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}
