// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @concat_c1(%a: tensor<1x8x8x4xi8>, %b: tensor<1x8x8x2xi8>) {
  // expected-error @below {{axis 4 lies outside [0, 4)}}
  %y = q8.concat %a, %b
       {axis = 4 : i64}
      : (tensor<1x8x8x4xi8>, tensor<1x8x8x2xi8>) -> tensor<1x8x8x6xi8>
  return
}

// -----

func.func @concat_c1_other(%a: tensor<1x8x8x4xi8>, %b: tensor<1x8x7x2xi8>) {
  // expected-error @below {{expects operands that agree with the result but in the concatenated dimension}}
  %y = q8.concat %a, %b
       {axis = 3 : i64}
      : (tensor<1x8x8x4xi8>, tensor<1x8x7x2xi8>) -> tensor<1x8x8x6xi8>
  return
}

// -----

func.func @concat_c1_sum(%a: tensor<1x8x8x4xi8>, %b: tensor<1x8x8x2xi8>) {
  // expected-error @below {{operands have 6 positions along the axis, the result 7}}
  %y = q8.concat %a, %b
       {axis = 3 : i64}
      : (tensor<1x8x8x4xi8>, tensor<1x8x8x2xi8>) -> tensor<1x8x8x7xi8>
  return
}
