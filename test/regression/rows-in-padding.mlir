// A window whose only column lies in the padding reads no row of its ring; the C kept an array of where the rows start,
// which gcc warns of.
// RUN: attendc compile --from=q8 %s --ram=min -o %t
// RUN: gcc -std=c99 -Wall -Wextra -Werror -c %t/model.c -o %t/model.o
// RUN: FileCheck %s --input-file=%t/model.c
// CHECK: one row of conv 2x1/3x2, [1, 6, 1, 8] in a ring of 2
// CHECK-NOT: starts
func.func @run(%x: tensor<1x6x1x8xi8>) -> tensor<1x2x1x1xi8> {
  %t = q8.constant dense<1> : tensor<256xi8>
  %w = q8.constant dense<1> : tensor<1x2x1x8xi8>
  %b = q8.constant dense<3> : tensor<1xi32>
  %a = q8.table %x, %t : (tensor<1x6x1x8xi8>, tensor<256xi8>) -> tensor<1x6x1x8xi8>
  %y = q8.conv2d %a, %w, %b {strides = array<i64: 3, 2>, pads = array<i64: 0, 1, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x6x1x8xi8>, tensor<1x2x1x8xi8>, tensor<1xi32>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}
