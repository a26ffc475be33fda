// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @resize
// CHECK: attend.resize {{ *}}nearest %{{[a-z0-9]+}}
// CHECK-SAME: coordinate = #attend.coordinate_mode<asymmetric>
// CHECK-SAME: nearest = #attend.nearest_mode<floor>
// CHECK-SAME: scales = array<f32: {{[^>]*}}>
// CHECK-SAME: : (tensor<1x4x4x8xf32>) -> tensor<1x8x8x8xf32>
func.func @resize(%x: tensor<1x4x4x8xf32>) -> tensor<1x8x8x8xf32> {
  %y = attend.resize nearest %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x4x4x8xf32>) -> tensor<1x8x8x8xf32>
  return %y : tensor<1x8x8x8xf32>
}
