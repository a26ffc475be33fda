// RUN: attend-opt --attend-lower-to-emitc="prefix=net" %s | FileCheck %s

// CHECK: emitc.file "net.h"
// CHECK-NEXT: verbatim "/* net.h: how to run this network. Made by attendc; do not edit. */
// CHECK: int net_run(const uint8_t *input, int8_t *output, void *arena);

// CHECK: emitc.file "net.c"
// CHECK-NEXT: verbatim
// CHECK-NEXT: include "net.h"
// CHECK-NEXT: include <"stdint.h">
// CHECK-NOT: include
// CHECK: global extern const @net_relu_table : !emitc.array<1xui64>

// A buffer that nobody writes is const; names and comments of the network become C's.
// CHECK: verbatim "\0A/* relu: a * / b */"
// CHECK-NEXT: func @net_relu_2(%{{.*}}: !emitc.opaque<"const int8_t *restrict">, %{{.*}}: !emitc.ptr<i8>) attributes {specifiers = ["static"]}
// CHECK: for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : i32 {
// CHECK: load
// CHECK: assign

// CHECK-NOT: unused
// CHECK: func @net_run(%{{.*}}: !emitc.ptr<!emitc.opaque<"const uint8_t">>, %{{.*}}: !emitc.ptr<!emitc.opaque<"int8_t">>, %{{.*}}: !emitc.ptr<!emitc.opaque<"void">>) -> !emitc.opaque<"int">
// CHECK: call_opaque "net_relu_2"

// CHECK: emitc.file "net_weights.c"
// CHECK: global const @net_relu_table : !emitc.array<1xui64> = dense<197121>
// CHECK-NOT: func.func

memref.global "private" constant @relu_table : memref<3xi8> = dense<[1, 2, 3]>
memref.global "private" constant @unused : memref<3xi8> = dense<[1, 2, 3]>

func.func private @unused_function(%x: memref<2xi8>) {
  return
}

func.func private @"relu/2"(%x: memref<1x2xi8> {attend.noalias}, %y: memref<1x2xi8>)
    attributes {attend.comment = "relu: a */ b"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %table = memref.get_global @relu_table : memref<3xi8>
  scf.for %i = %c0 to %c2 step %c1 {
    %v = memref.load %x[%c0, %i] : memref<1x2xi8>
    %at = arith.extui %v : i8 to i32
    %index = arith.index_cast %at : i32 to index
    %w = memref.load %table[%index] : memref<3xi8>
    memref.store %w, %y[%c0, %i] : memref<1x2xi8>
  }
  return
}

func.func @run(%x: memref<1x2xi8> {attend.unsigned}, %y: memref<1x2xi8>, %arena: memref<16xi8>) {
  call @"relu/2"(%x, %y) : (memref<1x2xi8>, memref<1x2xi8>) -> ()
  return
}
