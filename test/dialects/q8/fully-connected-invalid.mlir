// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @fully_connected_c1(%a: tensor<1x3xi8>, %b: tensor<2x4xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects input [N, IC], weight [OC, IC], bias [OC] and result [N, OC]}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 5.000000e-01, 2.500000e-01>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x4xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return
}

// -----

func.func @fully_connected_c1_bias(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<1xi32>) {
  // expected-error @below {{bias [OC]}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 5.000000e-01, 2.500000e-01>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<1xi32>) -> tensor<1x2xi8>
  return
}

// -----

func.func @fully_connected_c2(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects 2 multipliers, has 1}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>, multipliers = array<f32: 0.5>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return
}

// -----

func.func @fully_connected_c2_negative(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{multipliers must be finite and not negative}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 0.5, -0.5>, output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return
}

// -----

func.func @fully_connected_c3(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{output zero point -129 lies outside [-128, 127]}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 5.000000e-01, 2.500000e-01>, output_zero_point = -129 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return
}

// -----

func.func @fully_connected_c3_input(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{input zero point 200 lies outside [-128, 127]}}
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 200 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 5.000000e-01, 2.500000e-01>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return
}
