// A mean of signed bytes with unsigned results read its input as unsigned.
// RUN: rm -rf %t && attendc compile --from=q8 %s -o %t && FileCheck %s --input-file=%t/model.c

// CHECK: acc[0] += (int32_t)x[0] - 54;
func.func @model(%a: tensor<1x1x1x1xi8> {attend.layout = "nhwc", q8.scale = 1.0 : f32, q8.zero_point = 54 : i32}) -> (tensor<1x1x1x1xui8> {attend.layout = "nhwc", q8.scale = 1.0 : f32, q8.zero_point = 108 : i32}) {
  %y = q8.avg_pool2d %a {count_include_pad = true, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, input_zero_point = 54 : i32, multipliers = array<f32: 1.0>, output_zero_point = 108 : i32, low = 0 : i32, high = 255 : i32} : (tensor<1x1x1x1xi8>) -> tensor<1x1x1x1xui8>
  return %y : tensor<1x1x1x1xui8>
}
