// Weights of 4 bits: where they all fit and the C becomes smaller.
// RUN: attend-opt %s --attend-choose-kernels=target=portable | FileCheck %s --check-prefixes=CHECK,LOOPS
// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 | FileCheck %s --check-prefixes=CHECK,AVX2
// RUN: attend-opt %s --attend-choose-kernels=target=cortex-m4 | FileCheck %s --check-prefixes=CHECK,M4
// RUN: attend-opt %s --attend-choose-kernels=target=x86-avx2 --attend-choose-kernels=target=portable | FileCheck %s --check-prefixes=CHECK,LOOPS

// CHECK-LABEL: @most
// CHECK: q8.fully_connected {{.*}}kernel.nibbles
func.func @most(%x: tensor<1x512xi8>) -> tensor<1x4xi8> {
  %w = q8.constant dense<7> : tensor<4x512xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x512xi8>, tensor<4x512xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @too_large
// CHECK-NOT: kernel.nibbles
// CHECK: return
func.func @too_large(%x: tensor<1x512xi8>) -> tensor<1x4xi8> {
  %w = q8.constant dense<8> : tensor<4x512xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x512xi8>, tensor<4x512xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// 120 - 128 = -8, in groups, which are loops on every target.
// CHECK-LABEL: @least_unsigned
// CHECK: q8.conv2d {{.*}}kernel.choice = "loops", kernel.nibbles
func.func @least_unsigned(%x: tensor<1x1x1x512xi8>) -> tensor<1x1x1x4xi8> {
  %w = q8.constant dense<120> : tensor<4x1x1x256xui8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 128>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x512xi8>, tensor<4x1x1x256xui8>, tensor<4xi32>) -> tensor<1x1x1x4xi8>
  return %y : tensor<1x1x1x4xi8>
}

// CHECK-LABEL: @too_small_unsigned
// CHECK-NOT: kernel.nibbles
// CHECK: return
func.func @too_small_unsigned(%x: tensor<1x1x1x512xi8>) -> tensor<1x1x1x4xi8> {
  %w = q8.constant dense<119> : tensor<4x1x1x256xui8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 2 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 128>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x1x1x512xi8>, tensor<4x1x1x256xui8>, tensor<4xi32>) -> tensor<1x1x1x4xi8>
  return %y : tensor<1x1x1x4xi8>
}

// CHECK-LABEL: @depthwise
// CHECK-NOT: kernel.nibbles
// CHECK: return
func.func @depthwise(%x: tensor<1x31x31x4xi8>) -> tensor<1x1x1x4xi8> {
  %w = q8.constant dense<7> : tensor<4x31x31x1xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 4 : i64, input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x31x31x4xi8>, tensor<4x31x31x1xi8>, tensor<4xi32>) -> tensor<1x1x1x4xi8>
  return %y : tensor<1x1x1x4xi8>
}

// Loops save 320 bytes, AVX2's product 1,280 (16 channels a tile), Cortex-M4's 320: less than their code for 4 bits takes.
// CHECK-LABEL: @alone
// LOOPS: kernel.nibbles
// AVX2-NOT: kernel.nibbles
// M4-NOT: kernel.nibbles
// CHECK: return
func.func @alone(%x: tensor<1x160xi8>) -> tensor<1x4xi8> {
  %w = q8.constant dense<7> : tensor<4x160xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x160xi8>, tensor<4x160xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// Two of them are enough.
// CHECK-LABEL: @together
// CHECK-COUNT-2: kernel.nibbles
func.func @together(%x: tensor<1x160xi8>) -> (tensor<1x4xi8>, tensor<1x4xi8>) {
  %w = q8.constant dense<7> : tensor<4x160xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x160xi8>, tensor<4x160xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  %z = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x160xi8>, tensor<4x160xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  return %y, %z : tensor<1x4xi8>, tensor<1x4xi8>
}

// 64 bytes are not worth another loop.
// CHECK-LABEL: @few
// CHECK-NOT: kernel.nibbles
// CHECK: return
func.func @few(%x: tensor<1x32xi8>) -> tensor<1x4xi8> {
  %w = q8.constant dense<7> : tensor<4x32xi8>
  %b = q8.constant dense<0> : tensor<4xi32>
  %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5, 0.5, 0.5>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x32xi8>, tensor<4x32xi8>, tensor<4xi32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}
