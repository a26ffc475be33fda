// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @pad_c1(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects one low and one high entry per dimension}}
  %y = q8.pad %a
       {low = array<i64: 0, 1, 2>, high = array<i64: 0, 1, 0, 0>, value = -128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
  return
}

// -----

func.func @pad_c1_shape(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects dimension 1 of the result to be input + low + high}}
  %y = q8.pad %a
       {low = array<i64: 0, 1, 2, 0>, high = array<i64: 0, 2, 0, 0>, value = -128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
  return
}

// -----

func.func @pad_c1_negative(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{none of them negative}}
  %y = q8.pad %a
       {low = array<i64: 0, -1, 2, 0>, high = array<i64: 0, 3, 0, 0>, value = -128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
  return
}

// -----

func.func @pad_c2(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects one element type, and a value inside it}}
  %y = q8.pad %a
       {low = array<i64: 0, 1, 2, 0>, high = array<i64: 0, 1, 0, 0>, value = 128 : i32}
      : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
  return
}
