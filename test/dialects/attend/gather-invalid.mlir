// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @gather_c1(%x: tensor<5x3xf32>, %i: tensor<2xi64>) {
  // expected-error @below {{expected an axis}}
  %y = attend.gather %x, %i {axis = -1 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return
}

// -----

func.func @gather_c1_type(%x: tensor<5x3xf32>, %i: tensor<2xf32>) {
  // expected-error @below {{expected indices of i32 or i64}}
  %y = attend.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @gather_c2(%x: tensor<5x3xf32>, %i: tensor<2xi64>) {
  // expected-error @below {{result type is}}
  %y = attend.gather %x, %i {axis = 1 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return
}
