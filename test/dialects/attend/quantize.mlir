// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @quantize
// CHECK: attend.quantize %{{[a-z0-9]+}}
// CHECK-SAME: scales = array<f32: {{[^>]*}}>
// CHECK-SAME: zero_points = array<i32: -128>
// CHECK-SAME: : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
func.func @quantize(%x: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8> {
  %q = attend.quantize %x {scales = array<f32: 0.05>, zero_points = array<i32: -128>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
  return %q : tensor<1x8x8x4xi8>
}
