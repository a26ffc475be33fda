// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @requantize
// CHECK: kernel.requantize %{{[a-z0-9]+}}, %{{[a-z0-9]+}} {high = 127 : i32, low = -128 : i32, zero_point = 3 : i32}
func.func @requantize(%acc: i32, %m: f32) -> i32 {
  %y = kernel.requantize %acc, %m {zero_point = 3 : i32, low = -128 : i32, high = 127 : i32} : i32
  return %y : i32
}

// A requantization whose result nobody reads is no work.
// CHECK-LABEL: @unused
// PURE-LABEL: @unused
// PURE-NOT: kernel.requantize
// RUN: attend-opt %s --canonicalize | FileCheck --check-prefix=PURE %s
func.func @unused(%acc: i32, %m: f32) {
  %y = kernel.requantize %acc, %m {zero_point = 0 : i32, low = 0 : i32, high = 255 : i32} : i32
  return
}
