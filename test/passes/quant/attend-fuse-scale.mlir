// RUN: attend-opt %s --attend-fuse-scale | FileCheck %s
// RUN: attend-opt %s --attend-fuse-scale --attend-fuse-scale | FileCheck %s

// CHECK-LABEL: @mul_then_add
// CHECK-NEXT: %[[Y:.*]] = attend.unary scale %arg0 {alpha = 5.000000e-01 : f32, beta = 1.000000e+00 : f32}
// CHECK-NEXT: return %[[Y]]
func.func @mul_then_add(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %half = attend.constant dense<0.5> : tensor<1x1xf32>
  %one = attend.constant dense<1.0> : tensor<1x1xf32>
  %0 = attend.mul %half, %x : (tensor<1x1xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %1 = attend.add %0, %one : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
  return %1 : tensor<1x4xf32>
}

// The product is read twice, so the sum does not take it in.
// CHECK-LABEL: @product_read_twice
// CHECK-NEXT: %[[P:.*]] = attend.unary scale %arg0 {alpha = 5.000000e-01 : f32
// CHECK-NEXT: %[[S:.*]] = attend.unary scale %[[P]] {alpha = 1.000000e+00 : f32, beta = 5.000000e-01 : f32}
// CHECK-NEXT: return %[[P]], %[[S]]
func.func @product_read_twice(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  %half = attend.constant dense<0.5> : tensor<1x1xf32>
  %0 = attend.mul %x, %half : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
  %1 = attend.add %0, %half : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
  return %0, %1 : tensor<1x4xf32>, tensor<1x4xf32>
}

// A constant for each column, a quantized one, and two activations stay.
// CHECK-LABEL: @others
// CHECK: attend.mul
// CHECK: attend.add
// CHECK: attend.add
func.func @others(%x: tensor<1x2xf32>, %one: tensor<1x1xf32>) -> tensor<1x2xf32> {
  %columns = attend.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %q = attend.constant dense<3> : tensor<1x1xi8>
  %three = attend.dequantize %q {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x1xi8>) -> tensor<1x1xf32>
  %0 = attend.mul %x, %columns : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %1 = attend.add %0, %three : (tensor<1x2xf32>, tensor<1x1xf32>) -> tensor<1x2xf32>
  %2 = attend.add %one, %1 : (tensor<1x1xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %2 : tensor<1x2xf32>
}
