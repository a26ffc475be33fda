// Loops that do not find in memory what they should, and loops that cannot be followed.
// RUN: attend-opt %s --split-input-file --attend-verify-loops --verify-diagnostics

// expected-error@below {{expected a function @run of buffers, the last one being the arena}}
module {}

// -----

func.func private @copy(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 16 : i64} : memref<16xi8>, memref<16xi8>
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %a = memref.view %arena[%c0][] : memref<32xi8> to memref<16xi8>
  %b = memref.view %arena[%c8][] : memref<32xi8> to memref<16xi8>
  func.call @copy(%input, %a) : (memref<16xi8>, memref<16xi8>) -> ()
  func.call @copy(%input, %b) : (memref<16xi8>, memref<16xi8>) -> ()
  // expected-error@below {{@copy reads bytes 8 to 15 of the arena as part of the buffer in bytes 0 to 15 of the arena, which @copy wrote as part of the buffer in bytes 8 to 23 of the arena}}
  func.call @copy(%a, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

func.func private @copy(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 16 : i64} : memref<16xi8>, memref<16xi8>
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %a = memref.view %arena[%c0][] : memref<16xi8> to memref<16xi8>
  // expected-error@below {{@copy reads bytes 0 to 15 of the arena as part of the buffer in bytes 0 to 15 of the arena, which nothing wrote}}
  func.call @copy(%a, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  func.call @copy(%input, %a) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

// The window of the last turn.
// expected-error@below {{'memref.load' in @window accesses elements 0 to 16 of a buffer of 16}}
func.func private @window(%x: memref<16xi8>, %y: memref<14xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c14 = arith.constant 14 : index
  scf.for %i = %c0 to %c14 step %c1 {
    scf.for %k = %c0 to %c4 step %c1 {
      %at = arith.addi %i, %k : index
      %v = memref.load %x[%at] : memref<16xi8>
      memref.store %v, %y[%i] : memref<14xi8>
    }
  }
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<14xi8>, %arena: memref<0xi8>) {
  func.call @window(%input, %output) : (memref<16xi8>, memref<14xi8>) -> ()
  return
}

// -----

func.func private @copy(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 16 : i64} : memref<16xi8>, memref<16xi8>
  return
}
// expected-error@below {{declares an arena of 48 bytes and uses 16}}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<48xi8>) {
  %c0 = arith.constant 0 : index
  %a = memref.view %arena[%c0][] : memref<48xi8> to memref<16xi8>
  func.call @copy(%input, %a) : (memref<16xi8>, memref<16xi8>) -> ()
  func.call @copy(%a, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

// A result that overwrites the operand that it is made of, by another pointer.
func.func private @copy(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 16 : i64} : memref<16xi8>, memref<16xi8>
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c12 = arith.constant 12 : index
  %a = memref.view %arena[%c0][] : memref<32xi8> to memref<16xi8>
  %b = memref.view %arena[%c12][] : memref<32xi8> to memref<16xi8>
  func.call @copy(%input, %a) : (memref<16xi8>, memref<16xi8>) -> ()
  // expected-error@below {{@copy reads bytes 12 to 15 of the arena as part of the buffer in bytes 0 to 15 of the arena, and overwrites them at the same time as part of the buffer in bytes 12 to 27 of the arena}}
  func.call @copy(%a, %b) : (memref<16xi8>, memref<16xi8>) -> ()
  func.call @copy(%b, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

func.func private @half(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 8 : i64} : memref<16xi8>, memref<16xi8>
  return
}
// expected-error@below {{byte 8 of argument 1 is never written}}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<0xi8>) {
  func.call @half(%input, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

func.func private @fill(%x: memref<16xi8>, %y: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %y[%c0], %y[%c0] {size = 16 : i64} : memref<16xi8>, memref<16xi8>
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<16xi8>, %arena: memref<0xi8>) {
  // expected-error@below {{@fill reads argument 1 before it is written}}
  func.call @fill(%input, %output) : (memref<16xi8>, memref<16xi8>) -> ()
  return
}

// -----

// expected-error@below {{cannot follow 'memref.store' in @scatter: data say where it writes}}
func.func private @scatter(%x: memref<4xi32>, %y: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %v = memref.load %x[%c0] : memref<4xi32>
  %w = arith.index_cast %v : i32 to index
  %low = arith.maxsi %w, %c0 : index
  %at = arith.minsi %low, %c3 : index
  memref.store %v, %y[%at] : memref<4xi32>
  return
}
func.func @run(%input: memref<4xi32>, %output: memref<4xi32>, %arena: memref<0xi8>) {
  func.call @scatter(%input, %output) : (memref<4xi32>, memref<4xi32>) -> ()
  return
}

// -----

// expected-error@below {{cannot follow 'scf.for' in @some: its bounds depend on data}}
func.func private @some(%x: memref<4xi32>, %y: memref<4xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %v = memref.load %x[%c0] : memref<4xi32>
  %end = arith.index_cast %v : i32 to index
  scf.for %i = %c0 to %end step %c1 {
    memref.store %v, %y[%i] : memref<4xi32>
  }
  return
}
func.func @run(%input: memref<4xi32>, %output: memref<4xi32>, %arena: memref<0xi8>) {
  func.call @some(%input, %output) : (memref<4xi32>, memref<4xi32>) -> ()
  return
}

// -----

// expected-error@below {{cannot follow 'memref.copy' in @copy: it may access memory in ways that are not known}}
func.func private @copy(%x: memref<4xi32>, %y: memref<4xi32>) {
  memref.copy %x, %y : memref<4xi32> to memref<4xi32>
  return
}
func.func @run(%input: memref<4xi32>, %output: memref<4xi32>, %arena: memref<0xi8>) {
  func.call @copy(%input, %output) : (memref<4xi32>, memref<4xi32>) -> ()
  return
}
