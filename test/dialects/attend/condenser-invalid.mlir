// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @condenser_c1(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected a region from V to A and B}}
  %y = attend.condenser double_condensing(%x : tensor<1x8x8x4xf32>) {
  ^bb0(%v: tensor<1x8x8x4xf32>):
    attend.yield %v : tensor<1x8x8x4xf32>
  } -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @condenser_c1_argument(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected a region from V to A}}
  %y = attend.condenser gated(%x : tensor<1x8x8x4xf32>) {
  ^bb0(%v: tensor<1x4x4x4xf32>):
    attend.yield %v : tensor<1x4x4x4xf32>
  } -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @condenser_c2(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected v_scale of C values}}
  %y = attend.condenser additive(%x : tensor<1x8x8x4xf32>) {
  ^bb0(%v: tensor<1x8x8x4xf32>):
    attend.yield %v : tensor<1x8x8x4xf32>
  } -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @condenser_c2_length(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected v_scale of C values}}
  %y = attend.condenser additive(%x : tensor<1x8x8x4xf32>) attributes {v_scale = array<f32: 1.0>} {
  ^bb0(%v: tensor<1x8x8x4xf32>):
    attend.yield %v : tensor<1x8x8x4xf32>
  } -> tensor<1x8x8x4xf32>
  return
}

// -----

func.func @condenser_c3(%x: tensor<1x8x8x4xf32>) {
  // expected-error @below {{expected the region to yield}}
  %y = attend.condenser gated(%x : tensor<1x8x8x4xf32>) {
  ^bb0(%v: tensor<1x8x8x4xf32>):
    attend.yield %v : tensor<1x8x8x4xf32>
  } -> tensor<1x4x4x4xf32>
  return
}
