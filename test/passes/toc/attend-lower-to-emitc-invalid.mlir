// What has no place in C is an error at its op, never a crash.
// RUN: attend-opt --attend-lower-to-emitc %s --split-input-file --verify-diagnostics

// expected-error @below {{the module has no public function to call}}
module {}

// -----

// expected-error @below {{the last argument is no arena of bytes}}
func.func @run(%x: memref<4xi8>, %y: memref<4xf32>) {
  return
}

// -----

// expected-error @below {{input or output 0 is no buffer of numbers that C has}}
func.func @run(%x: memref<4xbf16>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  return
}

// -----

// expected-error @below {{a global is constant and initialized}}
memref.global "private" @state : memref<4xi8>

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %s = memref.get_global @state : memref<4xi8>
  return
}

// -----

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  // expected-error @below {{unsupported: the index 4294967296 does not fit in 32 bits}}
  %c = arith.constant 4294967296 : index
  return
}

// -----

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<4xi8>
  // expected-error @below {{C has no arithmetic on}}
  %w = arith.addi %v, %v : i8
  return
}

// -----

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  // expected-error @below {{C has no form for this op}}
  %m = memref.alloc() : memref<4xi8>
  return
}

// -----

// expected-error @below {{the target 'portable' has no function 'attend_gemm_none'}}
func.func @run(%x: memref<1x8xi8>, %y: memref<1x16xi8>, %arena: memref<128xi8>) {
  %c0 = arith.constant 0 : index
  %w = memref.view %arena[%c0][] : memref<128xi8> to memref<128xi8>
  %b = memref.view %arena[%c0][] : memref<128xi8> to memref<16xi32>
  %m = memref.view %arena[%c0][] : memref<128xi8> to memref<16xf32>
  kernel.gemm @attend_gemm_none %x[%c0], %w, %b, %m, %y[%c0] {m = 1 : i32, k = 8 : i32, n = 16 : i32, input_stride = 8 : i32, output_stride = 16 : i32, flip = 0 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
      : memref<1x8xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x16xi8>
  return
}

// -----

// expected-error @below {{a function that calls itself has no bounded stack}}
func.func private @loop(%x: memref<4xi8>) {
  call @loop(%x) : (memref<4xi8>) -> ()
  return
}

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  call @loop(%x) : (memref<4xi8>) -> ()
  return
}

// -----

func.func @run(%x: memref<4xf16>, %y: memref<4xf16>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<4xf16>
  // expected-error @below {{C has no arithmetic on 'f16'}}
  %w = arith.addf %v, %v : f16
  memref.store %w, %y[%c0] : memref<4xf16>
  return
}

// -----

func.func @run(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<4xf32>
  // expected-error @below {{C has no arithmetic on 'bf16'}}
  %w = arith.truncf %v : f32 to bf16
  %u = arith.extf %w : bf16 to f32
  memref.store %u, %y[%c0] : memref<4xf32>
  return
}

// -----

func.func @run(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<4xf32>
  // expected-error @below {{C has no form for this op}}
  %w = math.sin %v : f32
  memref.store %w, %y[%c0] : memref<4xf32>
  return
}

// -----

func.func @run(%x: memref<4xf32>, %y: memref<4xf32>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  %v = memref.load %x[%c0] : memref<4xf32>
  // expected-error @below {{C has no form for a conversion of one signed bit}}
  %bit = arith.fptosi %v : f32 to i1
  %w = arith.uitofp %bit : i1 to f32
  memref.store %w, %y[%c0] : memref<4xf32>
  return
}

// -----

func.func @run(%x: memref<2xf32>, %y: memref<2xf32>, %arena: memref<16xi8>) {
  %c6 = arith.constant 6 : index
  // expected-error @below {{a view of 'f32' at 6 bytes is not aligned to its elements}}
  %v = memref.view %arena[%c6][] : memref<16xi8> to memref<2xf32>
  memref.copy %x, %v : memref<2xf32> to memref<2xf32>
  memref.copy %v, %y : memref<2xf32> to memref<2xf32>
  return
}

// -----

func.func @run(%x: memref<4x4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{C has parts of flat buffers only, not of 'memref<4x4xi8>'}}
  %row = memref.subview %x[%c0, 0] [1, 4] [1, 1] : memref<4x4xi8> to memref<1x4xi8, strided<[4, 1], offset: ?>>
  return
}

// -----

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  // expected-error @below {{C has no place for a buffer of type 'memref<2xi8, strided<[2], offset: 1>>'}}
  %odd = memref.subview %x[1] [2] [2] : memref<4xi8> to memref<2xi8, strided<[2], offset: 1>>
  return
}

// -----

// expected-error @below {{C has no parameter of type 'memref<2xi8, strided<[2]>>'}}
func.func private @layer(%x: memref<2xi8, strided<[2]>>) {
  return
}

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %odd = memref.subview %x[0] [2] [2] : memref<4xi8> to memref<2xi8, strided<[2]>>
  call @layer(%odd) : (memref<2xi8, strided<[2]>>) -> ()
  %c0 = arith.constant 0 : i8
  %zero = arith.constant 0 : index
  memref.store %c0, %y[%zero] : memref<4xi8>
  return
}

// -----

func.func private @layer(%row: index) {
  // expected-error @below {{unsupported: the index 4294967296 does not fit in 32 bits}}
  scf.index_switch %row
  case 4294967296 {
    scf.yield
  }
  default {
  }
  return
}

func.func @run(%x: memref<4xi8>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  %zero = arith.constant 0 : index
  func.call @layer(%zero) : (index) -> ()
  memref.copy %x, %y : memref<4xi8> to memref<4xi8>
  return
}

// -----

// expected-error @below {{input or output 0 is no buffer of numbers that C has}}
func.func @run(%x: memref<2xi8, strided<[2]>>, %y: memref<4xi8>, %arena: memref<16xi8>) {
  return
}
