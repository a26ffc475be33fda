// A convolution may read a constant, which is no input of a layer; the report took its shape from there.
// RUN: attendc report --from=q8 %s --json | FileCheck %s
// CHECK: "inputs": [],
// CHECK: "conv": {
// CHECK: "input": [
// CHECK-NEXT: 1,
// CHECK-NEXT: 2,
// CHECK-NEXT: 3,
// CHECK-NEXT: 1
func.func @run(%x: tensor<1x2x3x1xi8>) -> (tensor<1x2x3x1xi8>, tensor<1x2x3x1xi8>) {
  %constant = q8.constant dense<5> : tensor<1x2x3x1xi8>
  %weight = q8.constant dense<3> : tensor<1x1x1x1xi8>
  %bias = q8.constant dense<7> : tensor<1xi32>
  %y = q8.conv2d %constant, %weight, %bias {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, multipliers = array<f32: 1.0>, weight_zero_points = array<i32: 0>} : (tensor<1x2x3x1xi8>, tensor<1x1x1x1xi8>, tensor<1xi32>) -> tensor<1x2x3x1xi8>
  return %y, %x : tensor<1x2x3x1xi8>, tensor<1x2x3x1xi8>
}
