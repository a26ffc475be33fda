// A row pipeline reads all of what an op before it computes whole: its bytes stay until the last row is read.
// RUN: attendc report --from=scheduled %s --json > %t.json
// RUN: %python %S/check_report.py %t.json
// RUN: FileCheck %s < %t.json
// CHECK: "kind": "whole",
// CHECK: "lives": [
// CHECK-NEXT: [0, 0, 0, 2]
func.func @run(%x: tensor<1x2x4x2xi8>) -> tensor<1x2x2x4xi8> attributes {
  kernel.arena_bytes = 32 : i64, kernel.arena_lower_bound = 20 : i64, kernel.state_offsets = array<i64: 16>,
  kernel.steps = [array<i32: 0, 0>]} {
  %a = q8.transpose %x {permutation = array<i64: 0, 3, 1, 2>, kernel.place = "arena", kernel.offset = 0 : i64} : (tensor<1x2x4x2xi8>) -> tensor<1x2x2x4xi8> loc("whole")
  %y = q8.max_pool2d %a {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x2x2x4xi8>) -> tensor<1x2x2x4xi8> loc("rows")
  return %y : tensor<1x2x2x4xi8>
}
