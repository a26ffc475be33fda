// Rows of the input come in calls of a second function, which checks their order.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER --strict-whitespace
// RUN: %gcc %cwarn -O2 -c %t/model.c -o %t/gcc.o
// RUN: %gcc %cxxwarn -O2 -c %t/model.c -o %t/gxx.o
// RUN: %gcc %cwarn -g -fsanitize=address,undefined -fno-sanitize-recover=all -I%t %t/model.c %t/model_weights.c %S/Inputs/push-rows-main.c -o %t/pushed
// RUN: %t/pushed
// RUN: %clang %cwarn -O3 -I%t %t/model.c %t/model_weights.c %S/Inputs/push-rows-main.c -o %t/pushed
// RUN: %t/pushed
// emitc printed and read again is the same C.
// RUN: attendc compile --from=loops %s --emit=emitc -o %t/emitc.mlir
// RUN: attendc compile --from=emitc %t/emitc.mlir -o %t/again
// RUN: cmp %t/model.c %t/again/model.c

// HEADER: int model_run(const uint8_t *input, uint8_t *rows_2, int32_t *total, void *arena);
// HEADER: /* Computes the outputs from an input that comes in rows and is never whole in
// HEADER-NEXT:    memory. `rows` holds rows `first` to `first + count - 1`, each of
// HEADER-NEXT:    MODEL_INPUT_WIDTH * MODEL_INPUT_CHANNELS elements. They come in order, each once;
// HEADER:        The count is kept in the arena, and row 0 alone starts it: in memory that has not
// HEADER-NEXT:   taken row 0, a call with first > 0 is an error of the caller that is found only
// HEADER-NEXT:   by chance.
// HEADER:        static MODEL_INPUT_TYPE row[MODEL_INPUT_WIDTH * MODEL_INPUT_CHANNELS];
// HEADER-NEXT:   for (int32_t y = 0; y < MODEL_INPUT_HEIGHT; ++y) {
// HEADER-NEXT:     read_row_of_camera(row);
// HEADER-NEXT:     model_push_rows(row, y, 1, rows_2, total, arena);
// HEADER-NEXT:   }
// HEADER-NEXT: */
// HEADER-NEXT: int32_t model_push_rows(const uint8_t *rows, int32_t first, int32_t count,
// HEADER-NEXT:     uint8_t *rows_2, int32_t *total, void *arena);

// CHECK: /* The rows from `first` on, and all that needs no later ones. */
// CHECK-NEXT: static void model_take_rows(const int8_t *rows, int8_t *y, int32_t *total,
// CHECK-NEXT: int8_t *memory, int32_t first, int32_t count) {
// CHECK: int model_run(
// CHECK-NEXT: void *arena) {
// CHECK-NEXT: model_take_rows((const int8_t *)input, (int8_t *)rows_2, total,
// CHECK-NEXT: (int8_t *)arena, 0, 3);
// CHECK-NEXT: return 0;
// CHECK: int32_t model_push_rows(const uint8_t *rows, int32_t first, int32_t count,
// CHECK-NEXT: uint8_t *rows_2, int32_t *total, void *arena) {
// CHECK-NEXT: int8_t *const memory = (int8_t *)arena;
// CHECK-NEXT: /* memory + 16 counts the rows taken. */
// CHECK-NEXT: if (first < 0 || count < 1 || count > 3 - first
// CHECK-NEXT: || (first > 0 && first != ((const int32_t *)(void *)(memory + 16))[0])) {
// CHECK-NEXT: return -1;
// CHECK-NEXT: }
// CHECK-NEXT: model_take_rows((const int8_t *)rows, (int8_t *)rows_2, total, memory, first,
// CHECK-NEXT: count);
// CHECK-NEXT: return 3 - (first + count);
// CHECK-NEXT: }

// y[row] = x[row] + 1, where `x` holds rows from row `first` on.
func.func private @add_one(%x: memref<12xi8> {attend.noalias} loc("x"), %y: memref<12xi8> {attend.noalias} loc("y"), %first: index loc("first"), %row: index loc("row")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %given = arith.subi %row, %first : index
  %from = arith.muli %given, %c4 : index
  %to = arith.muli %row, %c4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %x_at = arith.addi %from, %i : index
    %y_at = arith.addi %to, %i : index
    %b = memref.load %x[%x_at] : memref<12xi8>
    %v = arith.extui %b : i8 to i32
    %w = arith.addi %v, %one overflow<nsw> : i32
    %t = arith.trunci %w : i32 to i8
    memref.store %t, %y[%y_at] : memref<12xi8>
  } loc("i")
  return
}

func.func private @sum(%x: memref<12xi8> {attend.noalias} loc("x"), %total: memref<1xi32> {attend.noalias} loc("total")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c12 = arith.constant 12 : index
  %zero = arith.constant 0 : i32
  memref.store %zero, %total[%c0] : memref<1xi32>
  scf.for %i = %c0 to %c12 step %c1 {
    %b = memref.load %x[%i] : memref<12xi8>
    %v = arith.extui %b : i8 to i32
    %old = memref.load %total[%c0] : memref<1xi32>
    %s = arith.addi %old, %v overflow<nsw> : i32
    memref.store %s, %total[%c0] : memref<1xi32>
  } loc("i")
  return
}

func.func @push_rows(%rows: memref<1x3x2x2xi8> loc("rows"), %y: memref<1x3x2x2xi8> loc("y"), %total: memref<1xi32> loc("total"), %arena: memref<32xi8> loc("memory"), %first: index loc("first"), %count: index loc("count"))
    attributes {kernel.rows_taken = 16 : i64} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c16 = arith.constant 16 : index
  %x = memref.collapse_shape %rows [[0, 1, 2, 3]] : memref<1x3x2x2xi8> into memref<12xi8>
  %flat = memref.collapse_shape %y [[0, 1, 2, 3]] : memref<1x3x2x2xi8> into memref<12xi8>
  %taken = memref.view %arena[%c16][] : memref<32xi8> to memref<1xi32> loc("taken")
  %end = arith.addi %first, %count : index loc("end")
  scf.for %row = %first to %end step %c1 {
    func.call @add_one(%x, %flat, %first, %row) : (memref<12xi8>, memref<12xi8>, index, index) -> ()
  } loc("row")
  %done = arith.index_cast %end : index to i32
  memref.store %done, %taken[%c0] : memref<1xi32>
  %is_last = arith.cmpi eq, %end, %c3 : index
  scf.if %is_last {
    func.call @sum(%flat, %total) : (memref<12xi8>, memref<1xi32>) -> ()
  }
  return
}

func.func @run(%x: memref<1x3x2x2xi8> {attend.unsigned}, %y: memref<1x3x2x2xi8> {attend.unsigned, attend.name = "rows"}, %total: memref<1xi32> {attend.name = "total"}, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  func.call @push_rows(%x, %y, %total, %arena, %c0, %c3) : (memref<1x3x2x2xi8>, memref<1x3x2x2xi8>, memref<1xi32>, memref<32xi8>, index, index) -> ()
  return
}
