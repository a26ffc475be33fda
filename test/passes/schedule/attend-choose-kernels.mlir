// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 | FileCheck %s
// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 --attend-choose-kernels=target=x86-avx2 | FileCheck %s
// RUN: attend-opt %s --attend-choose-kernels=target=portable | FileCheck --check-prefix=LOOPS %s
// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 --attend-choose-kernels=target=portable | FileCheck --check-prefix=LOOPS %s
// RUN: not attend-opt %s --attend-choose-kernels=target=no-such-chip 2>&1 | FileCheck --check-prefix=UNKNOWN %s

// A target without a matrix product, and a second choice after a first one.
// LOOPS-NOT: kernel.choice = "gemm"
// LOOPS-COUNT-6: kernel.choice = "loops"
// LOOPS-NOT: kernel.choice
// UNKNOWN: error: unknown target 'no-such-chip'

// CHECK-LABEL: @conv
// CHECK: q8.conv2d {{.*}}kernel.choice = "gemm"
func.func @conv(%x: tensor<1x4x4x2xi8>) -> tensor<1x4x4x2xi8> {
  %w = q8.constant dense<-128> : tensor<2x1x1x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4x4x2xi8>, tensor<2x1x1x2xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// CHECK-LABEL: @grouped
// CHECK: q8.conv2d {{.*}}kernel.choice = "loops"
func.func @grouped(%x: tensor<1x4x4x2xi8>) -> tensor<1x4x4x2xi8> {
  %w = q8.constant dense<1> : tensor<2x1x1x1xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x4x4x2xi8>, tensor<2x1x1x1xi8>, tensor<2xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// 127 + 1 does not fit in int8, and the matrix product reads int8.
// CHECK-LABEL: @shifted_weight_too_large
// CHECK: q8.fully_connected {{.*}}kernel.choice = "loops"
func.func @shifted_weight_too_large(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[0, 0], [0, 127]]> : tensor<2x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, -1>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<2x2xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// The zero point counts in its own channel only.
// CHECK-LABEL: @shifted_weight_in_other_channel
// CHECK: q8.fully_connected {{.*}}kernel.choice = "gemm"
func.func @shifted_weight_in_other_channel(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[0, 127], [0, 0]]> : tensor<2x2xi8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0, -1>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<2x2xi8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// 255 - 128 and 0 - 128 are the ends of int8.
// CHECK-LABEL: @unsigned_weight
// CHECK: q8.fully_connected {{.*}}kernel.choice = "gemm"
func.func @unsigned_weight(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[0, 255], [128, 1]]> : tensor<2x2xui8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 128>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<2x2xui8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// CHECK-LABEL: @unsigned_weight_too_large
// CHECK: q8.fully_connected {{.*}}kernel.choice = "loops"
func.func @unsigned_weight_too_large(%x: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[0, 255], [128, 1]]> : tensor<2x2xui8>
  %b = q8.constant dense<0> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 127>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<2x2xui8>, tensor<2xi32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}
