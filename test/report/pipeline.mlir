// What the report says of a row pipeline follows from the attributes alone.
// RUN: attendc report --from=scheduled %s | FileCheck %s
// RUN: attendc report --from=scheduled %s --json > %t.json
// RUN: %python %S/check_report.py %t.json
// RUN: FileCheck %s --check-prefix=JSON < %t.json

// Rings of 3 and 2 rows; what the pipeline leaves is whole, and the last two cannot run row by row.
// CHECK: layer op output macs flash kernel pipeline rows place
// CHECK-NEXT: first max_pool2d 1x6x4x4 0 0 0 3/6 arena+0
// CHECK-NEXT: second max_pool2d 1x6x4x4 0 0 0 2/6 arena+48
// CHECK-NEXT: table 2 table 1x6x4x4 0 256 0 2/6 arena+48 in place
// CHECK-NEXT: last max_pool2d 1x3x2x4 0 0 0 3/3 arena+80
// CHECK-NEXT: flat reshape 1x24 0 0 whole alias
// CHECK-NEXT: probabilities softmax 1x24 0 1024 whole result

// Rings of 80 bytes instead of 96 for each of two; the third result overwrites the second.
// CHECK: pipeline 0: 4 ops, first to last, row by row in 21 steps; rings of 80 bytes instead of 192

// At tick 12 the second row of the last result is not yet written.
// CHECK: peak: 104 bytes alive at tick 12 of 23, second row 3
// CHECK-NEXT: offset alive of bytes buffer
// CHECK-NEXT: 0 48 48 first, ring 3/6
// CHECK-NEXT: 48 32 32 second .. table 2, ring 2/6
// CHECK-NEXT: 80 8 24 last, whole
// CHECK-NEXT: 112 16 16 row counters of pipeline 0
// CHECK: arena bytes 128 (lower bound 104, 24 above it)
// CHECK-NEXT: input bytes 96
// CHECK-NEXT: output bytes 24

// Row 3 of the first ring overwrites row 0, which nothing reads after tick 5.
// JSON: "kind": "ring",
// JSON: "slots": 3,
// JSON-NEXT: "rowBytes": 16,
// JSON-NEXT: "lives": [
// JSON-NEXT: [0, 0, 0, 5],
// JSON-NEXT: [1, 1, 1, 9],
// JSON-NEXT: [2, 2, 4, 12],
// JSON-NEXT: [3, 0, 8, 16],
func.func @run(%x: tensor<1x6x4x4xi8>) -> tensor<1x24xi8> attributes {
  kernel.arena_bytes = 128 : i64, kernel.arena_lower_bound = 104 : i64, kernel.state_offsets = array<i64: 112>,
  kernel.steps = [array<i32: 0, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 0, 1, 2, 3, 0, 1, 2, 1, 2, 3>]} {
  %curve = q8.constant dense<0> : tensor<256xi8>
  %a = q8.max_pool2d %x {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x6x4x4xi8>) -> tensor<1x6x4x4xi8> loc("first")
  %b = q8.max_pool2d %a {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 48 : i64} : (tensor<1x6x4x4xi8>) -> tensor<1x6x4x4xi8> loc("second")
  %c = q8.table %b, %curve {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.in_place = 0 : i64, kernel.place = "arena", kernel.offset = 48 : i64} : (tensor<1x6x4x4xi8>, tensor<256xi8>) -> tensor<1x6x4x4xi8>
  %d = q8.max_pool2d %c {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 3 : i64, kernel.place = "arena", kernel.offset = 80 : i64} : (tensor<1x6x4x4xi8>) -> tensor<1x3x2x4xi8> loc("last")
  %e = q8.reshape %d {kernel.place = "alias"} : (tensor<1x3x2x4xi8>) -> tensor<1x24xi8> loc("flat")
  %table = q8.constant dense<0> : tensor<256xi32>
  %y = q8.softmax %e, %table {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x24xi8>, tensor<256xi32>) -> tensor<1x24xi8> loc("probabilities")
  return %y : tensor<1x24xi8>
}
