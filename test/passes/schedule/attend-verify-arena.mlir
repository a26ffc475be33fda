// RUN: attend-opt %s --attend-verify-arena --split-input-file --verify-diagnostics

// Each case is a plan with one mistake; attend-plan-arena.mlir has plans without.

func.func @waiting_value_is_overwritten(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 128 : i64} {
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{result overwrites a value that is still read}}
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 48 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %b {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %c : tensor<1x4x4x4xi8>
}

// -----

func.func @operand_is_overwritten_without_in_place(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{result overwrites a value that is still read}}
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %b {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %c : tensor<1x4x4x4xi8>
}

// -----

// The second reader of %a comes after its bytes were given away.
func.func @second_reader(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 128 : i64} {
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 64 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %b {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{reads row 0 of 'q8.max_pool2d', which is not there or was overwritten}}
  %y = q8.add %a, %c {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

func.func @overwritten_operand_is_read_later(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 128 : i64} {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.table %a, %t {kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{reads row 0 of 'q8.max_pool2d', which is not there or was overwritten}}
  %y = q8.add %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 1048576 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

func.func @input_is_overwritten(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  %t = q8.constant dense<0> : tensor<256xi8>
  // expected-error @below {{an input or a constant is overwritten}}
  %b = q8.table %x, %t {kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  %y = q8.max_pool2d %b {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

func.func @window_op_in_place(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{operand 0 cannot be overwritten}}
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %b {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %c : tensor<1x4x4x4xi8>
}

// -----

func.func @result_leaves_arena(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  // expected-error @below {{result leaves the arena of 64 bytes}}
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 1 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %b = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %b : tensor<1x4x4x4xi8>
}

// -----

func.func @no_place(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  // expected-error @below {{result has no place; run attend-plan-arena}}
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %a : tensor<1x4x4x4xi8>
}

// -----

func.func @no_such_result(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64} {
  // expected-error @below {{result has no buffer of the caller}}
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 1 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %a : tensor<1x4x4x4xi8>
}

// -----

  // expected-error @below {{function has no arena; run attend-plan-arena}}
func.func @no_arena(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> {
  return %x : tensor<1x4x4x4xi8>
}

// -----

// A gathered row is [4, 3, 3, 4] = 144 bytes.
func.func @scratch_overwrites_operand(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 208 : i64} {
  %w = q8.constant dense<1> : tensor<4x3x3x4xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{scratch overwrites a value that is still read}}
  %y = q8.conv2d %a, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.choice = "gemm", kernel.place = "result", kernel.index = 0 : i64, kernel.scratch_offset = 48 : i64} : (tensor<1x4x4x4xi8>, tensor<4x3x3x4xi8>, tensor<4xi32>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

func.func @scratch_leaves_arena(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 207 : i64} {
  %w = q8.constant dense<1> : tensor<4x3x3x4xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{scratch leaves the arena of 207 bytes}}
  %y = q8.conv2d %a, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32, kernel.choice = "gemm", kernel.place = "result", kernel.index = 0 : i64, kernel.scratch_offset = 64 : i64} : (tensor<1x4x4x4xi8>, tensor<4x3x3x4xi8>, tensor<4xi32>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

func.func @offset_is_not_aligned(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 128 : i64} {
  // expected-error @below {{result's offset is no multiple of 16}}
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 8 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %c : tensor<1x4x4x4xi8>
}

// -----

func.func @offset_is_huge(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 128 : i64} {
  // expected-error @below {{result leaves the arena of 128 bytes}}
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "arena", kernel.offset = 9223372036854775792 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  %c = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %c : tensor<1x4x4x4xi8>
}

// -----

// expected-error @below {{expected a function with one block}}
func.func private @declaration(tensor<4xi8>) -> tensor<4xi8>

// -----

// 16 floats are 64 bytes.
func.func @floats_leave_arena(%x: tensor<16xf32>) -> tensor<16xf32> attributes {kernel.arena_bytes = 48 : i64} {
  // expected-error @below {{result leaves the arena of 48 bytes}}
  %a = attend.unary relu %x {kernel.place = "arena", kernel.offset = 0 : i64} : tensor<16xf32>
  %b = attend.unary relu %a {kernel.place = "result", kernel.index = 0 : i64} : tensor<16xf32>
  return %b : tensor<16xf32>
}

// -----

func.func @buffer_of_another_type(%x: tensor<16xf32>) -> tensor<16xf32> attributes {kernel.arena_bytes = 64 : i64} {
  // expected-error @below {{result has no buffer of the caller}}
  %a = attend.cast %x {kernel.place = "result", kernel.index = 0 : i64} : (tensor<16xf32>) -> tensor<16xi32>
  %b = attend.cast %a {kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<16xi32>) -> tensor<16xf32>
  return %b : tensor<16xf32>
}

// -----

func.func @cast_in_place(%x: tensor<16xf32>) -> tensor<16xf32> attributes {kernel.arena_bytes = 64 : i64} {
  %a = attend.unary relu %x {kernel.place = "arena", kernel.offset = 0 : i64} : tensor<16xf32>
  // expected-error @below {{operand 0 cannot be overwritten}}
  %b = attend.cast %a {kernel.place = "arena", kernel.offset = 0 : i64, kernel.in_place = 0 : i64} : (tensor<16xf32>) -> tensor<16xi32>
  %c = attend.cast %b {kernel.place = "result", kernel.index = 0 : i64} : (tensor<16xi32>) -> tensor<16xf32>
  return %c : tensor<16xf32>
}
