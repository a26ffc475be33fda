// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @add_c1(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x2x4xi8>) {
  // expected-error @below {{operand dimension 2 is neither 1 nor the result's 8}}
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32,
       rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x2x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_c1_rank(%a: tensor<1x8x8x4xi8>, %b: tensor<4xi8>) {
  // expected-error @below {{expects operands of the result's rank}}
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32,
       rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_c2(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{multiplier 4194305 lies outside [0, 2^22]}}
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 4194305 : i32,
       rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_c2_shift(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{shift -1 lies outside [1, 31]}}
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32,
       rhs_multiplier = 2097152 : i32, shift = -1 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_c3(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{right zero point -200 lies outside [-128, 127]}}
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = -200 : i32, lhs_multiplier = 1048576 : i32,
       rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}
