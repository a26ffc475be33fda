// Values that loops carry and branches give are variables; what was read before a write stays read before it.
// RUN: attendc compile --from=loops %s -o - | FileCheck %s

// CHECK-LABEL: static void model_carried(
// CHECK-NEXT:   int32_t total = 7;
// CHECK-NEXT:   for (int32_t i = 0; i < 4; ++i) {
// CHECK-NEXT:     total += (int32_t)x[i];
// CHECK-NEXT:   }
// CHECK-NEXT:   y[0] = (int8_t)total;
// CHECK-NEXT: }
func.func private @carried(%x: memref<4xi8> loc("x"), %y: memref<4xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c7 = arith.constant 7 : i32
  %sum = "scf.for"(%c0, %c4, %c1, %c7) ({
  ^bb0(%i: index loc("i"), %total: i32 loc("total")):
    %v = memref.load %x[%i] : memref<4xi8>
    %w = arith.extsi %v : i8 to i32
    %next = arith.addi %total, %w overflow<nsw> : i32
    scf.yield %next : i32
  }) : (index, index, index, i32) -> i32
  %low = arith.trunci %sum : i32 to i8
  memref.store %low, %y[%c0] : memref<4xi8>
  return
}

// The old value is read before the new one is stored.
// CHECK-LABEL: static void model_swapped(
// CHECK-NEXT:   const int8_t a = y[0];
// CHECK-NEXT:   y[0] = y[1];
// CHECK-NEXT:   y[1] = a;
func.func private @swapped(%y: memref<4xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = memref.load %y[%c0] : memref<4xi8> loc("a")
  %b = memref.load %y[%c1] : memref<4xi8>
  memref.store %b, %y[%c0] : memref<4xi8>
  memref.store %a, %y[%c1] : memref<4xi8>
  return
}

// Two values that trade places: both are read at the head of the body.
// CHECK-LABEL: static void model_rotated(
// CHECK-NEXT:   int32_t a = 1;
// CHECK-NEXT:   int32_t b = 2;
// CHECK-NEXT:   for (int32_t i = -2; i < 4; i += 2) {
// CHECK-NEXT:     const int32_t [[OLD:[a-z0-9]+]] = a;
// CHECK-NEXT:     a = b;
// CHECK-NEXT:     b = [[OLD]];
func.func private @rotated(%y: memref<4xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %low = arith.constant -2 : index
  %c4 = arith.constant 4 : index
  %step = arith.constant 2 : index
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %r:2 = "scf.for"(%low, %c4, %step, %one, %two) ({
  ^bb0(%i: index loc("i"), %a: i32 loc("a"), %b: i32 loc("b")):
    scf.yield %b, %a : i32, i32
  }) : (index, index, index, i32, i32) -> (i32, i32)
  %m = arith.maxsi %r#0, %r#1 : i32
  %b = arith.trunci %m : i32 to i8
  memref.store %b, %y[%c0] : memref<4xi8>
  return
}

// CHECK-LABEL: static void model_chosen(
// CHECK-NEXT:   const int32_t first = (int32_t)(uint8_t)x[0];
// CHECK-NEXT:   int32_t best;
// CHECK-NEXT:   if (first < -3 && 0 <= first) {
// CHECK-NEXT:     best = first * 2 - 5;
// CHECK-NEXT:   } else {
// CHECK-NEXT:     best = (-2147483647 - 1);
func.func private @chosen(%x: memref<4xi8> loc("x"), %y: memref<4xi8> loc("y")) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0 : i32
  %two = arith.constant 2 : i32
  %three = arith.constant -3 : i32
  %five = arith.constant -5 : i32
  %least = arith.constant -2147483648 : i32
  %v = memref.load %x[%c0] : memref<4xi8>
  %w = arith.extui %v : i8 to i32 loc("first")
  %small = arith.cmpi slt, %w, %three : i32
  %big = arith.cmpi sle, %zero, %w : i32
  %both = arith.andi %small, %big : i1
  %best = scf.if %both -> (i32) {
    %d = arith.muli %w, %two overflow<nsw> : i32
    %e = arith.addi %d, %five overflow<nsw> : i32
    scf.yield %e : i32
  } else {
    scf.yield %least : i32
  } loc("best")
  %b = arith.trunci %best : i32 to i8
  memref.store %b, %y[%c0] : memref<4xi8>
  return
}

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  call @carried(%x, %y) : (memref<4xi8>, memref<4xi8>) -> ()
  call @swapped(%y) : (memref<4xi8>) -> ()
  call @rotated(%y) : (memref<4xi8>) -> ()
  call @chosen(%x, %y) : (memref<4xi8>, memref<4xi8>) -> ()
  return
}
