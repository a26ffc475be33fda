// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @conv2d_c1(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x2xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects a weight of [OC, KH, KW, C / groups]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x2xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c1_groups(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{with groups dividing C and OC}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 0 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c2(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<3xi32>) {
  // expected-error @below {{expects a bias of [2]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<3xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c3(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{strides must lie in [1, 2^30], has 0}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 0, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c3_dilations(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{dilations expects 2 entries, has 1}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c3_pads(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{pads must lie in [0, 2^30], has 9223372036854775807}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 9223372036854775807, 1, 1, 1>,
       dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -128 : i32,
       weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.562500e-02, 3.125000e-02>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c4(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects result shape [1, 4, 4, 2], has [1, 4, 5, 2]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x5x2xi8>
  return
}

// -----

func.func @conv2d_c4_no_window(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects result shape [1, 0, 4, 2]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1073741824, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c5(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects 2 multipliers, has 1}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 0.1>, output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c5_infinite(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{multipliers must be finite and not negative}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 0.1, 0x7F800000>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c5_zero_points(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{expects 1 or 2 weight zero points, has 3}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0, 0, 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c6(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{input zero point 128 lies outside [-128, 127]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = 128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c6_weight(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{weight zero point -129 lies outside [-128, 127]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: -129>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}

// -----

func.func @conv2d_c6_unsigned(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{low -128 lies outside [0, 255]}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xui8>
  return
}

// -----

func.func @conv2d_c6_empty(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) {
  // expected-error @below {{low 5 exceeds high 4}}
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = 5 : i32,
       high = 4 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return
}
