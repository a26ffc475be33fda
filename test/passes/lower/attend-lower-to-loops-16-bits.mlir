// Activations of 16 bits: the types of sums and elements, and who requantizes.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels{target=x86-avx2},attend-plan-arena),attend-lower-to-loops{target=x86-avx2})' | FileCheck %s

// 127 * 65535 * 300 leaves int32; no matrix product of the target's computes it.
// CHECK-LABEL: func.func private @sums(
// CHECK-SAME:    memref<300xi16>
// CHECK:         memref.alloca() : memref<{{.*}}xi64>
// CHECK:         arith.extsi {{.*}} : i32 to i64
// CHECK:         arith.extsi {{.*}} : i16 to i32
// CHECK:         %[[PRODUCT:.*]] = arith.muli {{.*}} overflow<nsw> : i32
// CHECK:         %[[WIDE:.*]] = arith.extsi %[[PRODUCT]] : i32 to i64
// CHECK:         arith.addi {{.*}}, %[[WIDE]] overflow<nsw> : i64
// CHECK:         %[[ROUNDED:.*]] = arith.sitofp {{.*}} : i64 to f32
// CHECK:         %[[Y:.*]] = kernel.requantize %[[ROUNDED]], {{.*}} : f32
// CHECK:         arith.trunci %[[Y]] : i32 to i8
func.func @sums(%x: tensor<1x300xi16>) -> tensor<1x1xi8> {
  %w = q8.constant dense<127> : tensor<1x300xi8>
  %b = q8.constant dense<1> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 5 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0e-05>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x300xi16>, tensor<1x300xi8>, tensor<1xi32>) -> tensor<1x1xi8> loc("sums")
  return %y : tensor<1x1xi8>
}

// -----

// The same with bounds that were proven, and a result of 16 bits.
// CHECK-LABEL: func.func private @bounded(
// CHECK:         memref.alloca() : memref<{{.*}}xi32>
// CHECK-NOT:     i64
// CHECK:         %[[ROUNDED:.*]] = arith.sitofp {{.*}} : i32 to f32
// CHECK:         %[[Y:.*]] = kernel.requantize %[[ROUNDED]], {{.*}} : f32
// CHECK:         arith.trunci %[[Y]] : i32 to i16
func.func @bounded(%x: tensor<1x300xi16>) -> tensor<1x1xi16> {
  %w = q8.constant dense<127> : tensor<1x300xi8>
  %b = q8.constant dense<1> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {q8.accumulator_low = array<i32: 0>, q8.accumulator_high = array<i32: 9>, input_zero_point = 5 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0e-05>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x300xi16>, tensor<1x300xi8>, tensor<1xi32>) -> tensor<1x1xi16> loc("bounded")
  return %y : tensor<1x1xi16>
}

// -----

// A small sum of 16 bits is one of int32, and requantized to bytes as any other.
// CHECK-LABEL: func.func private @small(
// CHECK-NOT:     i64
// CHECK:         kernel.requantize {{.*}} : i32
func.func @small(%x: tensor<1x2xi16>) -> tensor<1x1xi8> {
  %w = q8.constant dense<127> : tensor<1x2xi8>
  %b = q8.constant dense<1> : tensor<1xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 5 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 1.0e-05>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi16>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8> loc("small")
  return %y : tensor<1x1xi8>
}

// -----

// A window of 40,000 needs int64, one of 4 does not.
// CHECK-LABEL: func.func private @large(
// CHECK:         memref.alloca() : memref<1xi64>
// CHECK:         kernel.requantize {{.*}} : f32
// CHECK-LABEL: func.func private @little(
// CHECK:         memref.alloca() : memref<1xi32>
func.func @pools(%x: tensor<1x200x200x1xi16>) -> (tensor<1x1x1x1xi16>, tensor<1x199x199x1xi16>) {
  %y = q8.avg_pool2d %x {kernel = array<i64: 200, 200>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true, input_zero_point = 0 : i32, multipliers = array<f32: 2.5e-05>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x200x200x1xi16>) -> tensor<1x1x1x1xi16> loc("large")
  %z = q8.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true, input_zero_point = 0 : i32, multipliers = array<f32: 0.25>, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x200x200x1xi16>) -> tensor<1x199x199x1xi16> loc("little")
  return %y, %z : tensor<1x1x1x1xi16>, tensor<1x199x199x1xi16>
}

// -----

// Zero points at the ends make products of 33 bits, those in the middle of 31; sums are of 64 bits.
// CHECK-LABEL: func.func private @ends(
// CHECK:         arith.muli {{.*}} : i64
// CHECK:         arith.sitofp {{.*}} : i64 to f32
// CHECK:         kernel.mul {{.*}} : f32
// CHECK-LABEL: func.func private @middle(
// CHECK:         %[[PRODUCT:.*]] = arith.muli {{.*}} : i32
// CHECK:         arith.sitofp %[[PRODUCT]] : i32 to f32
// CHECK-LABEL: func.func private @sum(
// CHECK:         kernel.add {{.*}} : i64
func.func @elementwise(%a: tensor<1x4xi16>, %b: tensor<1x4xi16>, %c: tensor<1x4xi8>) -> (tensor<1x4xi16>, tensor<1x4xi16>, tensor<1x4xi8>) {
  %x = q8.mul %a, %b {lhs_zero_point = -32768 : i32, rhs_zero_point = 32767 : i32, ratio = 1.0e-05 : f32, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4xi16>, tensor<1x4xi16>) -> tensor<1x4xi16> loc("ends")
  %y = q8.mul %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, ratio = 1.0e-05 : f32, output_zero_point = 0 : i32, low = -32768 : i32, high = 32767 : i32} : (tensor<1x4xi16>, tensor<1x4xi16>) -> tensor<1x4xi16> loc("middle")
  %z = q8.add %a, %c {lhs_zero_point = 0 : i32, rhs_zero_point = 0 : i32, lhs_multiplier = 1 : i32, rhs_multiplier = 1 : i32, shift = 9 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4xi16>, tensor<1x4xi8>) -> tensor<1x4xi8> loc("sum")
  return %x, %y, %z : tensor<1x4xi16>, tensor<1x4xi16>, tensor<1x4xi8>
}

// -----

// No memset fills integers of two bytes.
// CHECK-LABEL: func.func private @padded(
// CHECK-NOT:     kernel.fill
// CHECK:         memref.store %{{.*}} : memref<6xi16>
// CHECK:         kernel.copy {{.*}} {size = 4 : i64} : memref<4xi16>, memref<6xi16>
// CHECK-LABEL: func.func private @looked(
// CHECK:         memref.get_global @looked_table : memref<256xi16>
func.func @copies(%x: tensor<1x4xi16>, %c: tensor<1x4xi8>) -> (tensor<1x6xi16>, tensor<1x4xi16>) {
  %y = q8.pad %x {low = array<i64: 0, 1>, high = array<i64: 0, 1>, value = -300 : i32} : (tensor<1x4xi16>) -> tensor<1x6xi16> loc("padded")
  %t = q8.constant dense<1000> : tensor<256xi16>
  %z = q8.table %c, %t : (tensor<1x4xi8>, tensor<256xi16>) -> tensor<1x4xi16> loc("looked")
  return %y, %z : tensor<1x6xi16>, tensor<1x4xi16>
}
