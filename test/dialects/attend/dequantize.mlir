// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @dequantize
// CHECK: attend.dequantize %{{[a-z0-9]+}}
// CHECK-SAME: scales = array<f32: {{[^>]*}}>
// CHECK-SAME: zero_points = array<i32: -128>
// CHECK-SAME: : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32>
func.func @dequantize(%q: tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32> {
  %y = attend.dequantize %q {scales = array<f32: 0.05>, zero_points = array<i32: -128>} : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32>
  return %y : tensor<1x8x8x4xf32>
}
