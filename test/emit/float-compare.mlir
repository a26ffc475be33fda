// All predicates of arith.cmpf, on numbers, infinities and NaN, are what IEEE 754 says, also where the compiler optimizes.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: %python %S/Inputs/expected_numbers.py compare %t/x.bin %t/y.bin
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --build gcc:-O0 --build gcc:-O3 --build clang:-O2 --build g++ --build asan

// No arithmetic: nothing differs between targets, and there is no libm.
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER
// HEADER-NOT: math.h
// HEADER-NOT: floating point
// HEADER: Output `output`: uint8_t [81, 18],
// HEADER-NEXT: 0 or 1. */

// CHECK-NOT: math.h
// CHECK-LABEL: static void model_compare(
// CHECK: const float a = x[row * 2];
// CHECK-NEXT: const float b = x[row * 2 + 1];
// CHECK-NEXT: y[row * 18] = (int8_t)(a == b);
// CHECK-NEXT: y[row * 18 + 1] = (int8_t)(a > b);
// CHECK-NEXT: y[row * 18 + 2] = (int8_t)(a >= b);
// CHECK-NEXT: y[row * 18 + 3] = (int8_t)(a < b);
// CHECK-NEXT: y[row * 18 + 4] = (int8_t)(a <= b);
// CHECK-NEXT: y[row * 18 + 5] = (int8_t)(a < b || a > b);
// CHECK-NEXT: y[row * 18 + 6] = (int8_t)(a == a && b == b);
// CHECK-NEXT: y[row * 18 + 7] = (int8_t)!(a < b || a > b);
// CHECK-NEXT: y[row * 18 + 8] = (int8_t)!(a <= b);
// CHECK-NEXT: y[row * 18 + 9] = (int8_t)!(a < b);
// CHECK-NEXT: y[row * 18 + 10] = (int8_t)!(a >= b);
// CHECK-NEXT: y[row * 18 + 11] = (int8_t)!(a > b);
// CHECK-NEXT: y[row * 18 + 12] = (int8_t)(a != b);
// CHECK-NEXT: y[row * 18 + 13] = (int8_t)!(a == a && b == b);
// CHECK-NEXT: y[row * 18 + 14] = (int8_t)1;
// CHECK-NEXT: y[row * 18 + 15] = (int8_t)0;
// CHECK-NEXT: y[row * 18 + 16] = (int8_t)(a == a);
// CHECK-NEXT: y[row * 18 + 17] = (int8_t)!(a == a);

func.func private @compare(%x: memref<81x2xf32> {attend.noalias} loc("x"), %y: memref<81x18xi8> {attend.noalias} loc("y")) {
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
  %c81 = arith.constant 81 : index
  %half = arith.constant 0.5 : f32
  scf.for %row = %c0 to %c81 step %c1 {
    %a = memref.load %x[%row, %c0] : memref<81x2xf32> loc("a")
    %b = memref.load %x[%row, %c1] : memref<81x2xf32> loc("b")
    %oeq = arith.cmpf oeq, %a, %b : f32
    %ogt = arith.cmpf ogt, %a, %b : f32
    %oge = arith.cmpf oge, %a, %b : f32
    %olt = arith.cmpf olt, %a, %b : f32
    %ole = arith.cmpf ole, %a, %b : f32
    %one = arith.cmpf one, %a, %b : f32
    %ord = arith.cmpf ord, %a, %b : f32
    %ueq = arith.cmpf ueq, %a, %b : f32
    %ugt = arith.cmpf ugt, %a, %b : f32
    %uge = arith.cmpf uge, %a, %b : f32
    %ult = arith.cmpf ult, %a, %b : f32
    %ule = arith.cmpf ule, %a, %b : f32
    %une = arith.cmpf une, %a, %b : f32
    %uno = arith.cmpf uno, %a, %b : f32
    %yes = arith.cmpf true, %a, %b : f32
    %no = arith.cmpf false, %a, %b : f32
    %ordered_constant = arith.cmpf ord, %a, %half : f32
    %nan_alone = arith.cmpf uno, %a, %a : f32
    %t0 = arith.extui %oeq : i1 to i8
    %t1 = arith.extui %ogt : i1 to i8
    %t2 = arith.extui %oge : i1 to i8
    %t3 = arith.extui %olt : i1 to i8
    %t4 = arith.extui %ole : i1 to i8
    %t5 = arith.extui %one : i1 to i8
    %t6 = arith.extui %ord : i1 to i8
    %t7 = arith.extui %ueq : i1 to i8
    %t8 = arith.extui %ugt : i1 to i8
    %t9 = arith.extui %uge : i1 to i8
    %t10 = arith.extui %ult : i1 to i8
    %t11 = arith.extui %ule : i1 to i8
    %t12 = arith.extui %une : i1 to i8
    %t13 = arith.extui %uno : i1 to i8
    %t14 = arith.extui %yes : i1 to i8
    %t15 = arith.extui %no : i1 to i8
    %t16 = arith.extui %ordered_constant : i1 to i8
    %t17 = arith.extui %nan_alone : i1 to i8
    memref.store %t0, %y[%row, %c0] : memref<81x18xi8>
    memref.store %t1, %y[%row, %c1] : memref<81x18xi8>
    memref.store %t2, %y[%row, %c2] : memref<81x18xi8>
    memref.store %t3, %y[%row, %c3] : memref<81x18xi8>
    memref.store %t4, %y[%row, %c4] : memref<81x18xi8>
    memref.store %t5, %y[%row, %c5] : memref<81x18xi8>
    memref.store %t6, %y[%row, %c6] : memref<81x18xi8>
    memref.store %t7, %y[%row, %c7] : memref<81x18xi8>
    memref.store %t8, %y[%row, %c8] : memref<81x18xi8>
    memref.store %t9, %y[%row, %c9] : memref<81x18xi8>
    memref.store %t10, %y[%row, %c10] : memref<81x18xi8>
    memref.store %t11, %y[%row, %c11] : memref<81x18xi8>
    memref.store %t12, %y[%row, %c12] : memref<81x18xi8>
    memref.store %t13, %y[%row, %c13] : memref<81x18xi8>
    memref.store %t14, %y[%row, %c14] : memref<81x18xi8>
    memref.store %t15, %y[%row, %c15] : memref<81x18xi8>
    memref.store %t16, %y[%row, %c16] : memref<81x18xi8>
    memref.store %t17, %y[%row, %c17] : memref<81x18xi8>
  } loc("row")
  return
}

func.func @run(%x: memref<81x2xf32>, %y: memref<81x18xi8> {attend.bool}, %arena: memref<0xi8>) {
  call @compare(%x, %y) : (memref<81x2xf32>, memref<81x18xi8>) -> ()
  return
}
