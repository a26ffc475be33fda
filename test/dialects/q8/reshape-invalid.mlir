// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @reshape_c1(%a: tensor<1x1x2x32xi8>) {
  // expected-error @below {{expects the same number of elements and one element type}}
  %y = q8.reshape %a
      : (tensor<1x1x2x32xi8>) -> tensor<1x63xi8>
  return
}

// -----

func.func @reshape_c1_addressable(%a: tensor<1x1x2x32xi8>) {
  // expected-error @below {{of 1 to 2^31 - 1 elements}}
  %y = q8.reshape %a
      : (tensor<1x1x2x32xi8>) -> tensor<2147483648xi8>
  return
}
