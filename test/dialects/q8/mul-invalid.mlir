// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @mul_c1(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x2x4xi8>) {
  // expected-error @below {{operand dimension 2 is neither 1 nor the result's 8}}
  %y = q8.mul %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = -128 : i32, ratio = 0.00999999977 : f32,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x2x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @mul_c1_rank(%a: tensor<1x8x8x4xi8>, %b: tensor<4xi8>) {
  // expected-error @below {{expects operands of the result's rank}}
  %y = q8.mul %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = -128 : i32, ratio = 0.00999999977 : f32,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @mul_c2(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{expects a positive, finite ratio}}
  %y = q8.mul %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = -128 : i32, ratio = -0.5 : f32,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @mul_c3(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{left zero point 128 lies outside [-128, 127]}}
  %y = q8.mul %a, %b
       {lhs_zero_point = 128 : i32, rhs_zero_point = -128 : i32, ratio = 0.00999999977 : f32,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}
