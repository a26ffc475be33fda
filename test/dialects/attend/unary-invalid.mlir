// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @unary_c1(%x: tensor<2xi32>) {
  // expected-error @below {{expected f32 or f64}}
  %y = attend.unary sigmoid %x : tensor<2xi32>
  return
}
