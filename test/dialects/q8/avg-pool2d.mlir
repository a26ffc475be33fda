// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @avg_pool2d
// CHECK: q8.avg_pool2d %{{[a-z0-9]+}}
// CHECK-SAME: count_include_pad = false
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: input_zero_point = 0 : i32
// CHECK-SAME: kernel = array<i64: 2, 2>
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>
// CHECK-SAME: output_zero_point = 3 : i32
// CHECK-SAME: pads = array<i64: 1, 0, 1, 0>
// CHECK-SAME: strides = array<i64: 2, 2>
// CHECK-SAME: : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
func.func @avg_pool2d(%a: tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8> {
  %y = q8.avg_pool2d %a
       {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 0>,
       count_include_pad = false, input_zero_point = 0 : i32,
       multipliers = array<f32: 1.000000e+00, 5.000000e-01, 0.333333343, 2.500000e-01>,
       output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x5x4x4xi8>
  return %y : tensor<1x5x4x4xi8>
}
