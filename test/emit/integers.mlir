// Integers of 64 bits, and unsigned ones, at both ends of their ranges: every op gives the bits that numpy gives.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %python %S/Inputs/expected_numbers.py integers %t/x.bin %t/y.bin
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O2 --build g++ --build asan

// CHECK-LABEL: static void model_integers(
// CHECK: const int64_t a = x[row * 2];
// CHECK: y[row * 18] = (int64_t)((uint64_t)a + (uint64_t)b);
// CHECK: y[row * 18 + 4] = (int64_t)((uint64_t)a / (uint64_t)divisor);
// CHECK-NEXT: y[row * 18 + 5] = (int64_t)((uint64_t)a % (uint64_t)divisor);
// CHECK: y[row * 18 + 8] = (uint64_t)a > (uint64_t)b ? a : b;
// CHECK: y[row * 18 + 13] = a < INT64_C(0) ? (int64_t)(UINT64_C(0) - (uint64_t)a)
// CHECK-NEXT: : a;
// CHECK: y[row * 18 + 15] = (int64_t)!below;
// CHECK-NEXT: y[row * 18 + 16] = (int64_t)(int)(a & INT64_C(1));

func.func private @integers(%x: memref<49x2xi64> {attend.noalias} loc("x"), %y: memref<49x18xi64> {attend.noalias} loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %c10 = arith.constant 10 : index
  %c11 = arith.constant 11 : index
  %c12 = arith.constant 12 : index
  %c13 = arith.constant 13 : index
  %c14 = arith.constant 14 : index
  %c15 = arith.constant 15 : index
  %c16 = arith.constant 16 : index
  %c17 = arith.constant 17 : index
  %c49 = arith.constant 49 : index
  %one = arith.constant 1 : i64
  %mask = arith.constant 63 : i64
  %true = arith.constant true
  scf.for %row = %c0 to %c49 step %c1 {
    %a = memref.load %x[%row, %c0] : memref<49x2xi64> loc("a")
    %b = memref.load %x[%row, %c1] : memref<49x2xi64> loc("b")
    // Neither 0 nor -1.
    %low = arith.ori %b, %one : i64
    %shift = arith.andi %b, %mask : i64
    %high = arith.shrui %low, %one : i64
    %divisor = arith.ori %high, %one : i64 loc("divisor")
    %sum = arith.addi %a, %b : i64
    memref.store %sum, %y[%row, %c0] : memref<49x18xi64>
    %product = arith.muli %a, %b : i64
    memref.store %product, %y[%row, %c1] : memref<49x18xi64>
    %quotient = arith.divsi %a, %divisor : i64
    memref.store %quotient, %y[%row, %c2] : memref<49x18xi64>
    %rest = arith.remsi %a, %divisor : i64
    memref.store %rest, %y[%row, %c3] : memref<49x18xi64>
    %uquotient = arith.divui %a, %divisor : i64
    memref.store %uquotient, %y[%row, %c4] : memref<49x18xi64>
    %urest = arith.remui %a, %divisor : i64
    memref.store %urest, %y[%row, %c5] : memref<49x18xi64>
    %max = arith.maxsi %a, %b : i64
    memref.store %max, %y[%row, %c6] : memref<49x18xi64>
    %min = arith.minsi %a, %b : i64
    memref.store %min, %y[%row, %c7] : memref<49x18xi64>
    %umax = arith.maxui %a, %b : i64
    memref.store %umax, %y[%row, %c8] : memref<49x18xi64>
    %umin = arith.minui %a, %b : i64
    memref.store %umin, %y[%row, %c9] : memref<49x18xi64>
    %left = arith.shli %a, %shift : i64
    memref.store %left, %y[%row, %c10] : memref<49x18xi64>
    %right = arith.shrsi %a, %shift : i64
    memref.store %right, %y[%row, %c11] : memref<49x18xi64>
    %uright = arith.shrui %a, %shift : i64
    memref.store %uright, %y[%row, %c12] : memref<49x18xi64>
    %absolute = math.absi %a : i64
    memref.store %absolute, %y[%row, %c13] : memref<49x18xi64>
    // All kinds of bits: -1, 0 or 1 for a <u b, as a signed bit; then its opposite; then the last bit of a.
    %below = arith.cmpi ult, %a, %b : i64 loc("below")
    %signed_bit = arith.extsi %below : i1 to i64
    memref.store %signed_bit, %y[%row, %c14] : memref<49x18xi64>
    %not_below = arith.xori %below, %true : i1
    %bit = arith.extui %not_below : i1 to i64
    memref.store %bit, %y[%row, %c15] : memref<49x18xi64>
    %odd = arith.trunci %a : i64 to i1
    %odd_bit = arith.extui %odd : i1 to i64
    memref.store %odd_bit, %y[%row, %c16] : memref<49x18xi64>
    // Down to 16 bits and up again, and 8 bits without sign.
    %short = arith.trunci %a : i64 to i16
    %short_chosen = arith.select %below, %short, %short : i16
    %byte = arith.trunci %b : i64 to i8
    %wide = arith.extsi %short_chosen : i16 to i64
    %byte_wide = arith.extui %byte : i8 to i64
    %mixed = arith.subi %wide, %byte_wide : i64
    memref.store %mixed, %y[%row, %c17] : memref<49x18xi64>
  } loc("row")
  return
}

func.func @run(%x: memref<49x2xi64>, %y: memref<49x18xi64>, %arena: memref<0xi8>) {
  call @integers(%x, %y) : (memref<49x2xi64>, memref<49x18xi64>) -> ()
  return
}
