// RUN: attend-opt %s --attend-recognize-condensers=print-reasons=true --split-input-file --verify-diagnostics | FileCheck %s

// What looks like a condenser and is none stays as it is.

// CHECK-LABEL: @gate_has_second_use
// CHECK-NOT: attend.condenser
func.func @gate_has_second_use(%v: tensor<1x4x4x2xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %a = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x4x4x2xf32>
  %g = attend.unary sigmoid %a : tensor<1x4x4x2xf32>
  // expected-remark @below {{no condenser: a value inside the path has another use}}
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r, %g : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @gate_of_one_channel
// CHECK-NOT: attend.condenser
func.func @gate_of_one_channel(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<1x1x1x2xf32>
  %c = attend.conv2d %v, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x4x4x1xf32>
  %g = attend.unary sigmoid %c : tensor<1x4x4x1xf32>
  // expected-remark @below {{no condenser: V and the gate have other shapes}}
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x1xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// SiLU: v * sigmoid(v) has no convolution in its path.
// CHECK-LABEL: @silu
// CHECK-NOT: attend.condenser
func.func @silu(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %g = attend.unary sigmoid %v : tensor<1x4x4x2xf32>
  // expected-remark @below {{no condenser: no convolution embeds V}}
  %r = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @plain_residual
// CHECK-NOT: attend.condenser
func.func @plain_residual(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %c = attend.conv2d %v, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  // expected-remark @below {{no condenser: a plain residual: no S, and nothing condenses}}
  %r = attend.add %v, %c : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// A gate that is computed from another value is no condenser of V.
// CHECK-LABEL: @gate_of_another_value
// CHECK-NOT: attend.condenser
func.func @gate_of_another_value(%u: tensor<1x4x4x2xf32>, %v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %a = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x4x4x2xf32>
  %g = attend.unary sigmoid %a : tensor<1x4x4x2xf32>
  // expected-remark @below {{no condenser: no path from A leads back to V}}
  %r = attend.mul %u, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// A 3x3 kernel behind the expansion is no up-mixing.
// CHECK-LABEL: @kernel_behind_expansion
// CHECK-NOT: attend.condenser
func.func @kernel_behind_expansion(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %k = attend.constant dense<1.0> : tensor<2x3x3x2xf32>
  %x = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x4x4x2xf32>
  %a = attend.conv2d %x, %k {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<2x3x3x2xf32>) -> tensor<1x4x4x2xf32>
  // expected-remark @below {{no condenser: a kernel larger than 1x1 stands behind the expansion}}
  %r = attend.mul %v, %a : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// What has no channels, or no body, is no place for a condenser.
// CHECK-LABEL: @scalars
// CHECK-NOT: attend.condenser
func.func @scalars(%v: tensor<f32>) -> tensor<f32> {
  %a = attend.mul %v, %v : (tensor<f32>, tensor<f32>) -> tensor<f32>
  %r = attend.add %v, %a : (tensor<f32>, tensor<f32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func private @declaration(tensor<f32>) -> tensor<f32>
