// Numbers of one type as numbers of another, saturated where C leaves it open.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// CHECK-LABEL: func.func private @q(%x: memref<4xf32> {attend.noalias}, %y: memref<4xi8> {attend.noalias})
// CHECK:         %[[X:.*]] = memref.load %x
// CHECK:         kernel.quantize %[[X]], %{{.*}}, %c3_i32 {high = 255 : i32, low = 0 : i32}
// CHECK-LABEL: func.func private @dq(
// CHECK:         %[[I:.*]] = arith.extui %{{.*}} : i8 to i32
// CHECK:         %[[D:.*]] = arith.subi %[[I]], %c3_i32 overflow<nsw>
// CHECK:         %[[F:.*]] = arith.sitofp %[[D]] : i32 to f32
// CHECK:         arith.mulf %[[F]]
func.func @there_and_back(%x: tensor<4xf32>) -> tensor<4xf32> {
  %q = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<4xf32>) -> tensor<4xui8> loc("q")
  %y = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 3>} : (tensor<4xui8>) -> tensor<4xf32> loc("dq")
  return %y : tensor<4xf32>
}

// -----

// A scale for each row; zero points that are all 0 are none.
// CHECK:       memref.global "private" constant @rows_scales : memref<2xf32> = dense<[5.000000e-01, 2.500000e-01]>
// CHECK:       func.func private @rows(
// CHECK:         scf.for %i = %c0 to %c2
// CHECK:           scf.for %j = %c0 to %c3
// CHECK-NOT:         arith.subi
// CHECK:             memref.load %scales[%i]
func.func @per_axis(%x: tensor<2x3xi32>) -> tensor<2x3xf32> {
  %y = attend.dequantize %x {scales = array<f32: 0.5, 0.25>, zero_points = array<i32: 0, 0>, axis = 0 : i64} : (tensor<2x3xi32>) -> tensor<2x3xf32> loc("rows")
  return %y : tensor<2x3xf32>
}

// -----

// The difference of two 32-bit integers takes 33 bits.
// CHECK-LABEL: func.func private @wide(
// CHECK:         arith.extsi %{{.*}} : i32 to i64
// CHECK:         arith.subi %{{.*}} : i64
// CHECK:         arith.sitofp %{{.*}} : i64 to f32
func.func @wide_zero_point(%x: tensor<4xi32>) -> tensor<4xf32> {
  %y = attend.dequantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 7>} : (tensor<4xi32>) -> tensor<4xf32> loc("wide")
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func private @whole(
// CHECK:         %[[BELOW:.*]] = arith.cmpf olt, %value, %[[LOW:.*]] : f32
// CHECK:         %[[ABOVE:.*]] = arith.cmpf oge, %value, %[[END:.*]] : f32
// CHECK:         %[[I:.*]] = arith.fptosi %inside : f32 to i32
// CHECK:         %[[L:.*]] = arith.select %[[BELOW]], %c-2147483648_i32, %[[I]]
// CHECK:         arith.select %[[ABOVE]], %c2147483647_i32, %[[L]]
func.func @float_to_integer(%x: tensor<4xf32>) -> tensor<4xi32> {
  %y = attend.cast %x : (tensor<4xf32>) -> tensor<4xi32> loc("whole")
  return %y : tensor<4xi32>
}

// -----

// CHECK-LABEL: func.func private @a(
// CHECK:         %[[H:.*]] = memref.load %x[%i] : memref<4xf16>
// CHECK:         arith.extf %[[H]] : f16 to f32
// CHECK:         arith.extf %{{.*}} : f32 to f64
// CHECK-LABEL: func.func private @b(
// CHECK:         arith.trunci %{{.*}} : i64 to i32
// CHECK:         arith.trunci %{{.*}} : i32 to i8
// CHECK-LABEL: func.func private @c(
// CHECK:         arith.uitofp %{{.*}} : i32 to f32
// CHECK-LABEL: func.func private @d(
// CHECK-SAME:    %y: memref<4xi8>
// CHECK:         arith.cmpi ne
// CHECK:         arith.extui %{{.*}} : i1 to i8
// CHECK-LABEL: func.func @run(
// CHECK-SAME:    memref<4xi32> {attend.unsigned}
// CHECK-SAME:    memref<4xi8> {attend.bool}
func.func @casts(%h: tensor<4xf16>, %l: tensor<4xi64>, %u: tensor<4xui32>) -> (tensor<4xf64>, tensor<4xi8>, tensor<4xf32>, tensor<4xi1>) {
  %a = attend.cast %h : (tensor<4xf16>) -> tensor<4xf64> loc("a")
  %b = attend.cast %l : (tensor<4xi64>) -> tensor<4xi8> loc("b")
  %c = attend.cast %u : (tensor<4xui32>) -> tensor<4xf32> loc("c")
  %d = attend.cast %l : (tensor<4xi64>) -> tensor<4xi1> loc("d")
  return %a, %b, %c, %d : tensor<4xf64>, tensor<4xi8>, tensor<4xf32>, tensor<4xi1>
}
