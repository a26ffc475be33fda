// RUN: attend-opt %s | attend-opt | FileCheck %s

// CHECK-LABEL: @quantize
// CHECK: kernel.quantize %{{.*}}, %{{.*}}, %{{.*}} {high = 127 : i32, low = -128 : i32}
func.func @quantize(%x: f32, %scale: f32, %zero_point: i32) -> i32 {
  %y = kernel.quantize %x, %scale, %zero_point {low = -128 : i32, high = 127 : i32}
  return %y : i32
}
