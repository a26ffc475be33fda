// RUN: attend-opt %s | attend-opt | FileCheck %s
// RUN: attend-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: @tick
// CHECK: kernel.tick %{{.*}}, %{{.*}} : memref<4096xi8>
func.func @tick(%arena: memref<4096xi8>, %tick: index) {
  kernel.tick %arena, %tick : memref<4096xi8>
  return
}
