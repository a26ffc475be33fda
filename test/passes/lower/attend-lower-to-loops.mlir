// The skeleton: functions, their buffers and names, and the order of the calls in @run.
// RUN: attend-opt %s --split-input-file --mlir-use-nameloc-as-prefix --pass-pipeline='builtin.module(func.func(attend-choose-kernels,attend-plan-arena),attend-lower-to-loops)' | FileCheck %s

// The result of the reshape is the result's buffer; the sum overwrites the table's result.
// CHECK:      memref.global "private" constant @gate_Sigmoid_table : memref<256xi8> = dense<7>
// CHECK:      func.func private @gate_Sigmoid(%x: memref<16xi8> {attend.noalias}, %y: memref<16xi8> {attend.noalias})
// CHECK-SAME: attend.comment = "table, [1, 2, 2, 4] -> [1, 2, 2, 4]"
// CHECK:      func.func private @int_value(%x: memref<16xi8> {attend.noalias}, %y: memref<16xi8> {attend.noalias})
// CHECK-SAME: attend.comment = "add, [1, 2, 2, 4] and [1, 2, 2, 4] -> [1, 2, 2, 4], relu"
// CHECK:      func.func @run(%picture: memref<1x2x2x4xi8> {attend.name = "picture", q8.scale = 5.000000e-01 : f32}, %output: memref<1x16xi8>, %arena: memref<0xi8>)
// CHECK-SAME: kernel.arena_bytes = 0
// CHECK-DAG:    %[[IN:.*]] = memref.collapse_shape %picture {{\[}}[0, 1, 2, 3]]
// CHECK-DAG:    %[[OUT:.*]] = memref.collapse_shape %output {{\[}}[0, 1]]
// CHECK:        call @gate_Sigmoid(%[[IN]], %[[OUT]])
// CHECK-NEXT:   call @int_value(%[[IN]], %[[OUT]])
// CHECK-NEXT:   return
func.func @model(%x: tensor<1x2x2x4xi8> {attend.name = "picture", q8.scale = 0.5 : f32}) -> tensor<1x16xi8> {
  %t = q8.constant dense<7> : tensor<256xi8>
  %g = q8.table %x, %t : (tensor<1x2x2x4xi8>, tensor<256xi8>) -> tensor<1x2x2x4xi8> loc("/gate/Sigmoid")
  %s = q8.add %x, %g {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = -3 : i32, low = -3 : i32, high = 127 : i32} : (tensor<1x2x2x4xi8>, tensor<1x2x2x4xi8>) -> tensor<1x2x2x4xi8> loc("int")
  %y = q8.reshape %s : (tensor<1x2x2x4xi8>) -> tensor<1x16xi8>
  return %y : tensor<1x16xi8>
}

// -----

// Equal names become unique, equal constants one global; buffers between ops are views of the arena.
// CHECK:     memref.global "private" constant @node_table : memref<256xi8>
// CHECK-NOT: memref.global
// CHECK:     func.func private @node(
// CHECK:       memref.get_global @node_table
// CHECK:     func.func private @node_2(
// CHECK:       memref.get_global @node_table
// CHECK:     func.func @run(%input: memref<4xi8>, %output: memref<8xi8>, %arena: memref<16xi8>)
// CHECK:       %[[VIEW:.*]] = memref.view %arena[%{{.*}}][] : memref<16xi8> to memref<4xi8>
// CHECK:       call @node(%input, %[[VIEW]])
// CHECK:       call @node_2(%[[VIEW]]) : (memref<4xi8>) -> ()
// CHECK:       call @end(%[[VIEW]], %input, %output)
func.func @same_names(%x: tensor<4xi8>) -> tensor<8xi8> {
  %t = q8.constant dense<1> : tensor<256xi8>
  %p = q8.constant dense<1> : tensor<256xi8>
  %a = q8.table %x, %t : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8> loc("node")
  %b = q8.table %a, %p : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8> loc("node")
  %c = q8.concat %b, %x {axis = 0 : i64} : (tensor<4xi8>, tensor<4xi8>) -> tensor<8xi8> loc("end")
  return %c : tensor<8xi8>
}

// -----

// Unsigned buffers are i8 and say so; a value returned twice is copied.
// CHECK:      func.func @run(%input: memref<3xi8> {attend.unsigned}, %output: memref<3xi8> {attend.unsigned}, %output_0: memref<3xi8> {attend.unsigned}, %arena
// CHECK:        call @{{.*}}(%input, %output)
// CHECK:        kernel.copy %output[%{{.*}}], %output_0[%{{.*}}] {size = 3 : i64}
// CHECK:        return
func.func @twice(%x: tensor<3xui8>) -> (tensor<3xui8>, tensor<3xui8>) {
  %t = q8.constant dense<1> : tensor<256xui8>
  %a = q8.table %x, %t : (tensor<3xui8>, tensor<256xui8>) -> tensor<3xui8>
  return %a, %a : tensor<3xui8>, tensor<3xui8>
}

// -----

// A constant operand is a global that the function fetches itself; so is a reshaped one.
// CHECK:     memref.global "private" constant @concat_operand : memref<2xi8> = dense<[-1, 5]>
// CHECK:     func.func private @concat(%x: memref<2xi8> {attend.noalias}, %y: memref<4xi8> {attend.noalias})
// CHECK:       %operand = memref.get_global @concat_operand
// CHECK:       kernel.copy %x[%{{.*}}], %y[%{{.*}}] {size = 2 : i64}
// CHECK:       kernel.copy %operand[%{{.*}}], %y[%{{.*}}] {size = 2 : i64}
func.func @constant_operand(%x: tensor<1x2xui8>) -> tensor<1x4xui8> {
  %k = q8.constant dense<[255, 5]> : tensor<2xui8>
  %r = q8.reshape %k : (tensor<2xui8>) -> tensor<1x2xui8>
  %y = q8.concat %x, %r {axis = 1 : i64} : (tensor<1x2xui8>, tensor<1x2xui8>) -> tensor<1x4xui8>
  return %y : tensor<1x4xui8>
}
