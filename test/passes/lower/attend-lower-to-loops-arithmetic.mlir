// Numbers of any type: computed in the type that C would take, wrapped around where they are stored.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// One loop, and the constant stands in it.
// CHECK-LABEL: func.func private @half(%x: memref<16xf32> {attend.noalias}, %y: memref<16xf32> {attend.noalias})
// CHECK-SAME:    attend.comment = "mul, [1, 2, 2, 4] -> [1, 2, 2, 4]"
// CHECK-DAG:     %[[HALF:.*]] = arith.constant 5.000000e-01 : f32
// CHECK:         scf.for %i = %c0 to %c16
// CHECK-NEXT:      %[[X:.*]] = memref.load %x[%i] : memref<16xf32>
// CHECK-NEXT:      %[[Y:.*]] = arith.mulf %[[X]], %[[HALF]] : f32
// CHECK-NEXT:      memref.store %[[Y]], %y[%i]
// CHECK:       func.func @run(%input: memref<1x2x2x4xf32>, %output: memref<1x2x2x4xf32>, %arena: memref<0xi8>)
func.func @number(%x: tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32> {
  %k = attend.constant dense<0.5> : tensor<1x1x1x1xf32>
  %y = attend.mul %x, %k : (tensor<1x2x2x4xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x4xf32> loc("half")
  return %y : tensor<1x2x2x4xf32>
}

// -----

// A bias for each channel is read again and again; the sum overwrites what dies.
// CHECK:         memref.global "private" constant @shift_operand : memref<3xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]>
// CHECK:       func.func private @shift(%y: memref<12xf32> {attend.noalias})
// CHECK:         scf.for %i = %c0 to %c4
// CHECK:           scf.for %j = %c0 to %c3
// CHECK:             memref.load %operand[%j]
// CHECK:             arith.addf
// CHECK:       func.func @run
// CHECK-SAME:    %arena: memref<0xi8>
func.func @channels(%x: tensor<4x3xf32>) -> (tensor<4x3xf32>) {
  %k = attend.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>
  %a = attend.unary relu %x : tensor<4x3xf32> loc("first")
  %y = attend.add %a, %k : (tensor<4x3xf32>, tensor<1x3xf32>) -> tensor<4x3xf32> loc("shift")
  %z = attend.div %x, %y : (tensor<4x3xf32>, tensor<4x3xf32>) -> tensor<4x3xf32> loc("last")
  return %z : tensor<4x3xf32>
}

// -----

// Bytes are extended without sign and keep their low bits; a quotient by 0 is 0.
// CHECK-LABEL: func.func private @ratio(
// CHECK:         %[[A:.*]] = arith.extui %{{.*}} : i8 to i32
// CHECK:         %[[B:.*]] = arith.extui %{{.*}} : i8 to i32
// CHECK:         %[[ZERO:.*]] = arith.cmpi eq, %[[B]], %c0_i32
// CHECK:         %divisor = arith.select %[[ZERO]], %c1_i32, %[[B]]
// CHECK:         %[[Q:.*]] = arith.divsi %[[A]], %divisor : i32
// CHECK:         %[[R:.*]] = arith.select %[[ZERO]], %c0_i32, %[[Q]]
// CHECK:         arith.trunci %[[R]] : i32 to i8
func.func @bytes(%a: tensor<4xui8>, %b: tensor<4xui8>) -> tensor<4xui8> {
  %y = attend.div %a, %b : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8> loc("ratio")
  return %y : tensor<4xui8>
}

// -----

// The least 64-bit integer by -1 is itself, which C leaves open.
// CHECK-LABEL: func.func private @wide_ratio(
// CHECK:         arith.cmpi eq, %{{.*}}, %c-1_i64
// CHECK:         arith.divsi %{{.*}}, %{{.*}} : i64
// CHECK:         arith.subi %c0_i64, %{{.*}} : i64
func.func @wide(%a: tensor<4xi64>, %b: tensor<4xi64>) -> tensor<4xi64> {
  %y = attend.div %a, %b : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64> loc("wide_ratio")
  return %y : tensor<4xi64>
}

// -----

// Squaring: 32 turns for 32 bits.
// CHECK-LABEL: func.func private @power(
// CHECK:         scf.for %bit = %c0 to %c32 step %c1 iter_args(%power = %c1_i32, %square = %{{.*}}, %rest = %{{.*}}) -> (i32, i32, i32)
// CHECK-LABEL: func.func private @root(
// CHECK:         math.powf
func.func @powers(%a: tensor<4xi32>, %b: tensor<4xi32>, %x: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xf32>) {
  %h = attend.constant dense<0.5> : tensor<1xf32>
  %y = attend.pow %a, %b : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32> loc("power")
  %z = attend.pow %x, %h : (tensor<4xf32>, tensor<1xf32>) -> tensor<4xf32> loc("root")
  return %y, %z : tensor<4xi32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func private @larger(
// CHECK:         %[[LESS:.*]] = arith.cmpf olt, %[[A:.*]], %[[B:.*]] : f32
// CHECK:         arith.select %[[LESS]], %[[B]], %[[A]]
// CHECK-LABEL: func.func private @smaller(
// CHECK:         arith.minsi
func.func @extremes(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xi16>, %d: tensor<4xi16>) -> (tensor<4xf32>, tensor<4xi16>) {
  %y = attend.max %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32> loc("larger")
  %z = attend.min %c, %d : (tensor<4xi16>, tensor<4xi16>) -> tensor<4xi16> loc("smaller")
  return %y, %z : tensor<4xf32>, tensor<4xi16>
}

// -----

// A tensor without dimensions is a buffer of one element.
// CHECK-LABEL: func.func private @sum(%x: memref<1xf32> {attend.noalias}, %y: memref<1xf32> {attend.noalias})
// CHECK-LABEL: func.func @run(
// CHECK:         memref.expand_shape %input [] output_shape [1] : memref<f32> into memref<1xf32>
func.func @no_dimensions(%x: tensor<f32>) -> tensor<f32> {
  %y = attend.add %x, %x : (tensor<f32>, tensor<f32>) -> tensor<f32> loc("sum")
  return %y : tensor<f32>
}
