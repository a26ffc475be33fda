// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @add_ort_x64
// CHECK: kernel.add_ort_x64 %{{[a-z0-9]+}}, %{{[a-z0-9]+}} {fix = -3.500000e+00 : f32, high = 127 : i32, lhs_ratio = 5.000000e-01 : f32, low = -128 : i32, rhs_ratio = 1.000000e+00 : f32}
func.func @add_ort_x64(%a: i32, %b: i32) -> i32 {
  %y = kernel.add_ort_x64 %a, %b {lhs_ratio = 0.5 : f32, rhs_ratio = 1.0 : f32, fix = -3.5 : f32, low = -128 : i32, high = 127 : i32}
  return %y : i32
}
