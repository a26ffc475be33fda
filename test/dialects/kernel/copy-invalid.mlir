// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @copy_c1_input(%x: memref<8xi8>, %y: memref<16xi8>, %i: index) {
  // expected-error @below {{expects a size of 1 to 8 elements, not 9}}
  kernel.copy %x[%i], %y[%i] {size = 9 : i64} : memref<8xi8>, memref<16xi8>
  return
}

// -----

func.func @copy_c1_output(%x: memref<16xi8>, %y: memref<8xi8>, %i: index) {
  // expected-error @below {{expects a size of 1 to 8 elements, not 9}}
  kernel.copy %x[%i], %y[%i] {size = 9 : i64} : memref<16xi8>, memref<8xi8>
  return
}

// -----

func.func @copy_c2(%x: memref<16xi32>, %y: memref<16xf32>, %i: index) {
  // expected-error @below {{expects buffers of one element type, not 'i32' and 'f32'}}
  kernel.copy %x[%i], %y[%i] {size = 9 : i64} : memref<16xi32>, memref<16xf32>
  return
}
