// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @slice_c1(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects one start and one step per dimension}}
  %y = q8.slice %a
       {starts = array<i64: 0, 1, 1>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8>
  return
}

// -----

func.func @slice_c1_outside(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{reads outside dimension 1 of the input}}
  %y = q8.slice %a
       {starts = array<i64: 0, 2, 1, 0>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8>
  return
}

// -----

func.func @slice_c1_step(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{or its step is not positive}}
  %y = q8.slice %a
       {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 0, 1, 1>}
      : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xi8>
  return
}

// -----

func.func @slice_c2(%a: tensor<1x8x8x4xi8>) {
  // expected-error @below {{expects one element type for input and result}}
  %y = q8.slice %a
       {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 2, 1, 1>}
      : (tensor<1x8x8x4xi8>) -> tensor<1x4x6x4xui8>
  return
}
