// RUN: attend-opt %s --split-input-file --verify-diagnostics --attend-run-reference -o /dev/null

func.func @other_op(%x: tensor<2xf32> {attend.value = dense<0.0> : tensor<2xf32>}) -> tensor<2xf32> {
  %0 = attend.unary relu %x : tensor<2xf32>
  // expected-error @+1 {{unsupported: the float reference cannot run 'arith.addf'}}
  %1 = arith.addf %0, %0 : tensor<2xf32>
  return %1 : tensor<2xf32>
}
