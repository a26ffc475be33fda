// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @constant
// CHECK: q8.constant dense<1> : tensor<8x1x1x4xi8>
func.func @constant() -> tensor<8x1x1x4xi8> {
  %w = q8.constant dense<1> : tensor<8x1x1x4xi8>
  return %w : tensor<8x1x1x4xi8>
}
