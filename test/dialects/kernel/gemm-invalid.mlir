// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @gemm_c1_bias(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<8xi32>, %s: memref<8xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects bias and multiplier of one size of at least 12, not 8 and 8}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<8xi32>, memref<8xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c1_multiplier(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<12xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects bias and multiplier of one size of at least 12, not 16 and 12}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<12xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c1_columns(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<120xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects weights of 16 columns of one length of at least 7, not 120 elements}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<120xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c1_length(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<96xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects weights of 16 columns of one length of at least 7, not 96 elements}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<96xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c1_dynamic(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<?xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{operand #3 must be statically shaped 1D memref}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<?xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c2_m(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects positive m, k and n, not 0, 7 and 12}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 0 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c2_k(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects positive m, k and n, not 49, -7 and 12}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = -7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c2_n(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects positive m, k and n, not 49, 7 and 0}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 0 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c3_bits(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<128xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects weights of 8 or 4 bits, not 2}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, bits = 2 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}

// -----

func.func @gemm_c1_nibbles(%x: memref<1x7x7x7xi8>, %i: index, %w: memref<48xi8>, %b: memref<16xi32>, %s: memref<16xf32>, %y: memref<1x7x7x12xi8>) {
  // expected-error @below {{expects weights of 16 columns of one length of at least 7, not 96 elements}}
  kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%i] {m = 49 : i32, k = 7 : i32, n = 12 : i32, input_stride = 7 : i32, output_stride = 12 : i32, flip = 128 : i32, bits = 4 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x7x7x7xi8>, memref<48xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x12xi8>
  return
}
