// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @matmul_c1(%a: tensor<3x4xf32>, %b: tensor<1x4x5xf32>) {
  // expected-error @below {{operands of the result's rank}}
  %y = attend.matmul %a, %b : (tensor<3x4xf32>, tensor<1x4x5xf32>) -> tensor<1x3x5xf32>
  return
}

// -----

func.func @matmul_c2(%a: tensor<3x4xf32>, %b: tensor<5x4xf32>) {
  // expected-error @below {{expected [.., M, K]}}
  %y = attend.matmul %a, %b : (tensor<3x4xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return
}
