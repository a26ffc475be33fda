// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @add_ort_x64
// CHECK: q8.add_ort_x64 %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: fix = -3.500000e+00 : f32
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: lhs_ratio = 5.000000e-01 : f32
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: rhs_ratio = 1.000000e+00 : f32
// CHECK-SAME: : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
func.func @add_ort_x64(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8> {
  %y = q8.add_ort_x64 %a, %b
       {lhs_ratio = 5.000000e-01 : f32, rhs_ratio = 1.000000e+00 : f32, fix = -3.500000e+00 : f32,
       low = -128 : i32, high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return %y : tensor<1x8x8x4xi8>
}
