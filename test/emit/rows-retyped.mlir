// Rings of floats beside counters of rows, whose bytes hold floats later: pointers into either may alias.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %gcc %cxxwarn -O2 -c %t/model.c -o %t/gxx.o
// [3, 4] floats, each less the one above.
// RUN: %python -c "import numpy as n; x = n.arange(12, dtype='f4').reshape(3, 4) ** 2; x.tofile('%t/x.bin'); y = x.copy(); y[1:] -= x[:-1]; y.tofile('%t/y.bin')"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O3 --build g++ --build asan
// RUN: attendc compile --from=loops %s --emit=emitc -o %t/emitc.mlir
// RUN: attendc compile --from=emitc %t/emitc.mlir -o %t/again
// RUN: cmp %t/model.c %t/again/model.c

// CHECK: typedef float attend_float ATTEND_MAY_ALIAS;
// CHECK: typedef int32_t attend_int32_t ATTEND_MAY_ALIAS;
// CHECK-LABEL: static void model_take(
// CHECK-NEXT: int32_t row) {
// CHECK: attend_float *const y_row = y + row % 2 * 4;
// CHECK: y_row[i] = x[t + i];
// CHECK-LABEL: static void model_difference(
// CHECK: const attend_float *const above = x + (row + 1) % 2 * 4;
// CHECK: y_row[i] = x[t + i] - (t2 ? above[i] : 0.0f);
// CHECK-LABEL: int model_run(
// CHECK: attend_int32_t *const next_row = (attend_int32_t *)(void *)(memory + 32);
// CHECK: const int32_t row = next_row[layer];
// CHECK-NEXT: next_row[layer] = row + 1;
// CHECK: model_take(input, (attend_float *)(void *)memory, row);
// CHECK: attend_float *const copy = (attend_float *)(void *)memory;
// CHECK: copy[i] = whole[i];

memref.global "private" constant @steps : memref<6xi8> = dense<[0, 1, 0, 1, 0, 1]>

func.func private @take(%x: memref<12xf32> {attend.noalias} loc("x"), %y: memref<8xf32> {attend.noalias} loc("y"), %row: index loc("row")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %from = arith.muli %row, %c4 overflow<nsw> : index
  %slot = arith.remsi %row, %c2 : index
  %to = arith.muli %slot, %c4 overflow<nsw> : index
  %y_row = memref.subview %y[%to] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: ?>> loc("y_row")
  scf.for %i = %c0 to %c4 step %c1 {
    %at = arith.addi %from, %i overflow<nsw> : index
    %v = memref.load %x[%at] : memref<12xf32>
    memref.store %v, %y_row[%i] : memref<4xf32, strided<[1], offset: ?>>
  } loc("i")
  return
}

func.func private @difference(%x: memref<8xf32> {attend.noalias} loc("x"), %y: memref<12xf32> {attend.noalias} loc("y"), %row: index loc("row")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %slot = arith.remsi %row, %c2 : index
  %here = arith.muli %slot, %c4 overflow<nsw> : index
  %next = arith.addi %row, %c1 overflow<nsw> : index
  %other = arith.remsi %next, %c2 : index
  %at_above = arith.muli %other, %c4 overflow<nsw> : index
  %above = memref.subview %x[%at_above] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: ?>> loc("above")
  %to = arith.muli %row, %c4 overflow<nsw> : index
  %y_row = memref.subview %y[%to] [4] [1] : memref<12xf32> to memref<4xf32, strided<[1], offset: ?>> loc("y_row")
  %has_above = arith.cmpi sgt, %row, %c0 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %at = arith.addi %here, %i overflow<nsw> : index
    %v = memref.load %x[%at] : memref<8xf32>
    %old = memref.load %above[%i] : memref<4xf32, strided<[1], offset: ?>>
    %w = arith.select %has_above, %old, %zero : f32
    %d = arith.subf %v, %w : f32
    memref.store %d, %y_row[%i] : memref<4xf32, strided<[1], offset: ?>>
  } loc("i")
  return
}

func.func @run(%x: memref<12xf32>, %y: memref<12xf32>, %arena: memref<96xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %c12 = arith.constant 12 : index
  %c32 = arith.constant 32 : index
  %c48 = arith.constant 48 : index
  %one = arith.constant 1 : i32
  %steps = memref.get_global @steps : memref<6xi8> loc("steps")
  %ring = memref.view %arena[%c0][] : memref<96xi8> to memref<8xf32>
  %next_row = memref.view %arena[%c32][] : memref<96xi8> to memref<2xi32> loc("next_row")
  %whole = memref.view %arena[%c48][] : memref<96xi8> to memref<12xf32> loc("whole")
  kernel.fill %arena[%c32] {size = 8 : i64, value = 0 : i32} : memref<96xi8>
  scf.for %step = %c0 to %c6 step %c1 {
    %turn = memref.load %steps[%step] : memref<6xi8>
    %wide = arith.extui %turn : i8 to i32
    %layer = arith.index_cast %wide : i32 to index loc("layer")
    %count = memref.load %next_row[%layer] : memref<2xi32>
    %row = arith.index_cast %count : i32 to index loc("row")
    %next = arith.addi %count, %one overflow<nsw> : i32
    memref.store %next, %next_row[%layer] : memref<2xi32>
    scf.index_switch %layer
    case 0 {
      func.call @take(%x, %ring, %row) : (memref<12xf32>, memref<8xf32>, index) -> ()
      scf.yield
    }
    default {
      func.call @difference(%ring, %whole, %row) : (memref<8xf32>, memref<12xf32>, index) -> ()
    }
  } loc("step")
  %copy = memref.view %arena[%c0][] : memref<96xi8> to memref<12xf32> loc("copy")
  scf.for %i = %c0 to %c12 step %c1 {
    %v = memref.load %whole[%i] : memref<12xf32> loc("v")
    memref.store %v, %copy[%i] : memref<12xf32>
  } loc("i")
  memref.copy %copy, %y : memref<12xf32> to memref<12xf32>
  return
}
