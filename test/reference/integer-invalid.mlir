// RUN: attend-opt %s --attend-run-reference --split-input-file --verify-diagnostics

// 2147483647 + 1.
func.func @accumulator_leaves_32_bits(%x: tensor<1x1xi8> {attend.value = dense<1> : tensor<1x1xi8>}) -> tensor<1x1xi8> {
  %w = q8.constant dense<1> : tensor<1x1xi8>
  %b = q8.constant dense<2147483647> : tensor<1xi32>
  // expected-error @below {{accumulator 2147483648 leaves 32 bits}}
  %y = q8.fully_connected %x, %w, %b
      {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>,
       output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : (tensor<1x1xi8>, tensor<1x1xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @not_q8(%x: tensor<1x4xi8> {attend.value = dense<1> : tensor<1x4xi8>}) -> tensor<4xi8> {
  %c = q8.constant dense<1> : tensor<1xi8>
  // expected-error @below {{has no integer reference}}
  %y = builtin.unrealized_conversion_cast %x : tensor<1x4xi8> to tensor<4xi8>
  return %y : tensor<4xi8>
}
