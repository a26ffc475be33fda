// RUN: attend-opt %s --attend-verify-q8 --split-input-file --verify-diagnostics

func.func @integers(%x: tensor<4xi8>) -> tensor<4xi8> {
  %t = q8.constant dense<0> : tensor<256xi8>
  %y = q8.table %x, %t : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

// expected-error @below {{inputs and outputs must be tensors}}
func.func @no_tensor(%x: f32) {
  return
}

// -----

// Islands of float ops may stay.
func.func @float_island(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// -----

func.func @condenser_left(%v: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> {
  // expected-error @below {{attend.condenser is left after the q8 stage}}
  %c = attend.condenser gated(%v : tensor<1x2x2x1xf32>) {
  ^bb0(%x: tensor<1x2x2x1xf32>):
    %g = attend.unary sigmoid %x : tensor<1x2x2x1xf32>
    attend.yield %g : tensor<1x2x2x1xf32>
  } -> tensor<1x2x2x1xf32>
  return %c : tensor<1x2x2x1xf32>
}

// -----

func.func @table_not_constant(%x: tensor<4xi8>, %t: tensor<256xi8>) -> tensor<4xi8> {
  // expected-error @below {{its table is not constant}}
  %y = q8.table %x, %t : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

func.func @bias_not_constant(%x: tensor<1x1xi8>, %b: tensor<1x1xi8>) -> tensor<1x1xi8> {
  %w = q8.constant dense<1> : tensor<1x1xi8>
  %c = q8.constant dense<1> : tensor<1xi32>
  // expected-error @below {{its weight is not constant}}
  %y = q8.fully_connected %x, %b, %c
      {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>,
       output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x1xi8>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}
