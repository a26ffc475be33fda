// Convolutions and pools of real numbers: the loops of the quantized ones, around plain sums.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// Weights are packed by tiles of 4 output channels, [1 tile][1 position][2 channels][4 lanes].
// CHECK-DAG:   memref.global "private" constant @point_weights : memref<8xf32> = dense<[1.000000e+00, 3.000000e+00, 5.000000e+00, 0.000000e+00, 2.000000e+00, 4.000000e+00, 6.000000e+00, 0.000000e+00]>
// CHECK-DAG:   memref.global "private" constant @point_bias : memref<4xf32> = dense<[7.000000e+00, 8.000000e+00, 9.000000e+00, 0.000000e+00]>
// CHECK:       func.func private @point(%x: memref<32xf32> {attend.noalias}, %y: memref<48xf32> {attend.noalias})
// CHECK-SAME:    attend.comment = "conv 1x1, [1, 4, 4, 2] -> [1, 4, 4, 3]"
// CHECK-SAME:    attend.float
// CHECK:         %acc = memref.alloca() : memref<4xf32>
// CHECK:         scf.for %row = %c0 to %c16
// CHECK:           scf.for %k = %c0 to %c2
// CHECK:             %value = memref.load %x
// CHECK:             scf.for %i = %c0 to %c4
// CHECK:               %[[P:.*]] = arith.mulf %value, %{{.*}} : f32
// CHECK:               arith.addf %{{.*}}, %[[P]] : f32
func.func @pointwise(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x3xf32> {
  %w = attend.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]], [[[5.0, 6.0]]]]> : tensor<3x1x1x2xf32>
  %b = attend.constant dense<[7.0, 8.0, 9.0]> : tensor<3xf32>
  %y = attend.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<3x1x1x2xf32>, tensor<3xf32>) -> tensor<1x4x4x3xf32> loc("point")
  return %y : tensor<1x4x4x3xf32>
}

// -----

// Padding is a range of the kernel, not a test; without a bias sums start at 0.
// CHECK-LABEL: func.func private @square(
// CHECK-DAG:     %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK:         %kh_low = arith.maxsi
// CHECK:         %kh_high = arith.minsi
// CHECK:         memref.store %[[ZERO]], %acc
// CHECK:         scf.for %kh = %kh_low to %kh_high
// CHECK-NOT:     scf.if
func.func @padded(%x: tensor<1x4x4x2xf32>) -> tensor<1x4x4x3xf32> {
  %w = attend.constant dense<1.0> : tensor<3x3x3x2xf32>
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<3x3x3x2xf32>) -> tensor<1x4x4x3xf32> loc("square")
  return %y : tensor<1x4x4x3xf32>
}

// -----

// Depthwise weights stand as [positions][channels].
// CHECK:       memref.global "private" constant @deep_weights : memref<4xf32> = dense<[1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00]>
// CHECK:       func.func private @deep(
// CHECK-SAME:    attend.comment = "depthwise conv 1x2, [1, 1, 3, 2] -> [1, 1, 2, 2]"
func.func @depthwise(%x: tensor<1x1x3x2xf32>) -> tensor<1x1x2x2xf32> {
  %w = attend.constant dense<[[[[1.0], [2.0]]], [[[3.0], [4.0]]]]> : tensor<2x1x2x1xf32>
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64} : (tensor<1x1x3x2xf32>, tensor<2x1x2x1xf32>) -> tensor<1x1x2x2xf32> loc("deep")
  return %y : tensor<1x1x2x2xf32>
}

// -----

// Weights that are computed are read as they lie; sums of integers wrap around.
// CHECK-NOT:   memref.global
// CHECK:       func.func private @product(%x: memref<8xi32> {attend.noalias}, %x2: memref<24xi32> {attend.noalias}, %y: memref<12xi32> {attend.noalias})
// CHECK-NOT:     attend.float
// CHECK:         memref.alloca() : memref<1xi32>
// CHECK:         memref.load %x2[%{{.*}}]
// CHECK:         %[[P:.*]] = arith.muli %value, %{{.*}} : i32
// CHECK:         arith.addi %{{.*}}, %[[P]] : i32
func.func @computed_weights(%x: tensor<1x2x2x2xi32>, %w: tensor<3x2x2x2xi32>) -> tensor<1x2x2x3xi32> {
  %y = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64} : (tensor<1x2x2x2xi32>, tensor<3x2x2x2xi32>) -> tensor<1x2x2x3xi32> loc("product")
  return %y : tensor<1x2x2x3xi32>
}

// -----

// CHECK-LABEL: func.func private @dense(
// CHECK-SAME:    attend.comment = "fully connected, [1, 2] -> [1, 3]"
// CHECK:         arith.mulf
func.func @fully_connected(%x: tensor<1x2xf32>) -> tensor<1x3xf32> {
  %w = attend.constant dense<1.0> : tensor<3x2xf32>
  %b = attend.constant dense<2.0> : tensor<3xf32>
  %y = attend.fully_connected %x, %w, %b : (tensor<1x2xf32>, tensor<3x2xf32>, tensor<3xf32>) -> tensor<1x3xf32> loc("dense")
  return %y : tensor<1x3xf32>
}

// -----

// The least number of the type begins a maximum; dilated rows lie 2 apart.
// CHECK-LABEL: func.func private @most(
// CHECK-DAG:     %[[LEAST:.*]] = arith.constant 0xFF800000 : f32
// CHECK:         memref.store %[[LEAST]], %acc
// CHECK:         scf.for %kh = %c0 to %c2
// CHECK:           arith.muli %kh, %c2
// CHECK:         arith.cmpf olt
// CHECK-LABEL: func.func private @least_byte(
// CHECK:         memref.store %c0_i32, %acc
// CHECK:         arith.maxsi
func.func @max_pools(%x: tensor<1x4x4x8xf32>, %u: tensor<1x4x4x8xui8>) -> (tensor<1x2x2x8xf32>, tensor<1x2x2x8xui8>) {
  %y = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 2, 2>} : (tensor<1x4x4x8xf32>) -> tensor<1x2x2x8xf32> loc("most")
  %z = attend.max_pool2d %u {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x8xui8>) -> tensor<1x2x2x8xui8> loc("least_byte")
  return %y, %z : tensor<1x2x2x8xf32>, tensor<1x2x2x8xui8>
}

// -----

// At the border fewer positions are counted; everywhere else the count is known.
// CHECK-LABEL: func.func private @border(
// CHECK:         %count = arith.sitofp %{{.*}} : i32 to f32
// CHECK:         arith.divf %{{.*}}, %count
// CHECK-LABEL: func.func private @all(
// CHECK-SAME:    attend.comment = "global average pool, [1, 4, 4, 8] -> [1, 1, 1, 8]"
// CHECK-DAG:     %[[COUNT:.*]] = arith.constant 1.600000e+01 : f32
// CHECK:         arith.divf %{{.*}}, %[[COUNT]]
func.func @means(%x: tensor<1x4x4x8xf32>) -> (tensor<1x4x4x8xf32>, tensor<1x1x1x8xf32>) {
  %y = attend.avg_pool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, count_include_pad = false} : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> loc("border")
  %z = attend.global_avg_pool %x : (tensor<1x4x4x8xf32>) -> tensor<1x1x1x8xf32> loc("all")
  return %y, %z : tensor<1x4x4x8xf32>, tensor<1x1x1x8xf32>
}
