// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @add
// CHECK: kernel.add %{{[a-z0-9]+}}, %{{[a-z0-9]+}} {high = 127 : i32, lhs_multiplier = 1048576 : i32, low = -128 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, zero_point = 0 : i32}
func.func @add(%a: i32, %b: i32) -> i32 {
  %y = kernel.add %a, %b {lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : i32
  return %y : i32
}
