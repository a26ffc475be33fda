// Layers that compute one row, and the loop that takes them in turn: numbers as parameters, rows of rings, counters in the arena, a switch.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %clang %cwarn -O2 -c %t/model.c -o %t/clang.o
// RUN: %gcc %cwarn -O3 -c %t/model.c -o %t/gcc.o
// RUN: %gcc %cxxwarn -O2 -c %t/model.c -o %t/gxx.o
// RUN: %clang %cxxwarn -O2 -c %t/model.c -o %t/clangxx.o
// [3, 4] -> each number twice, and of that the sum with the row above: [3, 4].
// RUN: %python -c "import numpy as n; x = n.arange(12, dtype='i1').reshape(3, 4); x.tofile('%t/x.bin'); y = 2 * x; y[1:] += 2 * x[:-1]; y.tofile('%t/y.bin')"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O3 --build g++ --build asan
// emitc printed and read again is the same C.
// RUN: attendc compile --from=loops %s --emit=emitc -o %t/emitc.mlir
// RUN: attendc compile --from=emitc %t/emitc.mlir -o %t/again
// RUN: cmp %t/model.c %t/again/model.c

// CHECK-LABEL: static void model_twice(const int8_t *restrict x, int8_t *restrict y,
// CHECK-NEXT: int32_t row) {
// CHECK-NEXT: const int8_t *const x_row = x + row * 4;
// CHECK-NEXT: int8_t *const y_row = y + row % 2 * 4;
// CHECK-NEXT: for (int32_t i = 0; i < 4; ++i) {
// CHECK-NEXT: y_row[i] = (int8_t)((int32_t)x_row[i] * 2);
func.func private @twice(%x: memref<12xi8> {attend.noalias} loc("x"), %y: memref<8xi8> {attend.noalias} loc("y"), %row: index loc("row")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %two = arith.constant 2 : i32
  %from = arith.muli %row, %c4 overflow<nsw> : index
  %x_row = memref.subview %x[%from] [4] [1] : memref<12xi8> to memref<4xi8, strided<[1], offset: ?>> loc("x_row")
  %slot = arith.remsi %row, %c2 : index
  %to = arith.muli %slot, %c4 overflow<nsw> : index
  %y_row = memref.subview %y[%to] [4] [1] : memref<8xi8> to memref<4xi8, strided<[1], offset: ?>> loc("y_row")
  scf.for %i = %c0 to %c4 step %c1 {
    %b = memref.load %x_row[%i] : memref<4xi8, strided<[1], offset: ?>>
    %v = arith.extsi %b : i8 to i32
    %w = arith.muli %v, %two overflow<nsw> : i32
    %t = arith.trunci %w : i32 to i8
    memref.store %t, %y_row[%i] : memref<4xi8, strided<[1], offset: ?>>
  } loc("i")
  return
}

// A view with one use stands in that use; a part of one row has two dimensions here.
// CHECK-LABEL: static void model_sum(
// CHECK: const int32_t to = row * 4;
// CHECK-NEXT: memcpy(y + to, x + row % 2 * 4, 4);
// CHECK-NEXT: if (row > 0) {
// CHECK-NEXT: const int8_t *const above = x + (row - 1) % 2 * 4;
// CHECK: y[at] = (int8_t)((int32_t)y[at] + (int32_t)above[i * 2 + j]);
func.func private @sum(%x: memref<8xi8> {attend.noalias} loc("x"), %row: index loc("row"), %y: memref<12xi8> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %slot = arith.remsi %row, %c2 : index
  %from = arith.muli %slot, %c4 overflow<nsw> : index
  %here = memref.subview %x[%from] [4] [1] : memref<8xi8> to memref<4xi8, strided<[1], offset: ?>> loc("here")
  %to = arith.muli %row, %c4 overflow<nsw> : index loc("to")
  kernel.copy %here[%c0], %y[%to] {size = 4 : i64} : memref<4xi8, strided<[1], offset: ?>>, memref<12xi8>
  %has_above = arith.cmpi sgt, %row, %c0 : index
  scf.if %has_above {
    %previous = arith.subi %row, %c1 overflow<nsw> : index
    %slot_above = arith.remsi %previous, %c2 : index
    %from_above = arith.muli %slot_above, %c4 overflow<nsw> : index
    %above = memref.subview %x[%from_above] [4] [1] : memref<8xi8> to memref<4xi8, strided<[1], offset: ?>> loc("above")
    %pairs = memref.expand_shape %above [[0, 1]] output_shape [2, 2] : memref<4xi8, strided<[1], offset: ?>> into memref<2x2xi8, strided<[2, 1], offset: ?>>
    scf.for %i = %c0 to %c2 step %c1 {
      scf.for %j = %c0 to %c2 step %c1 {
        %b = memref.load %pairs[%i, %j] : memref<2x2xi8, strided<[2, 1], offset: ?>>
        %v = arith.extsi %b : i8 to i32
        %column = arith.muli %i, %c2 overflow<nsw> : index
        %inner = arith.addi %column, %j overflow<nsw> : index
        %at = arith.addi %to, %inner overflow<nsw> : index loc("at")
        %old = memref.load %y[%at] : memref<12xi8>
        %w = arith.extsi %old : i8 to i32
        %s = arith.addi %w, %v overflow<nsw> : i32
        %t = arith.trunci %s : i32 to i8
        memref.store %t, %y[%at] : memref<12xi8>
      } loc("j")
    } loc("i")
  }
  return
}

