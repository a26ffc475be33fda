// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @arg_max_c1(%x: tensor<2x3xf32>) {
  // expected-error @below {{expected an axis in [0, 2), found 2}}
  %y = attend.arg_max %x {axis = 2 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<2x1xi64>
  return
}

// -----

func.func @arg_max_c2(%x: tensor<2x3xf32>) {
  // expected-error @below {{result type is}}
  %y = attend.arg_max %x {axis = 1 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<2x1xi32>
  return
}
