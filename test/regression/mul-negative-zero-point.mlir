// A product's negative zero point went to C as 2^32 less it: attribute getters are unsigned.
// RUN: rm -rf %t && attendc compile --from=q8 %s -o %t && FileCheck %s --input-file=%t/model.c

// CHECK:      (int8_t)attend_mul({{.*}}, 0.5f,
// CHECK-NEXT: -128.0f, -128, 127);
func.func @model(%a: tensor<1x4xi8> {q8.scale = 1.0 : f32, q8.zero_point = 0 : i32}) -> (tensor<1x4xi8> {q8.scale = 1.0 : f32, q8.zero_point = 0 : i32}) {
  %y = q8.mul %a, %a {lhs_zero_point = 3 : i32, rhs_zero_point = 3 : i32, ratio = 0.5 : f32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4xi8>, tensor<1x4xi8>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}
