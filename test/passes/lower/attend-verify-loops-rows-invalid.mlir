// Rows that are overwritten too early, read too early, or counted where something else lies.
// RUN: attend-opt %s --split-input-file --attend-verify-loops --verify-diagnostics

// A ring of two rows of four bytes under windows of three rows. The pool's own remainders agree.
memref.global "private" constant @steps : memref<6xi8> = dense<[0, 0, 0, 1, 0, 1]>
func.func private @copy(%x: memref<16xi8>, %y: memref<8xi8>, %row: index) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %from = arith.muli %row, %c4 : index
  %slot = arith.remsi %row, %c2 : index
  %to = arith.muli %slot, %c4 : index
  %y_row = memref.subview %y[%to] [4] [1] : memref<8xi8> to memref<4xi8, strided<[1], offset: ?>>
  kernel.copy %x[%from], %y_row[%c0] {size = 4 : i64} : memref<16xi8>, memref<4xi8, strided<[1], offset: ?>>
  return
}
func.func private @pool(%x: memref<8xi8>, %y: memref<8xi8>, %row: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %to = arith.muli %row, %c4 : index
  scf.for %kh = %c0 to %c3 step %c1 {
    %ih = arith.addi %row, %kh : index
    %slot = arith.remsi %ih, %c2 : index
    %from = arith.muli %slot, %c4 : index
    kernel.copy %x[%from], %y[%to] {size = 4 : i64} : memref<8xi8>, memref<8xi8>
  }
  return
}
func.func @run(%input: memref<16xi8>, %output: memref<8xi8>, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %ring = memref.view %arena[%c0][] : memref<32xi8> to memref<8xi8>
  %next = memref.view %arena[%c16][] : memref<32xi8> to memref<2xi32>
  kernel.fill %arena[%c16] {size = 8 : i64, value = 0 : i32} : memref<32xi8>
  %steps = memref.get_global @steps : memref<6xi8>
  scf.for %step = %c0 to %c6 step %c1 {
    %byte = memref.load %steps[%step] : memref<6xi8>
    %layer = arith.index_cast %byte : i8 to index
    %count = memref.load %next[%layer] : memref<2xi32>
    %row = arith.index_cast %count : i32 to index
    %more = arith.addi %count, %one : i32
    memref.store %more, %next[%layer] : memref<2xi32>
    scf.index_switch %layer
    case 0 {
      func.call @copy(%input, %ring, %row) : (memref<16xi8>, memref<8xi8>, index) -> ()
      scf.yield
    }
    default {
      // expected-error@below {{@pool reads bytes 0 to 3 of the arena as part of the buffer in bytes 0 to 7 of the arena, where without remainders byte 0 of the buffer should be, but @copy wrote byte 8}}
      func.call @pool(%ring, %output, %row) : (memref<8xi8>, memref<8xi8>, index) -> ()
    }
  }
  return
}

// -----

// A sum that overwrites rows of its operand before another op has read the last one.
func.func private @copy(%x: memref<8xi8>, %y: memref<8xi8>) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 8 : i64} : memref<8xi8>, memref<8xi8>
  return
}
func.func private @negate(%y: memref<8xi8>, %row: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0 : i8
  %first = arith.muli %row, %c4 : index
  %y_row = memref.subview %y[%first] [4] [1] : memref<8xi8> to memref<4xi8, strided<[1], offset: ?>>
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %y_row[%i] : memref<4xi8, strided<[1], offset: ?>>
    %w = arith.subi %zero, %v : i8
    memref.store %w, %y_row[%i] : memref<4xi8, strided<[1], offset: ?>>
  }
  return
}
func.func private @take(%x: memref<8xi8>, %y: memref<8xi8>, %row: index) {
  %c4 = arith.constant 4 : index
  %at = arith.muli %row, %c4 : index
  kernel.copy %x[%at], %y[%at] {size = 4 : i64} : memref<8xi8>, memref<8xi8>
  return
}
func.func @run(%input: memref<8xi8>, %output: memref<8xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = memref.view %arena[%c0][] : memref<16xi8> to memref<8xi8>
  func.call @copy(%input, %a) : (memref<8xi8>, memref<8xi8>) -> ()
  scf.for %row = %c0 to %c2 step %c1 {
    %early = arith.cmpi eq, %row, %c1 : index
    scf.if %early {
      func.call @negate(%a, %row) : (memref<8xi8>, index) -> ()
    }
    // expected-error@below {{@take reads bytes 4 to 7 of the arena as part of the buffer in bytes 0 to 7 of the arena, which @negate wrote, and elsewhere what @copy wrote}}
    func.call @take(%a, %output, %row) : (memref<8xi8>, memref<8xi8>, index) -> ()
  }
  return
}

