// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @pushed_rows
func.func @pushed_rows(%x: tensor<1x224x224x3xi8>) -> tensor<1x224x224x3xi8> {
  // CHECK: kernel.pushed_rows %{{.*}} : tensor<1x224x224x3xi8>
  %f = kernel.pushed_rows %x : tensor<1x224x224x3xi8>
  return %f : tensor<1x224x224x3xi8>
}
