// The clock of the schedule: nothing by default, and what a test defines, here to poison the arena, which AddressSanitizer then sees.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %gcc %cwarn -c %t/model.c -o %t/gcc.o
// RUN: %clang %cwarn -c %t/model.c -o %t/clang.o
// RUN: %gcc %cxxwarn -c %t/model.c -o %t/gxx.o
// RUN: %python -c "open('%t/x.bin', 'wb').write(bytes(range(8)))"
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/x.bin --build gcc --build asan
// RUN: %gcc -std=c99 -g -fsanitize=address -include %S/Inputs/poison_ticks.h -I%t %t/model.c %t/model_weights.c %S/../e2e/Inputs/main.c -o %t/poisoned
// RUN: not %t/poisoned %t/x.bin %t/y.bin 2>&1 | FileCheck %s --check-prefix=POISONED

// CHECK: #ifndef ATTEND_TICK
// CHECK-NEXT: #define ATTEND_TICK(arena, tick) ((void)(arena), (void)(tick))
// CHECK-NEXT: #endif
// CHECK-LABEL: int model_run(
// CHECK: ATTEND_TICK(memory, 0);
// CHECK-NEXT: memcpy(memory + 16, input, 8);
// CHECK-NEXT: for (int32_t step = 0; step < 2; ++step) {
// CHECK-NEXT: ATTEND_TICK(memory, step + 1);
// CHECK-NEXT: memcpy(output, memory + 16, 8);

// POISONED: use-after-poison
// POISONED: model_run

func.func @run(%x: memref<8xi8>, %y: memref<8xi8>, %arena: memref<32xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c16 = arith.constant 16 : index
  %copy = memref.view %arena[%c16][] : memref<32xi8> to memref<8xi8>
  kernel.tick %arena, %c0 : memref<32xi8>
  kernel.copy %x[%c0], %copy[%c0] {size = 8 : i64} : memref<8xi8>, memref<8xi8>
  scf.for %step = %c0 to %c2 step %c1 {
    %tick = arith.addi %step, %c1 : index
    kernel.tick %arena, %tick : memref<32xi8>
    kernel.copy %copy[%c0], %y[%c0] {size = 8 : i64} : memref<8xi8>, memref<8xi8>
  } loc("step")
  return
}
