// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @conv2d
// CHECK: q8.conv2d %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: dilations = array<i64: 1, 1>
// CHECK-SAME: groups = 1 : i64
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: input_zero_point = -128 : i32
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: multipliers = array<f32: 1.562500e-02, 3.125000e-02>
// CHECK-SAME: output_zero_point = 3 : i32
// CHECK-SAME: pads = array<i64: 1, 1, 1, 1>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: weight_zero_points = array<i32: 0>
// CHECK-SAME: : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
func.func @conv2d(%a: tensor<1x8x8x3xi8>, %b: tensor<2x3x3x3xi8>, %c: tensor<2xi32>) -> tensor<1x4x4x2xi8> {
  %y = q8.conv2d %a, %b, %c
       {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>,
       groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>,
       multipliers = array<f32: 1.562500e-02, 3.125000e-02>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}
