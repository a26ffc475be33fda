// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @add_ort_x64_c1(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x2x4xi8>) {
  // expected-error @below {{operand dimension 2 is neither 1 nor the result's 8}}
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 1.000000e+00 : f32, fix = -3.500000e+00 : f32,
       low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x2x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_ort_x64_c1_rank(%a: tensor<1x8x8x4xi8>, %b: tensor<4xi8>) {
  // expected-error @below {{expects operands of the result's rank}}
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 1.000000e+00 : f32, fix = -3.500000e+00 : f32,
       low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_ort_x64_c2(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{expects positive, finite ratios and a finite fix}}
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 0.0 : f32, fix = -3.500000e+00 : f32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_ort_x64_c2_fix(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{expects positive, finite ratios and a finite fix}}
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 1.000000e+00 : f32, fix = 0x7FC00000 : f32,
       low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}

// -----

func.func @add_ort_x64_c3(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) {
  // expected-error @below {{low 1 exceeds high 0}}
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 1.000000e+00 : f32, fix = -3.500000e+00 : f32,
       low = 1 : i32, high = 0 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return
}
