// RUN: attend-opt %s --attend-expand-condensers --split-input-file | FileCheck %s

// CHECK-LABEL: @additive
// CHECK-SAME: (%[[V:.*]]: tensor
// CHECK: %[[A:.*]] = attend.unary
// CHECK-DAG: %[[S:.*]] = attend.constant dense<5.000000e-01> : tensor<2x1x1x1xf32>
// CHECK: %[[D:.*]] = attend.conv2d %[[V]], %[[S]] {{.*}}groups = 2
// CHECK: attend.add %[[D]], %[[A]]
// CHECK-NOT: attend.condenser
func.func @additive(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %r = attend.condenser additive(%v : tensor<1x4x4x2xf32>) attributes {v_scale = array<f32: 0.5, 0.5>} {
  ^bb0(%x: tensor<1x4x4x2xf32>):
    %a = attend.unary relu %x : tensor<1x4x4x2xf32>
    attend.yield %a : tensor<1x4x4x2xf32>
  } -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @additive_without_scale
// CHECK-NOT: attend.conv2d
// CHECK: attend.add
func.func @additive_without_scale(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %r = attend.condenser additive(%v : tensor<1x4x4x2xf32>) attributes {v_scale = array<f32: 1.0, 1.0>} {
  ^bb0(%x: tensor<1x4x4x2xf32>):
    %a = attend.unary relu %x : tensor<1x4x4x2xf32>
    attend.yield %a : tensor<1x4x4x2xf32>
  } -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @gated
// CHECK: %[[G:.*]] = attend.unary
// CHECK: attend.mul %arg0, %[[G]]
func.func @gated(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %r = attend.condenser gated(%v : tensor<1x4x4x2xf32>) {
  ^bb0(%x: tensor<1x4x4x2xf32>):
    %g = attend.unary sigmoid %x : tensor<1x4x4x2xf32>
    attend.yield %g : tensor<1x4x4x2xf32>
  } -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}

// -----

// CHECK-LABEL: @double_condensing
// CHECK: %[[A:.*]] = attend.unary {{ *}}relu
// CHECK: %[[B:.*]] = attend.unary {{ *}}tanh
// CHECK: %[[S:.*]] = attend.softmax %[[A]] {axis = 3 : i64}
// CHECK: attend.mul %[[S]], %[[B]]
func.func @double_condensing(%v: tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32> {
  %r = attend.condenser double_condensing(%v : tensor<1x4x4x2xf32>) {
  ^bb0(%x: tensor<1x4x4x2xf32>):
    %a = attend.unary relu %x : tensor<1x4x4x2xf32>
    %b = attend.unary tanh %x : tensor<1x4x4x2xf32>
    attend.yield %a, %b : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
  } -> tensor<1x4x4x2xf32>
  return %r : tensor<1x4x4x2xf32>
}
