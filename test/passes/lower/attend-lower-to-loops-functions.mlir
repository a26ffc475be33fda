// Functions of one element: stable for large numbers, libm through the math dialect.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// log(1 + exp(x)) overflows; max(x, 0) + log1p(exp(-|x|)) does not.
// CHECK-LABEL: func.func private @plus(
// CHECK:         %[[ABS:.*]] = math.absf %value
// CHECK:         %[[NEG:.*]] = arith.negf %[[ABS]]
// CHECK:         %[[EXP:.*]] = math.exp %[[NEG]]
// CHECK:         math.log1p %[[EXP]]
func.func @softplus(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = attend.unary softplus %x : tensor<4xf32> loc("plus")
  return %y : tensor<4xf32>
}

// -----

// CHECK-LABEL: func.func private @gate(
// CHECK:         %[[NEG:.*]] = arith.negf %value
// CHECK:         %[[EXP:.*]] = math.exp %[[NEG]]
// CHECK:         %[[SUM:.*]] = arith.addf %{{.*}}, %[[EXP]]
// CHECK:         arith.divf %{{.*}}, %[[SUM]]
func.func @sigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = attend.unary sigmoid %x : tensor<4xf32> loc("gate")
  return %y : tensor<4xf32>
}

// -----

// A missing bound is infinite and costs nothing; integers take the nearest bound inside.
// CHECK-LABEL: func.func private @below(
// CHECK-NOT:     arith.cmpf
// CHECK:         %[[LESS:.*]] = arith.cmpf olt, %cst{{.*}}, %value
// CHECK-NOT:     arith.cmpf
// CHECK-LABEL: func.func private @within(
// CHECK:         arith.maxsi %value, %c-2_i32
// CHECK:         arith.minsi %{{.*}}, %c127_i32
func.func @clips(%x: tensor<4xf32>, %i: tensor<4xi8>) -> (tensor<4xf32>, tensor<4xi8>) {
  %y = attend.unary clip %x {alpha = 0xFF800000 : f32, beta = 6.0 : f32} : tensor<4xf32> loc("below")
  %z = attend.unary clip %i {alpha = -2.5 : f32, beta = 1000.0 : f32} : tensor<4xi8> loc("within")
  return %y, %z : tensor<4xf32>, tensor<4xi8>
}

// -----

// CHECK-LABEL: func.func private @soft(
// CHECK:         math.expm1
// CHECK:         arith.select
// CHECK-LABEL: func.func private @distance(
// CHECK:         arith.subi %c0_i64
func.func @kinds(%x: tensor<4xf32>, %i: tensor<4xi64>) -> (tensor<4xf32>, tensor<4xi64>) {
  %y = attend.unary elu %x {alpha = 1.0 : f32} : tensor<4xf32> loc("soft")
  %z = attend.unary abs %i : tensor<4xi64> loc("distance")
  return %y, %z : tensor<4xf32>, tensor<4xi64>
}

// -----

// Fixed statistics become a factor and an offset: 2 / sqrt(3.75 + 0.25) = 1 and 5 - 3 * 1 = 2.
// CHECK-DAG:   memref.global "private" constant @norm_factors : memref<2xf32> = dense<1.000000e+00>
// CHECK-DAG:   memref.global "private" constant @norm_offsets : memref<2xf32> = dense<2.000000e+00>
// CHECK:       func.func private @norm(%x: memref<6xf32> {attend.noalias}, %y: memref<6xf32> {attend.noalias})
// CHECK-NOT:     math.sqrt
// CHECK:         arith.mulf
// CHECK:         arith.addf
func.func @batch_norm(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %s = attend.constant dense<2.0> : tensor<2xf32>
  %o = attend.constant dense<5.0> : tensor<2xf32>
  %m = attend.constant dense<3.0> : tensor<2xf32>
  %v = attend.constant dense<3.75> : tensor<2xf32>
  %y = attend.batch_norm %x, %s, %o, %m, %v {epsilon = 0.25 : f32} : tensor<3x2xf32>, tensor<2xf32> loc("norm")
  return %y : tensor<3x2xf32>
}

// -----

// Statistics that are inputs are used as they come.
// CHECK-LABEL: func.func private @norm_by_inputs(
// CHECK:         %[[SUM:.*]] = arith.addf %variance
// CHECK:         math.sqrt %[[SUM]]
func.func @batch_norm_of_inputs(%x: tensor<3x2xf32>, %s: tensor<2xf32>, %v: tensor<2xf32>) -> tensor<3x2xf32> {
  %y = attend.batch_norm %x, %s, %s, %s, %v {epsilon = 0.25 : f32} : tensor<3x2xf32>, tensor<2xf32> loc("norm_by_inputs")
  return %y : tensor<3x2xf32>
}

// -----

// CHECK-LABEL: func.func private @leak(
// CHECK:         scf.for %i = %c0 to %c3
// CHECK:           scf.for %j = %c0 to %c2
// CHECK:             memref.load %operand[%j]
func.func @prelu(%x: tensor<3x2xf32>) -> tensor<3x2xf32> {
  %s = attend.constant dense<[0.1, 0.2]> : tensor<2xf32>
  %y = attend.prelu %x, %s : tensor<3x2xf32>, tensor<2xf32> loc("leak")
  return %y : tensor<3x2xf32>
}