memref.global "private" constant @turns : memref<6xi8> = dense<[0, 200, 0, 200, 0, 200]>

// CHECK-LABEL: int model_run(
// CHECK-NEXT: int8_t *const memory = (int8_t *)arena;
// CHECK-NEXT: const int8_t *const turns = (const int8_t *)model_turns;
// CHECK-NEXT: int32_t *const next_row = (int32_t *)(void *)(memory + 16);
// CHECK-NEXT: memset(memory + 16, 0, 8);
// CHECK-NEXT: /* Each step computes the next row of a layer. * / */
// CHECK-NEXT: for (int32_t step = 0; step < 6; ++step) {
// CHECK-NEXT: const int32_t layer = (int32_t)(uint8_t)turns[step];
// CHECK-NEXT: const int32_t number = layer / 200;
// CHECK-NEXT: const int32_t row = next_row[number];
// CHECK-NEXT: next_row[number] = row + 1;
// CHECK-NEXT: switch (layer) {
// CHECK-NEXT: case 0:
// CHECK-NEXT:   model_twice(input, memory, row);
// CHECK-NEXT:   break;
// CHECK-NEXT: case 200:
// CHECK-NEXT:   model_sum(memory, row, output);
// CHECK-NEXT:   break;
// CHECK-NEXT: }
func.func @run(%x: memref<12xi8>, %y: memref<12xi8>, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c16 = arith.constant 16 : index
  %c200 = arith.constant 200 : index
  %one = arith.constant 1 : i32
  %turns = memref.get_global @turns : memref<6xi8> loc("turns")
  %ring = memref.view %arena[%c0][] : memref<32xi8> to memref<8xi8>
  %next_row = memref.view %arena[%c16][] : memref<32xi8> to memref<2xi32> loc("next_row")
  kernel.fill %arena[%c16] {size = 8 : i64, value = 0 : i32} : memref<32xi8>
  scf.for %step = %c0 to %c6 step %c1 {
    %turn = memref.load %turns[%step] : memref<6xi8>
    %wide = arith.extui %turn : i8 to i32
    %layer = arith.index_cast %wide : i32 to index loc("layer")
    %number = arith.divsi %layer, %c200 : index loc("number")
    %count = memref.load %next_row[%number] : memref<2xi32>
    %row = arith.index_cast %count : i32 to index loc("row")
    %next = arith.addi %count, %one overflow<nsw> : i32
    memref.store %next, %next_row[%number] : memref<2xi32>
    scf.index_switch %layer
    case 0 {
      func.call @twice(%x, %ring, %row) : (memref<12xi8>, memref<8xi8>, index) -> ()
      scf.yield
    }
    case 200 {
      func.call @sum(%ring, %row, %y) : (memref<8xi8>, index, memref<12xi8>) -> ()
      scf.yield
    }
    default {
    }
  } {attend.comment = "Each step computes the next row of a layer. */"} loc("step")
  return
}
