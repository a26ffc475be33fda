// RUN: attend-opt %s --split-input-file --verify-diagnostics

func.func @fill_c1(%y: memref<8xi8>, %i: index) {
  // expected-error @below {{expects a size of 1 to 8 bytes, not 4294967297}}
  kernel.fill %y[%i] {size = 4294967297 : i64, value = 0 : i32} : memref<8xi8>
  return
}

// -----

func.func @fill_c1_negative(%y: memref<8xi8>, %i: index) {
  // expected-error @below {{expects a size of 1 to 8 bytes, not -1}}
  kernel.fill %y[%i] {size = -1 : i64, value = 0 : i32} : memref<8xi8>
  return
}
