// A copy that begins inside a constant of elements wider than a byte: its address is one of elements that are const.
// REQUIRES: gcc
// RUN: rm -rf %t && attendc compile --from=q8 %s -o %t && FileCheck %s < %t/model.c
// RUN: %gcc %cwarn -c %t/model.c -o %t/model.o

// CHECK: memcpy(y, (const int16_t *)&model_slice_operand[4], 4);
func.func @main(%x: tensor<1x2xi16>) -> tensor<1x4xi16> {
  %c = q8.constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi16>
  %s = q8.slice %c {starts = array<i64: 1, 1>, steps = array<i64: 1, 1>} : (tensor<2x3xi16>) -> tensor<1x2xi16>
  %y = q8.concat %s, %x {axis = 1 : i64} : (tensor<1x2xi16>, tensor<1x2xi16>) -> tensor<1x4xi16>
  return %y : tensor<1x4xi16>
}
