// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @softmax_c1(%a: tensor<1x10xi8>, %b: tensor<255xi32>) {
  // expected-error @below {{expects a table of 256 exponentials}}
  %y = q8.softmax %a, %b
       {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x10xi8>, tensor<255xi32>) -> tensor<1x10xi8>
  return
}

// -----

func.func @softmax_c2(%a: tensor<1x10xi8>, %b: tensor<256xi32>) {
  // expected-error @below {{expects input and result of one shape}}
  %y = q8.softmax %a, %b
       {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<10x1xi8>
  return
}

// -----

func.func @softmax_c2_length(%a: tensor<1x65537xi8>, %b: tensor<256xi32>) {
  // expected-error @below {{whose last dimension is at most 65536}}
  %y = q8.softmax %a, %b
       {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x65537xi8>, tensor<256xi32>) -> tensor<1x65537xi8>
  return
}

// -----

func.func @softmax_c3(%a: tensor<1x10xi8>, %b: tensor<256xi32>) {
  // expected-error @below {{output zero point 300 lies outside [-128, 127]}}
  %y = q8.softmax %a, %b
       {inverse_scale = 16777216 : i32, output_zero_point = 300 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<1x10xi8>
  return
}

// -----

func.func @softmax_c4(%a: tensor<1x10xi8>, %b: tensor<256xi32>) {
  // expected-error @below {{inverse scale -5 is not positive}}
  %y = q8.softmax %a, %b
       {inverse_scale = -5 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<1x10xi8>
  return
}
