// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @slice_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{reading inside}}
  %y = attend.slice %x {starts = array<i64: 0, 4, 0, 0>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x5x8x4xf32>
  return
}

// -----

func.func @slice_c1_step(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{a step other than 0}}
  %y = attend.slice %x {starts = array<i64: 0, 6, 0, 0>, steps = array<i64: 1, -1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @slice_c2(%x: tensor<2xf32>) {
  // expected-error @below {{expected a result of}}
  %y = attend.slice %x {starts = array<i64: 0>, steps = array<i64: 1>} : (tensor<2xf32>) -> tensor<2xi32>
  return
}
