// RUN: attend-opt %s --attend-run-reference -o /dev/null | FileCheck %s

// CHECK: @moves transpose: dense<{{\[\[}}1, 4], [2, 5], [3, 6]]> : tensor<3x2xi8>
// CHECK: @moves slice: dense<{{\[\[}}1, 3]]> : tensor<1x2xi8>
// CHECK: @moves pad: dense<{{\[\[}}9, 1, 2, 3], [9, 4, 5, 6], [9, 9, 9, 9]]> : tensor<3x4xi8>
// CHECK: @moves concat: dense<{{\[\[}}1, 2, 3, 1, 2, 3], [4, 5, 6, 4, 5, 6]]> : tensor<2x6xi8>
// CHECK: @moves concat: dense<{{\[\[}}1, 2, 3], [4, 5, 6], [1, 3, 1]]> : tensor<3x3xi8>
// CHECK: @moves reshape: dense<[1, 2, 3, 4, 5, 6]> : tensor<6xi8>
func.func @moves(%x: tensor<2x3xi8> {attend.value = dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi8>}, %last: tensor<1x3xi8> {attend.value = dense<[[1, 3, 1]]> : tensor<1x3xi8>}) -> tensor<6xi8> {
  %0 = q8.transpose %x {permutation = array<i64: 1, 0>} : (tensor<2x3xi8>) -> tensor<3x2xi8>
  %1 = q8.slice %x {starts = array<i64: 0, 0>, steps = array<i64: 1, 2>} : (tensor<2x3xi8>) -> tensor<1x2xi8>
  %2 = q8.pad %x {low = array<i64: 0, 1>, high = array<i64: 1, 0>, value = 9 : i32} : (tensor<2x3xi8>) -> tensor<3x4xi8>
  %3 = q8.concat %x, %x {axis = 1 : i64} : (tensor<2x3xi8>, tensor<2x3xi8>) -> tensor<2x6xi8>
  %4 = q8.concat %x, %last {axis = 0 : i64} : (tensor<2x3xi8>, tensor<1x3xi8>) -> tensor<3x3xi8>
  %5 = q8.reshape %x : (tensor<2x3xi8>) -> tensor<6xi8>
  return %5 : tensor<6xi8>
}

// CHECK: @resize_nearest resize_nearest: dense<{{\[\[\[}}[3, 4], [1, 2], [1, 2]]]]> : tensor<1x1x3x2xi8>
func.func @resize_nearest(%x: tensor<1x1x2x2xi8> {attend.value = dense<[[[[1, 2], [3, 4]]]]> : tensor<1x1x2x2xi8>}) -> tensor<1x1x3x2xi8> {
  %0 = q8.resize_nearest %x {rows = array<i32: 0>, columns = array<i32: 1, 0, 0>} : (tensor<1x1x2x2xi8>) -> tensor<1x1x3x2xi8>
  return %0 : tensor<1x1x3x2xi8>
}

// Byte 0xFF of an i8 is -1: the last entry. Each channel has its row.
// CHECK: @table table: dense<{{\[\[}}7, 8], [8, 8]]> : tensor<2x2xi8>
// CHECK: @table table: dense<{{\[\[}}7, 5], [8, 5]]> : tensor<2x2xi8>
func.func @table(%x: tensor<2x2xi8> {attend.value = dense<[[-1, 0], [0, 3]]> : tensor<2x2xi8>}) -> tensor<2x2xi8> {
  %seven = q8.constant dense<7> : tensor<1x1xi8>
  %eights = q8.constant dense<8> : tensor<1x255xi8>
  %fives = q8.constant dense<5> : tensor<1x256xi8>
  %row = q8.concat %eights, %seven {axis = 1 : i64} : (tensor<1x255xi8>, tensor<1x1xi8>) -> tensor<1x256xi8>
  %one = q8.reshape %row : (tensor<1x256xi8>) -> tensor<256xi8>
  %rows = q8.concat %row, %fives {axis = 0 : i64} : (tensor<1x256xi8>, tensor<1x256xi8>) -> tensor<2x256xi8>
  %0 = q8.table %x, %one : (tensor<2x2xi8>, tensor<256xi8>) -> tensor<2x2xi8>
  %1 = q8.table %x, %rows : (tensor<2x2xi8>, tensor<2x256xi8>) -> tensor<2x2xi8>
  return %1 : tensor<2x2xi8>
}
