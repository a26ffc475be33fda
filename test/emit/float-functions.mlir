// Conversions, literals and functions of <math.h> on float and double, also for what is not finite.
// REQUIRES: gcc, clang
// RUN: rm -rf %t && attendc compile --from=loops %s -o %t
// RUN: FileCheck %s --input-file=%t/model.c
// RUN: FileCheck %s --input-file=%t/model_weights.c --check-prefix=WEIGHTS
// RUN: FileCheck %s --input-file=%t/model.h --check-prefix=HEADER
// RUN: %python %S/Inputs/expected_numbers.py functions %t/x.bin %t/y.bin
// RUN: %python %S/../e2e/run_generated.py %t --input %t/x.bin --expect %t/y.bin --atol 1e-12 --rtol 1e-6 --build gcc:-O0 --build gcc:-O3 --build clang:-O2 --build g++ --build asan

// HEADER: Input `input`: double [16]. */
// HEADER-NEXT: #define MODEL_INPUT_BYTES 128
// HEADER-NEXT: #define MODEL_INPUT_TYPE double
// HEADER: #define MODEL_OUTPUT_BYTES 2816

// WEIGHTS: #include <stdint.h>
// WEIGHTS-NEXT: #include <math.h>
// WEIGHTS: /* [3] double */
// WEIGHTS: const double model_limits[3] = {
// WEIGHTS-NEXT: (double)-INFINITY, (double)NAN, 0.1,
// WEIGHTS: /* [3] float */
// WEIGHTS: const float model_float_limits[3] = {
// WEIGHTS-NEXT: -INFINITY, NAN, 0.1f,

// CHECK: #include <math.h>
// CHECK-LABEL: static void model_functions(
// CHECK: const double d = x[i];
// CHECK-NEXT: const float f = (float)d;
// CHECK-NEXT: y[i] = (double)expf(f);
// CHECK-NEXT: y[16 + i] = exp(d);
// CHECK: y[208 + i] = {{.*}} ? (double)INFINITY : (double)-INFINITY;
// CHECK-NEXT: y[224 + i] = (double)(f > 1.0f ? NAN : -INFINITY);
// CHECK-NEXT: y[240 + i] = -d;

memref.global "private" constant @limits : memref<3xf64> = dense<[0xFFF0000000000000, 0x7FF8000000000000, 0.1]>
memref.global "private" constant @float_limits : memref<3xf32> = dense<[0xFF800000, 0x7FC00000, 0.1]>

func.func private @functions(%x: memref<16xf64> {attend.noalias} loc("x"), %y: memref<22x16xf64> {attend.noalias} loc("y")) {
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
  %c18 = arith.constant 18 : index
  %c19 = arith.constant 19 : index
  %c20 = arith.constant 20 : index
  %c21 = arith.constant 21 : index
  %one = arith.constant 1.0 : f64
  %onef = arith.constant 1.0 : f32
  %inf = arith.constant 0x7FF0000000000000 : f64
  %minus_inf = arith.constant 0xFFF0000000000000 : f64
  %minus_inff = arith.constant 0xFF800000 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %limits = memref.get_global @limits : memref<3xf64>
  %float_limits = memref.get_global @float_limits : memref<3xf32>
  scf.for %i = %c0 to %c16 step %c1 {
    %d = memref.load %x[%i] : memref<16xf64> loc("d")
    %f = arith.truncf %d : f64 to f32 loc("f")
    %expf = math.exp %f : f32
    %0 = arith.extf %expf : f32 to f64
    memref.store %0, %y[%c0, %i] : memref<22x16xf64>
    %1 = math.exp %d : f64
    memref.store %1, %y[%c1, %i] : memref<22x16xf64>
    %2 = math.log %d : f64
    memref.store %2, %y[%c2, %i] : memref<22x16xf64>
    %3 = math.log1p %d : f64
    memref.store %3, %y[%c3, %i] : memref<22x16xf64>
    %4 = math.tanh %d : f64
    memref.store %4, %y[%c4, %i] : memref<22x16xf64>
    %5 = math.sqrt %d : f64
    memref.store %5, %y[%c5, %i] : memref<22x16xf64>
    %6 = math.erf %d : f64
    memref.store %6, %y[%c6, %i] : memref<22x16xf64>
    %7 = math.powf %one, %d : f64
    memref.store %7, %y[%c7, %i] : memref<22x16xf64>
    %8 = math.floor %d : f64
    memref.store %8, %y[%c8, %i] : memref<22x16xf64>
    %9 = math.ceil %d : f64
    memref.store %9, %y[%c9, %i] : memref<22x16xf64>
    %10 = math.absf %d : f64
    memref.store %10, %y[%c10, %i] : memref<22x16xf64>
    %11 = math.roundeven %d : f64
    memref.store %11, %y[%c11, %i] : memref<22x16xf64>
    %tanhf = math.tanh %f : f32
    %12 = arith.extf %tanhf : f32 to f64
    memref.store %12, %y[%c12, %i] : memref<22x16xf64>
    %big = arith.cmpf ogt, %d, %one : f64
    %13 = arith.select %big, %inf, %minus_inf : f64
    memref.store %13, %y[%c13, %i] : memref<22x16xf64>
    %bigf = arith.cmpf ogt, %f, %onef : f32
    %chosen = arith.select %bigf, %nan, %minus_inff : f32
    %14 = arith.extf %chosen : f32 to f64
    memref.store %14, %y[%c14, %i] : memref<22x16xf64>
    %15 = arith.negf %d : f64
    memref.store %15, %y[%c15, %i] : memref<22x16xf64>
    // What numbers of [-100, 100] are as integers, and back.
    %s = arith.fptosi %d : f64 to i8
    %16 = arith.sitofp %s : i8 to f64
    memref.store %16, %y[%c16, %i] : memref<22x16xf64>
    %u = arith.fptoui %10 : f64 to i64
    %17 = arith.uitofp %u : i64 to f64
    memref.store %17, %y[%c17, %i] : memref<22x16xf64>
    %byte = arith.uitofp %s : i8 to f32
    %18 = arith.extf %byte : f32 to f64
    memref.store %18, %y[%c18, %i] : memref<22x16xf64>
    %bits = arith.bitcast %f : f32 to i32
    %minus = arith.constant -2147483648 : i32
    %flipped = arith.xori %bits, %minus : i32
    %opposite = arith.bitcast %flipped : i32 to f32
    %19 = arith.extf %opposite : f32 to f64
    memref.store %19, %y[%c19, %i] : memref<22x16xf64>
    %limit = memref.load %limits[%c1] : memref<3xf64>
    %limitf = memref.load %float_limits[%c0] : memref<3xf32>
    %widened = arith.extf %limitf : f32 to f64
    %20 = arith.select %big, %limit, %widened : f64
    memref.store %20, %y[%c20, %i] : memref<22x16xf64>
    %21 = math.expm1 %d : f64
    memref.store %21, %y[%c21, %i] : memref<22x16xf64>
  } loc("i")
  return
}

func.func @run(%x: memref<16xf64>, %y: memref<22x16xf64>, %arena: memref<0xi8>) {
  call @functions(%x, %y) : (memref<16xf64>, memref<22x16xf64>) -> ()
  return
}
