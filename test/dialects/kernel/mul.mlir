// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @mul
// CHECK: kernel.mul %{{[a-z0-9]+}} {high = 127 : i32, low = -128 : i32, ratio = 0.00999999977 : f32, zero_point = 0 : i32}
func.func @mul(%p: i32) -> i32 {
  %y = kernel.mul %p {ratio = 0.01 : f32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : i32
  return %y : i32
}
