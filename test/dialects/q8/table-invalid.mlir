// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @table_c1(%a: tensor<1x8x8x4xi8>, %b: tensor<3x256xui8>) {
  // expected-error @below {{expects a table of [256] or [C, 256]}}
  %y = q8.table %a, %b
      : (tensor<1x8x8x4xi8>, tensor<3x256xui8>) -> tensor<1x8x8x4xui8>
  return
}

// -----

func.func @table_c1_element(%a: tensor<1x8x8x4xi8>, %b: tensor<256xi8>) {
  // expected-error @below {{of the result's element type}}
  %y = q8.table %a, %b
      : (tensor<1x8x8x4xi8>, tensor<256xi8>) -> tensor<1x8x8x4xui8>
  return
}

// -----

func.func @table_c2(%a: tensor<1x8x8x4xi8>, %b: tensor<4x256xui8>) {
  // expected-error @below {{expects input and result of one shape}}
  %y = q8.table %a, %b
      : (tensor<1x8x8x4xi8>, tensor<4x256xui8>) -> tensor<1x8x7x4xui8>
  return
}
