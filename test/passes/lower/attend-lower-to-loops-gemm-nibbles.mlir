// Weights of 4 bits in the orders in which the matrix products read them.
// RUN: attend-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(func.func(attend-plan-arena{target=x86-avx2}),attend-lower-to-loops{target=x86-avx2},attend-verify-loops)' | FileCheck %s --check-prefix=AVX2
// RUN: attend-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(func.func(attend-plan-arena{target=x86-avx512vnni}),attend-lower-to-loops{target=x86-avx512vnni},attend-verify-loops)' | FileCheck %s --check-prefix=VNNI
// RUN: attend-opt %s --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(func.func(attend-plan-arena{target=cortex-m4}),attend-lower-to-loops{target=cortex-m4},attend-verify-loops)' | FileCheck %s --check-prefix=M4

// Channels 0 and 1 with weights 1, 2, -8 and 3, -1, 7 for k = 0, 1, 2.
// For AVX2 [pairs of k][16 channels][2], 16 bytes a pair: channels below 8 are low halves.
// AVX2:     constant @full_nibbles : memref<32xi8> = dense<[1, 2, 3, 15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 7, 0,
// AVX2:     kernel.gemm @attend_gemm_avx2 {{.*}} {bits = 4 : i32, {{.*}} k = 3 : i32, {{.*}} n = 2 : i32
// For VNNI [16 channels][4], two neighbours a byte: 1 + 2 * 16, 8, 3 + 15 * 16 = -13.
// VNNI:     constant @full_nibbles : memref<32xi8> = dense<[33, 8, -13, 7, 0,
// VNNI:     kernel.gemm @attend_gemm_avx512vnni {{.*}} {bits = 4 : i32
// For Cortex-M4 [pairs of k][2 channels], k padded to 4.
// M4:       constant @full_nibbles : memref<4xi8> = dense<[33, -13, 8, 7]>
// M4:       kernel.gemm @attend_gemm_m4 {{.*}} {bits = 4 : i32
func.func @product(%x: tensor<1x3xi8>) -> tensor<1x2xi8> {
  %w = q8.constant dense<[[1, 2, -8], [3, -1, 7]]> : tensor<2x3xi8>
  %b = q8.constant dense<5> : tensor<2xi32>
  %y = q8.fully_connected %x, %w, %b {kernel.choice = "gemm", kernel.nibbles, input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8> loc("full")
  return %y : tensor<1x2xi8>
}

// -----

func.func @too_small(%x: tensor<1x2xi8>) -> tensor<1x1xi8> {
  %w = q8.constant dense<[[-9, 7]]> : tensor<1x2xi8>
  %b = q8.constant dense<5> : tensor<1xi32>
  // expected-error @below {{has no matrix product on the target}}
  %y = q8.fully_connected %x, %w, %b {kernel.choice = "gemm", kernel.nibbles, input_zero_point = 1 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5>, output_zero_point = 7 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x2xi8>, tensor<1x2xi8>, tensor<1xi32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}
