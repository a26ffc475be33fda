// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @avg_pool2d_c1(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{strides must lie in [1, 2^30], has -1}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, -1>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32,
       multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return
}

// -----

func.func @avg_pool2d_c2(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects result shape [1, 5, 4, 4], has [1, 5, 4, 3]}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32,
       multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x3xi8>
  return
}

// -----

func.func @avg_pool2d_c3(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects 4 multipliers, has 1}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32, multipliers = array<f32: 0.25>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return
}

// -----

func.func @avg_pool2d_c3_full(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects 1 multipliers, has 4}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = true, input_zero_point = 0 : i32,
       multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return
}

// -----

func.func @avg_pool2d_c3_negative(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{multipliers must be finite and not negative}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32, multipliers = array<f32: -1.0, 0.5, 0.3, 0.25>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return
}

// -----

func.func @avg_pool2d_c4(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{high 128 lies outside [-128, 127]}}
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32,
       multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return
}
