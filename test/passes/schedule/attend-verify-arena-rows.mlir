// RUN: attend-opt %s --attend-verify-arena --split-input-file --verify-diagnostics

// Each case is a plan of a row pipeline with one mistake.

// A ring of two rows cannot hold the three that a window reads.
func.func @ring_is_too_small(%x: tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8> attributes {kernel.arena_bytes = 64 : i64, kernel.state_offsets = array<i64: 32>, kernel.steps = [array<i32: 0, 0, 1, 0, 1, 0, 1, 1>]} {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{reads row 0 of 'q8.table', which is not there or was overwritten}}
  %y = q8.max_pool2d %a {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, kernel.pipeline = 0 : i64, kernel.rows = 4 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x4x4x4xi8>
  return %y : tensor<1x4x4x4xi8>
}

// -----

// Rows are counted where a ring lies.
func.func @counters_are_overwritten(%x: tensor<1x4x4x4xi8>) -> tensor<1x2x2x4xi8> attributes {kernel.arena_bytes = 48 : i64, kernel.state_offsets = array<i64: 16>, kernel.steps = [array<i32: 0, 0, 1, 0, 0, 1>]} {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x4x4x4xi8>, tensor<256xi8>) -> tensor<1x4x4x4xi8>
  // expected-error @below {{the rows of its pipeline are counted in bytes that were overwritten}}
  %y = q8.max_pool2d %a {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x4x4x4xi8>) -> tensor<1x2x2x4xi8>
  return %y : tensor<1x2x2x4xi8>
}

// -----

// expected-error @below {{step 2 names no op of a pipeline of 1}}
func.func @no_such_step(%x: tensor<1x2x4x4xi8>) -> tensor<1x2x4x4xi8> attributes {kernel.arena_bytes = 48 : i64, kernel.state_offsets = array<i64: 16>, kernel.steps = [array<i32: 0, 2>]} {
  %t = q8.constant dense<0> : tensor<256xi8>
  %a = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x4x4xi8>, tensor<256xi8>) -> tensor<1x2x4x4xi8>
  return %a : tensor<1x2x4x4xi8>
}
