// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @resize_nearest_c1(%a: tensor<1x2x2x8xi8>) {
  // expected-error @below {{expects 4 rows, has 3}}
  %y = q8.resize_nearest %a
       {rows = array<i32: 0, 0, 1>, columns = array<i32: 0, 0, 1, 1>}
      : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8>
  return
}

// -----

func.func @resize_nearest_c1_outside(%a: tensor<1x2x2x8xi8>) {
  // expected-error @below {{columns must lie in [0, 2), has 2}}
  %y = q8.resize_nearest %a
       {rows = array<i32: 0, 0, 1, 1>, columns = array<i32: 0, 0, 1, 2>}
      : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8>
  return
}

// -----

func.func @resize_nearest_c2(%a: tensor<1x2x2x8xi8>) {
  // expected-error @below {{expects N, C and the element type of input and result to agree}}
  %y = q8.resize_nearest %a
       {rows = array<i32: 0, 0, 1, 1>, columns = array<i32: 0, 0, 1, 1>}
      : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x7xi8>
  return
}
