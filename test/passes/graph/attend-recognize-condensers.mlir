// RUN: attend-opt %s --attend-recognize-condensers --split-input-file | FileCheck %s

// S becomes v_scale.
// CHECK-LABEL: @additive_scalar_s
// CHECK-SAME: (%[[V:.*]]: tensor<1x4x4x2xf32>)
// CHECK: %[[R:.*]] = attend.condenser additive(%[[V]]{{.*}} {v_scale = array<f32: 5.000000e-01, 5.000000e-01>}
// CHECK: attend.max_pool2d
// CHECK: attend.conv2d
// CHECK: %[[UP:.*]] = attend.resize nearest {{.*}} -> tensor<1x4x4x2xf32>
// CHECK-NEXT: attend.yield %[[UP]]
// CHECK: return %[[R]]
func.func @additive_scalar_s(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %s = attend.constant dense<0.5> : tensor<1x1x1x1xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %a = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x4x4x2xf32>
  %m = attend.mul %v, %s : (tensor<1x4x4x2xf32>, tensor<1x1x1x1xf32>) -> tensor<1x4x4x2xf32>
  %r = attend.add %m, %a : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// Scale 2 and offset 1 of the batch norm: v_scale = 2 * 3, weights 2 * 1,
// bias 1.
// CHECK-LABEL: @batch_norm_behind_f
// CHECK-NOT: attend.batch_norm
// CHECK: attend.condenser additive{{.*}} {v_scale = array<f32: 6.000000e+00, 6.000000e+00>}
// CHECK-DAG: attend.constant dense<2.000000e+00> : tensor<2x1x1x2xf32>
// CHECK-DAG: attend.constant dense<1.000000e+00> : tensor<2xf32>
func.func @batch_norm_behind_f(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %s = attend.constant dense<3.0> : tensor<1x1x1x2xf32>
  %two = attend.constant dense<2.0> : tensor<2xf32>
  %one = attend.constant dense<1.0> : tensor<2xf32>
  %zero = attend.constant dense<0.0> : tensor<2xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %a = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x2xf32>) -> tensor<1x4x4x2xf32>
  %m = attend.mul %v, %s : (tensor<1x4x4x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x4x4x2xf32>
  %f = attend.add %m, %a : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %r = attend.batch_norm %f, %two, %one, %zero, %one {epsilon = 0.0 : f32} : tensor<1x4x4x2xf32>, tensor<2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// V * sigmoid(A) * S + V: the gate is 1 + S * sigmoid(A), and it and the 1x1
// convolution run before the resize.
// CHECK-LABEL: @gated_upsample_first
// CHECK: attend.condenser gated
// CHECK: attend.conv2d {{.*}} -> tensor<1x2x2x3xf32>
// CHECK-NEXT: {{.*}}constant
// CHECK-NEXT: %[[U:.*]] = attend.conv2d {{.*}} -> tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[G:.*]] = attend.unary {{ *}}sigmoid %[[U]] : tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[T:.*]] = attend.unary {{ *}}scale %[[G]] {alpha = 5.000000e-01 : f32, beta = 1.000000e+00 : f32}
// CHECK-NEXT: attend.resize {{ *}}nearest %[[T]]
func.func @gated_upsample_first(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %w = attend.constant dense<1.0> : tensor<3x1x1x2xf32>
  %u = attend.constant dense<1.0> : tensor<2x1x1x3xf32>
  %s = attend.constant dense<0.5> : tensor<1x1x1x1xf32>
  %p = attend.max_pool2d %v {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %c = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<3x1x1x2xf32>) -> tensor<1x2x2x3xf32>
  %x = attend.resize nearest %c {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x3xf32>) -> tensor<1x4x4x3xf32>
  %a = attend.conv2d %x, %u {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x3xf32>, tensor<2x1x1x3xf32>) -> tensor<1x4x4x2xf32>
  %g = attend.unary sigmoid %a : tensor<1x4x4x2xf32>
  %m = attend.mul %v, %g : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %n = attend.mul %m, %s : (tensor<1x4x4x2xf32>, tensor<1x1x1x1xf32>) -> tensor<1x4x4x2xf32>
  %r = attend.add %n, %v : (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @double_condensing
// CHECK: attend.condenser double_condensing
// CHECK: attend.avg_pool2d
// CHECK: attend.yield %{{.*}}, %{{.*}}
func.func @double_condensing(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  %w = attend.constant dense<1.0> : tensor<2x1x1x2xf32>
  %p = attend.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  %a = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %s = attend.softmax %a {axis = 3 : i64} : tensor<1x2x2x2xf32>
  %b = attend.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %r = attend.mul %s, %b : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %r : tensor<1x2x2x2xf32>
}
