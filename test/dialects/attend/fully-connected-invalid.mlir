// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @fully_connected_c1(%x: tensor<1x16xf32>, %w: tensor<10x15xf32>) {
  // expected-error @below {{expected input [N, IC] and weights [OC, IC]}}
  %y = attend.fully_connected %x, %w : (tensor<1x16xf32>, tensor<10x15xf32>) -> tensor<1x10xf32>
  return
}

// -----

func.func @fully_connected_c1_result(%x: tensor<1x16xf32>, %w: tensor<10x16xf32>) {
  // expected-error @below {{expected [1, 10]}}
  %y = attend.fully_connected %x, %w : (tensor<1x16xf32>, tensor<10x16xf32>) -> tensor<1x9xf32>
  return
}

// -----

func.func @fully_connected_c2(%x: tensor<1x16xf32>, %w: tensor<10x16xf32>, %b: tensor<9xf32>) {
  // expected-error @below {{expected a bias of 10 values}}
  %y = attend.fully_connected %x, %w, %b : (tensor<1x16xf32>, tensor<10x16xf32>, tensor<9xf32>) -> tensor<1x10xf32>
  return
}
