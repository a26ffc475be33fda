// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @softmax
// CHECK: q8.softmax %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
// CHECK-SAME: high = 127 : i32
// CHECK-SAME: inverse_scale = 16777216 : i32
// CHECK-SAME: low = -128 : i32
// CHECK-SAME: output_zero_point = -128 : i32
// CHECK-SAME: : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<1x10xi8>
func.func @softmax(%a: tensor<1x10xi8>, %b: tensor<256xi32>) -> tensor<1x10xi8> {
  %y = q8.softmax %a, %b
       {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<1x10xi8>
  return %y : tensor<1x10xi8>
}