// -----

// Scratch that reaches into the counters.
func.func private @scratch(%x: memref<8xi8>, %y: memref<8xi8>, %row: index) {
  %c0 = arith.constant 0 : index
  kernel.copy %x[%c0], %y[%c0] {size = 8 : i64} : memref<8xi8>, memref<8xi8>
  return
}
func.func @run(%input: memref<8xi8>, %output: memref<8xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %a = memref.view %arena[%c0][] : memref<16xi8> to memref<8xi8>
  %next = memref.view %arena[%c4][] : memref<16xi8> to memref<1xi32>
  kernel.fill %arena[%c4] {size = 4 : i64, value = 0 : i32} : memref<16xi8>
  scf.for %step = %c0 to %c2 step %c1 {
    // expected-error@below {{'memref.load' in @run reads bytes 4 to 7 of the arena as part of the buffer in bytes 4 to 7 of the arena, which @scratch wrote as part of the buffer in bytes 0 to 7 of the arena}}
    %count = memref.load %next[%c0] : memref<1xi32>
    %row = arith.index_cast %count : i32 to index
    %more = arith.addi %count, %one : i32
    memref.store %more, %next[%c0] : memref<1xi32>
    func.call @scratch(%input, %a, %row) : (memref<8xi8>, memref<8xi8>, index) -> ()
  }
  return
}

// -----

// Pushed rows: the second one is read at the place that it would have in a whole frame.
func.func @run(%input: memref<1x2x2x2xi8>, %output: memref<1x2x2x2xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  func.call @push_rows(%input, %output, %arena, %c0, %c2) : (memref<1x2x2x2xi8>, memref<1x2x2x2xi8>, memref<16xi8>, index, index) -> ()
  return
}
func.func @push_rows(%rows: memref<1x2x2x2xi8>, %output: memref<1x2x2x2xi8>, %arena: memref<16xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 0 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %x = memref.collapse_shape %rows [[0, 1, 2, 3]] : memref<1x2x2x2xi8> into memref<8xi8>
  %y = memref.collapse_shape %output [[0, 1, 2, 3]] : memref<1x2x2x2xi8> into memref<8xi8>
  %next = memref.view %arena[%c0][] : memref<16xi8> to memref<1xi32>
  %starts = arith.cmpi eq, %first, %c0 : index
  scf.if %starts {
    kernel.fill %arena[%c0] {size = 4 : i64, value = 0 : i32} : memref<16xi8>
  }
  %end = arith.addi %first, %count : index
  scf.for %row = %first to %end step %c1 {
    %taken = memref.load %next[%c0] : memref<1xi32>
    %more = arith.addi %taken, %one : i32
    memref.store %more, %next[%c0] : memref<1xi32>
    %at = arith.muli %row, %c4 : index
    // expected-error@below {{'kernel.copy' in @push_rows reads bytes 4 to 7 of argument 0, which nothing wrote}}
    kernel.copy %x[%at], %y[%at] {size = 4 : i64} : memref<8xi8>, memref<8xi8>
  }
  return
}
