// A function without a body has no ops to place; the planner crashed on it.
// RUN: not attend-opt %s --attend-plan-arena 2>&1 | FileCheck %s

// CHECK: error: expected a function with one block
func.func private @declaration(tensor<4xi8>) -> tensor<4xi8>
