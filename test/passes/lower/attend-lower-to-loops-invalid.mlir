// What the pass refuses names the node.
// RUN: attend-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(attend-lower-to-loops)'

// expected-error @+1 {{function has no arena; run attend-plan-arena}}
func.func @not_planned(%x: tensor<4xi8>) -> tensor<4xi8> {
  return %x : tensor<4xi8>
}

// -----

func.func @op_without_place(%x: tensor<4xi8>) -> tensor<4xi8> attributes {kernel.arena_bytes = 0 : i64} {
  // expected-error @+1 {{op has no place; run attend-plan-arena}}
  %y = q8.slice %x {starts = array<i64: 0>, steps = array<i64: 1>} : (tensor<4xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

func.func @weights_are_computed(%x: tensor<1x2xi8>, %w: tensor<1x2xi8>) -> tensor<1x1xi8> attributes {kernel.arena_bytes = 0 : i64} {
  %b = q8.constant dense<0> : tensor<1xi32>
  // expected-error @+1 {{unsupported: weights, bias and tables must be constants, found a computed value}}
  %y = q8.fully_connected %x, %w, %b {kernel.place = "result", kernel.index = 0 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

func.func @sum_leaves_int32(%x: tensor<1x2xi8>) -> tensor<1x1xi8> attributes {kernel.arena_bytes = 0 : i64} {
  %w = q8.constant dense<1> : tensor<1x2xi8>
  %b = q8.constant dense<2147483647> : tensor<1xi32>
  // expected-error @+1 {{unsupported: the sum of output channel 0 can leave the range of int32}}
  %y = q8.fully_connected %x, %w, %b {kernel.place = "result", kernel.index = 0 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

// expected-error @below {{expected one function, found 2}}
module {
  func.func @first(%x: tensor<4xi8>) -> tensor<4xi8> { return %x : tensor<4xi8> }
  func.func @second(%x: tensor<4xi8>) -> tensor<4xi8> { return %x : tensor<4xi8> }
}

// -----

func.func @matrix_product_of_another_target(%x: tensor<1x2xi8>) -> tensor<1x1xi8> attributes {kernel.arena_bytes = 0 : i64} {
  %w = q8.constant dense<1> : tensor<1x2xi8>
  %b = q8.constant dense<0> : tensor<1xi32>
  // expected-error @+1 {{has no matrix product on the target 'portable'; run attend-choose-kernels for this target}}
  %y = q8.fully_connected %x, %w, %b {kernel.choice = "gemm", kernel.place = "result", kernel.index = 0 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// -----

// Sizes and indices in C are int32_t.
func.func @buffer_too_large(%x: tensor<1x1xf32>) -> tensor<1x1xf32> attributes {kernel.arena_bytes = 4294967296 : i64} {
  // expected-error @-1 {{unsupported: the arena needs 4294967296 bytes; the most is 2147483647}}
  return %x : tensor<1x1xf32>
}

// -----

func.func @result_too_large(%x: tensor<1x1xf32>) -> tensor<32768x32768xf32> attributes {kernel.arena_bytes = 0 : i64} {
  // expected-error @+1 {{unsupported: its result needs 4294967296 bytes; the most is 2147483647}}
  %y = attend.broadcast %x {kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x1xf32>) -> tensor<32768x32768xf32>
  return %y : tensor<32768x32768xf32>
}

// -----

func.func @quantized_to_32_bits(%x: tensor<4xf32>) -> tensor<4xi32> attributes {kernel.arena_bytes = 0 : i64} {
  // expected-error @+1 {{unsupported: quantization to 'i32'; integers have 8 or 16 bits}}
  %y = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>, kernel.place = "result", kernel.index = 0 : i64} : (tensor<4xf32>) -> tensor<4xi32>
  return %y : tensor<4xi32>
}

// -----

func.func @no_such_result(%x: tensor<4xi8>) -> tensor<4xi8> attributes {kernel.arena_bytes = 0 : i64} {
  %t = q8.constant dense<1> : tensor<256xi8>
  // expected-error @+1 {{kernel.index must name a result of the function of the op's type}}
  %y = q8.table %x, %t {kernel.place = "result", kernel.index = 1 : i64} : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

func.func @outside_the_arena(%x: tensor<4xi8>) -> tensor<4xi8> attributes {kernel.arena_bytes = 16 : i64} {
  %t = q8.constant dense<1> : tensor<256xi8>
  // expected-error @+1 {{expected 4 bytes of the arena of 16 behind kernel.offset, found 13}}
  %y = q8.table %x, %t {kernel.place = "arena", kernel.offset = 13 : i64} : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}

// -----

func.func @overwrites_the_input(%x: tensor<4xi8>) -> tensor<4xi8> attributes {kernel.arena_bytes = 16 : i64} {
  %t = q8.constant dense<1> : tensor<256xi8>
  // expected-error @+1 {{kernel.in_place must name a computed operand of the result's size}}
  %y = q8.table %x, %t {kernel.place = "arena", kernel.in_place = 0 : i64} : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
  return %y : tensor<4xi8>
}
