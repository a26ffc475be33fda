// RUN: attend-opt --attend-lower-to-emitc %s --split-input-file --verify-diagnostics

func.func @run(%x: memref<1x4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %flat = memref.collapse_shape %x [[0, 1]] : memref<1x4xi8> into memref<4xi8>
  memref.copy %flat, %y : memref<4xi8> to memref<4xi8>
  return
}

// expected-error @below {{rows can be pushed to a network of one input [1, H, W, C] only}}
func.func @push_rows(%x: memref<1x4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 0 : i64} {
  return
}

// -----

func.func @run(%x: memref<1x1x2x2xi8>, %x2: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  memref.copy %x2, %y : memref<4xi8> to memref<4xi8>
  return
}

// expected-error @below {{rows can be pushed to a network of one input [1, H, W, C] only}}
func.func @push_rows(%x: memref<1x1x2x2xi8>, %x2: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 0 : i64} {
  return
}

// -----

func.func @run(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>) {
  memref.copy %x, %y : memref<1x1x2x2xi8> to memref<1x1x2x2xi8>
  return
}

// expected-error @below {{the function that rows are pushed to takes the arguments of @run and two indices, the first row and how many there are}}
func.func @push_rows(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>, %first: index) attributes {kernel.rows_taken = 0 : i64} {
  return
}

// -----

func.func @run(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>) {
  memref.copy %x, %y : memref<1x1x2x2xi8> to memref<1x1x2x2xi8>
  return
}

// expected-error @below {{expects in 'kernel.rows_taken' where in the arena of 16 bytes an int32 lies}}
func.func @push_rows(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 16 : i64} {
  return
}

// -----

func.func @run(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>) {
  memref.copy %x, %y : memref<1x1x2x2xi8> to memref<1x1x2x2xi8>
  return
}

// expected-error @below {{a model has one public function}}
func.func @push_rows(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>, %first: index, %count: index) {
  return
}

// -----

// expected-error @below {{the module has no public function to call}}
module {
  func.func @push_rows(%x: memref<1x1x2x2xi8>, %y: memref<1x1x2x2xi8>, %arena: memref<16xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 0 : i64} {
    return
  }
}
