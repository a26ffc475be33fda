// Whatever a network calls its parts, the C stays C: no keyword, no clash, no end of a comment.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: cat %t/model.h %t/model.c %t/model_weights.c | FileCheck %s
// RUN: %gcc %cwarn -c %t/model.c -o %t/c.o
// RUN: %clang %cxxwarn -c %t/model.c -o %t/cxx.o
// RUN: %gcc %cxxwarn -c %t/model_weights.c -o %t/weights.o

// CHECK: Input `a * / ? ?`:
// CHECK: #define MODEL_A_BYTES 4
// CHECK: Input `A`:
// CHECK: #define MODEL_A_2_BYTES 4
// CHECK: Input `arena`:
// CHECK: #define MODEL_ARENA_2_BYTES 4
// CHECK: int model_run(const int8_t *a, const int8_t *A_2, const int8_t *arena_2, int8_t *output, void *arena);

// CHECK: extern const uint64_t model_run_2[1];
// CHECK: /* first * / int x; / * ? ?/ | */
// CHECK-NEXT: static void model_layer_1(const int8_t *while_value, const int8_t *class_value,
// CHECK-NEXT: const int8_t *argument2, int8_t *memcpy_value) {
// CHECK-NEXT: (void)argument2;
// CHECK-NEXT: for (int32_t class_value2 = 0; class_value2 < 4; ++class_value2) {
// CHECK-NEXT: memcpy_value[class_value2] = while_value[class_value2];
// CHECK: for (int32_t class_value2 = 0;
// CHECK: static void model_layer_1_2(

memref.global "private" constant @run_ : memref<4xi8> = dense<[1, 2, 3, 4]>

func.func private @"layer/1"(%x: memref<4xi8> loc("while"), %x2: memref<4xi8> loc("class"), %x3: memref<4xi8>, %y: memref<4xi8> loc("memcpy"))
    attributes {attend.comment = "first */ int x; /* ??/ \\"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %x[%i] : memref<4xi8>
    memref.store %v, %y[%i] : memref<4xi8>
  } loc("class")
  scf.for %i = %c0 to %c4 step %c1 {
    %v = memref.load %x2[%i] : memref<4xi8>
    memref.store %v, %y[%i] : memref<4xi8>
  } loc("class")
  return
}

func.func private @"layer.1"(%x: memref<4xi8>, %y: memref<4xi8>) {
  %c0 = arith.constant 0 : index
  %w = memref.get_global @run_ : memref<4xi8>
  kernel.copy %w[%c0], %y[%c0] {size = 4 : i64} : memref<4xi8>, memref<4xi8>
  return
}

func.func @anything(%x: memref<4xi8> {attend.name = "a */ ??"}, %x2: memref<4xi8> {attend.name = "A"}, %x3: memref<4xi8> {attend.name = "arena"},
                    %y: memref<4xi8>, %arena: memref<16xi8>) {
  call @"layer/1"(%x, %x2, %x3, %y) : (memref<4xi8>, memref<4xi8>, memref<4xi8>, memref<4xi8>) -> ()
  call @"layer.1"(%x, %y) : (memref<4xi8>, memref<4xi8>) -> ()
  return
}
