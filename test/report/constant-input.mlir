// A convolution of a constant reads no layer, and has a window all the same.
// RUN: attendc report --from=q8 %s --json | FileCheck %s
// CHECK: "op": "conv2d",
// CHECK-NEXT: "inputs": [],
// CHECK: "conv": {
// CHECK-NEXT: "input": [
// CHECK-NEXT: 1,
// CHECK-NEXT: 2,
// CHECK-NEXT: 2,
// CHECK-NEXT: 1
func.func @run(%x: tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xi8> {
  %c = q8.constant dense<3> : tensor<1x2x2x1xi8>
  %w = q8.constant dense<1> : tensor<1x1x1x1xi8>
  %b = q8.constant dense<0> : tensor<1xi32>
  %y = q8.conv2d %c, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2x2x1xi8>, tensor<1x1x1x1xi8>, tensor<1xi32>) -> tensor<1x2x2x1xi8>
  return %y : tensor<1x2x2x1xi8>
}
