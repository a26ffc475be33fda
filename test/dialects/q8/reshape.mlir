// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @reshape
// CHECK: q8.reshape %{{[a-z0-9]+}}
// CHECK-SAME: : (tensor<1x1x2x32xi8>) -> tensor<1x64xi8>
func.func @reshape(%a: tensor<1x1x2x32xi8>) -> tensor<1x64xi8> {
  %y = q8.reshape %a
      : (tensor<1x1x2x32xi8>) -> tensor<1x64xi8>
  return %y : tensor<1x64xi8>
}
