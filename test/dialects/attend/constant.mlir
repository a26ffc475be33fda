// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @constant
// CHECK: attend.constant dense<1.000000e+00> : tensor<8x1x1x4xf32>
func.func @constant() -> tensor<8x1x1x4xf32> {
  %w = attend.constant dense<1.0> : tensor<8x1x1x4xf32>
  return %w : tensor<8x1x1x4xf32>
}
