// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @condenser
// CHECK: attend.condenser {{ *}}gated(%{{.*}} : tensor<1x8x8x4xf32>)
// CHECK: ^bb0(%[[X:.*]]: tensor<1x8x8x4xf32>):
// CHECK: %[[G:.*]] = attend.unary {{ *}}sigmoid %[[X]]
// CHECK: attend.yield %[[G]] : tensor<1x8x8x4xf32>
func.func @condenser(%v: tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32> {
  %r = attend.condenser gated(%v : tensor<1x8x8x4xf32>) {
      ^bb0(%x: tensor<1x8x8x4xf32>):
        %g = attend.unary sigmoid %x : tensor<1x8x8x4xf32>
        attend.yield %g : tensor<1x8x8x4xf32>
      } -> tensor<1x8x8x4xf32>
  return %r : tensor<1x8x8x4xf32>
}
