// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @fully_connected
// CHECK: q8.fully_connected %{{[a-z0-9]+}}, %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: input_zero_point = 0 : i32
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: multipliers = array<f32: 5.000000e-01, 2.500000e-01>
// CHECK-SAME: output_zero_point = 3 : i32
// CHECK-SAME: weight_zero_points = array<i32: 0, 1>
// CHECK-SAME: : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
func.func @fully_connected(%a: tensor<1x3xi8>, %b: tensor<2x3xi8>, %c: tensor<2xi32>) -> tensor<1x2xi8> {
  %y = q8.fully_connected %a, %b, %c
       {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, 1>,
       multipliers = array<f32: 5.000000e-01, 2.500000e-01>, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}
