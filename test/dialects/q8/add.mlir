// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @add
// CHECK: q8.add %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: lhs_multiplier = 1048576 : i32
// CHECK-SAME: lhs_zero_point = 0 : i32
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: output_zero_point = 3 : i32
// CHECK-SAME: rhs_multiplier = 2097152 : i32
// CHECK-SAME: rhs_zero_point = 1 : i32
// CHECK-SAME: shift = 21 : i32
// CHECK-SAME: : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
func.func @add(%a: tensor<1x8x8x4xi8>, %b: tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8> {
  %y = q8.add %a, %b
       {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32,
       rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 3 : i32, low = -128 : i32,
       high = 127 : i32}
      : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
  return %y : tensor<1x8x8x4xi8>
}
