// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @zero_point(%u: tensor<1x1xi16>, %m: tensor<1x1xi8>, %c: tensor<1xi32>) {
  // expected-error @below {{input zero point 32768 lies outside [-32768, 32767]}}
  %y = q8.fully_connected %u, %m, %c {input_zero_point = 32768 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x1xi16>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi16>
  return
}

// -----

func.func @clamp(%u: tensor<1x1xui16>, %m: tensor<1x1xi8>, %c: tensor<1xi32>) {
  // expected-error @below {{high 65536 lies outside [0, 65535]}}
  %y = q8.fully_connected %u, %m, %c {input_zero_point = 65535 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = 0 : i32, high = 65536 : i32} : (tensor<1x1xui16>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xui16>
  return
}

// -----

func.func @weights(%u: tensor<1x1xi16>, %m: tensor<1x1xi16>, %c: tensor<1xi32>) {
  // expected-error @below {{operand #1 must be 8-bit tensor}}
  %y = q8.fully_connected %u, %m, %c {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x1xi16>, tensor<1x1xi16>, tensor<1xi32>) -> tensor<1x1xi16>
  return
}

// -----

func.func @table(%u: tensor<1x1xi16>, %t: tensor<256xi16>) {
  // expected-error @below {{operand #0 must be 8-bit tensor}}
  %y = q8.table %u, %t : (tensor<1x1xi16>, tensor<256xi16>) -> tensor<1x1xi16>
  return
}

// -----

func.func @softmax(%x: tensor<1x10xi16>, %e: tensor<256xi32>) {
  // expected-error @below {{operand #0 must be 8-bit tensor}}
  %y = q8.softmax %x, %e {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x10xi16>, tensor<256xi32>) -> tensor<1x10xi8>
  return
}

// -----

func.func @pad(%x: tensor<1x1xi16>) {
  // expected-error @below {{expects one element type, and a value inside it}}
  %y = q8.pad %x {low = array<i64: 0, 1>, high = array<i64: 0, 0>, value = -32769 : i32} : (tensor<1x1xi16>) -> tensor<1x2xi16>
  return
}
