// An input that comes in rows: @push_rows takes some, and runs what they make possible; @run pushes them all.
// RUN: attend-opt %s --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(attend-lower-to-loops)' | FileCheck %s
// RUN: attend-opt %s --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(attend-lower-to-loops{arena-hooks})' | FileCheck %s --check-prefix=TICKS

// With r rows there are steps[0 .. until[r]): the first row of the pool needs two, its last one all.
// CHECK-DAG:   memref.global "private" constant @rows_0_steps : memref<8xi8> = dense<[0, 0, 1, 0, 1, 0, 1, 1]>
// CHECK-DAG:   memref.global "private" constant @rows_0_until : memref<5xi16> = dense<[0, 1, 3, 5, 8]>
// CHECK:       func.func @push_rows(%rows: memref<1x4x3x2xi8>, %output: memref<1x24xi8>, %memory: memref<64xi8>, %first: index, %count: index) attributes {kernel.rows_taken = 48 : i64} {
// CHECK-DAG:     %[[ROWS:.*]] = memref.collapse_shape %rows
// CHECK-DAG:     %[[RING:.*]] = memref.view %memory[%c0{{.*}}][] : memref<64xi8> to memref<12xi8>
// CHECK:         %[[IS_FIRST:.*]] = arith.cmpi eq, %first, %c0
// CHECK-NEXT:    scf.if %[[IS_FIRST]] {
// CHECK:           kernel.fill %memory[%{{.*}}] {size = 8 : i64, value = 0 : i32}
// CHECK-NEXT:    }
// CHECK:         %[[UNTIL:.*]] = memref.get_global @rows_0_until
// CHECK-NEXT:    %[[FROM:.*]] = memref.load %[[UNTIL]][%first]
// CHECK-NEXT:    %[[WIDE:.*]] = arith.extsi %[[FROM]]
// CHECK-NEXT:    %first_step = arith.index_cast %[[WIDE]]
// CHECK-NEXT:    %[[BEHIND:.*]] = arith.addi %first, %count
// CHECK-NEXT:    memref.load %[[UNTIL]][%[[BEHIND]]]
// CHECK:         %end_step = arith.index_cast
// CHECK:         scf.for %step = %first_step to %end_step
// CHECK:           case 0 {
// CHECK:             %[[PUSHED:.*]] = arith.subi %row, %first
// CHECK:             %[[FROM:.*]] = arith.muli %[[PUSHED]], %c6
// CHECK:             %[[SLOT:.*]] = arith.remsi %row, %c2
// CHECK:             %[[TO:.*]] = arith.muli %[[SLOT]], %c6
// CHECK:             kernel.copy %[[ROWS]][%[[FROM]]], %[[RING]][%[[TO]]] {size = 6 : i64}
// CHECK:           case 1 {
// CHECK-NEXT:        func.call @pool(%[[RING]], %{{.*}}, %row)
// CHECK:         %[[BEHIND:.*]] = arith.addi %first, %count
// CHECK:         %[[IS_LAST:.*]] = arith.cmpi eq, %[[BEHIND]], %c4
// CHECK-NEXT:    scf.if %[[IS_LAST]] {
// CHECK:           func.call @rest(
// CHECK:         }
// CHECK-NEXT:    return
// CHECK:       func.func @run(%input: memref<1x4x3x2xi8>, %output: memref<1x24xi8>, %arena: memref<64xi8>) attributes {kernel.arena_bytes = 64 : i64} {
// CHECK:         call @push_rows(%input, %output, %arena, %c0{{.*}}, %c4{{.*}})

// The clock: eight steps, the reshape and the table.
// TICKS:       func.func @push_rows(
// TICKS:         scf.if
// TICKS-NEXT:      %[[START:.*]] = arith.constant 0
// TICKS-NEXT:      kernel.tick %memory, %[[START]]
// TICKS:           kernel.fill
// TICKS:         scf.for %step
// TICKS-NEXT:      %[[BASE:.*]] = arith.constant 0
// TICKS-NEXT:      %[[NOW:.*]] = arith.addi %step, %[[BASE]]
// TICKS-NEXT:      kernel.tick %memory, %[[NOW]]
// TICKS:         scf.if
// TICKS-NEXT:      %[[RESHAPE:.*]] = arith.constant 8
// TICKS-NEXT:      kernel.tick %memory, %[[RESHAPE]]
// TICKS:           %[[TABLE:.*]] = arith.constant 9
// TICKS-NEXT:      kernel.tick %memory, %[[TABLE]]
// TICKS:           func.call @rest(
func.func @pushed(%x: tensor<1x4x3x2xi8>) -> tensor<1x24xi8> attributes {kernel.push_rows, kernel.arena_bytes = 64 : i64, kernel.state_offsets = array<i64: 48>, kernel.steps = [array<i32: 0, 0, 1, 0, 1, 0, 1, 1>]} {
  %t = q8.constant dense<7> : tensor<256xi8>
  %f = kernel.pushed_rows %x {kernel.pipeline = 0 : i64, kernel.rows = 2 : i64, kernel.place = "arena", kernel.offset = 0 : i64} : tensor<1x4x3x2xi8>
  %p = q8.max_pool2d %f {kernel = array<i64: 2, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 1, 0>, kernel.pipeline = 0 : i64, kernel.rows = 4 : i64, kernel.place = "arena", kernel.offset = 16 : i64} : (tensor<1x4x3x2xi8>) -> tensor<1x4x3x2xi8> loc("pool")
  %r = q8.reshape %p {kernel.place = "alias"} : (tensor<1x4x3x2xi8>) -> tensor<1x24xi8>
  %y = q8.table %r, %t {kernel.place = "result", kernel.index = 0 : i64} : (tensor<1x24xi8>, tensor<256xi8>) -> tensor<1x24xi8> loc("rest")
  return %y : tensor<1x24xi8>
}
