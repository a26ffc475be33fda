// Schedules that the lowering refuses: rings without rows or read from outside, counters outside the arena, pushed rows that are not the first op.
// RUN: attend-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(attend-lower-to-loops)'

func.func @no_row(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{expected kernel.rows from 1 to the 2 rows of its result, found 0}}
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 0 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @too_many_rows(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{expected kernel.rows from 1 to the 2 rows of its result, found 3}}
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @result_in_a_ring(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{a result of the function holds all its 2 rows, found kernel.rows = 1}}
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @ring_escapes(%x: tensor<1x2x1x1xi8>) -> tensor<1x2xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{is read after its pipeline, and its buffer lacks rows}}
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 4 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  %r = q8.reshape %y {kernel.place = "alias"} : (tensor<1x2x1x1xi8>) -> tensor<1x2xi8>
  return %r : tensor<1x2xi8>
}

// -----

func.func @overwrites_the_input(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{kernel.in_place must name a computed operand of the result's shape in a buffer of 2 rows}}
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 4 : i64, kernel.in_place = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @overwrites_another_ring(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 1, 0, 1>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %a = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 1 : i64, kernel.place = "arena", kernel.offset = 8 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  // expected-error @+1 {{kernel.in_place must name a computed operand of the result's shape in a buffer of 2 rows}}
  %y = q8.table %a, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 8 : i64, kernel.in_place = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

// expected-error @+1 {{expected a multiple of 4 in kernel.state_offsets with 4 bytes of the arena behind it, found 16}}
func.func @counters_outside(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 16>, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

// expected-error @+1 {{expected kernel.state_offsets of 1 pipelines, found 0}}
func.func @no_counters(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.steps = [array<i32: 0, 0>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

// expected-error @+1 {{step 1 names no op of a pipeline of 1}}
func.func @no_such_op(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 1>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %y = q8.table %x, %t {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @rows_of_a_whole_op(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64} {
  %t = q8.constant dense<7> : tensor<256xi8>
  // expected-error @+1 {{has kernel.rows outside a pipeline}}
  %y = q8.table %x, %t {kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x1x1xi8>, tensor<256xi8>) -> tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

func.func @pushed_but_whole(%x: tensor<1x2x1x1xi8>) -> tensor<1x2x1x1xi8> attributes {kernel.arena_bytes = 16 : i64} {
  // expected-error @+1 {{pushed rows must be the first op of a function with kernel.push_rows, in a place of its own}}
  %y = kernel.pushed_rows %x {kernel.place = "result", kernel.index = 0 : i64} : tensor<1x2x1x1xi8>
  return %y : tensor<1x2x1x1xi8>
}

// -----

// expected-error @+1 {{expected kernel.pushed_rows, in a pipeline, as the only op that reads the only input of a function with kernel.push_rows}}
func.func @input_read_twice(%x: tensor<1x2x1x1xi8>) -> (tensor<1x2x1x1xi8>, tensor<1x2x1x1xi8>) attributes {kernel.push_rows, kernel.arena_bytes = 16 : i64, kernel.state_offsets = array<i64: 0>, kernel.steps = [array<i32: 0, 0>]} {
  %y = kernel.pushed_rows %x {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : tensor<1x2x1x1xi8>
  return %y, %x : tensor<1x2x1x1xi8>, tensor<1x2x1x1xi8>
}
