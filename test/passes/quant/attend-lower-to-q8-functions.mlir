// RUN: attend-opt %s --attend-lower-to-q8 | FileCheck %s

// sigmoid(0) = 0.5 is 0 at scale 1/256 and zero point -128, sigmoid(1) = 0.731
// is 59 (0x3B), sigmoid(-1) (index 0xFF) = 0.269 is -59 (0xC5).
// CHECK-LABEL: @sigmoid
// CHECK: %[[T:.*]] = q8.constant dense<"0x003B{{.*}}C5"> : tensor<256xi8>
// CHECK: q8.table %{{.*}}, %[[T]]
func.func @sigmoid(%p: tensor<4xi8>) -> tensor<4xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<4xi8>) -> tensor<4xf32>
  %1 = attend.unary sigmoid %0 : tensor<4xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.00390625>, zero_points = array<i32: -128>} : (tensor<4xf32>) -> tensor<4xi8>
  return %2 : tensor<4xi8>
}

// Functions without rounding between them are one table: 2 * relu(x) + 1.
// CHECK-LABEL: @composed
// CHECK: q8.constant dense<"0x010305{{.*}}010101"> : tensor<256xi8>
// CHECK-COUNT-1: q8.table
func.func @composed(%p: tensor<4xi8>) -> tensor<4xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<4xi8>) -> tensor<4xf32>
  %1 = attend.unary relu %0 : tensor<4xf32>
  %2 = attend.unary scale %1 {alpha = 2.0 : f32, beta = 1.0 : f32} : tensor<4xf32>
  %3 = attend.quantize %2 {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<4xf32>) -> tensor<4xi8>
  return %3 : tensor<4xi8>
}

// Slopes 0.5 and 2: a row for each channel; -1 (last entry) becomes -0.5, to
// even 0, and -2 (0xFE). The first entries of row 1 follow the last of row 0.
// CHECK-LABEL: @prelu
// CHECK: q8.constant dense<"0x000102{{.*}}FEFEFF00000102{{.*}}FAFCFE"> : tensor<2x256xi8>
func.func @prelu(%p: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %s = attend.constant dense<[0.5, 2.0]> : tensor<2xf32>
  %1 = attend.prelu %0, %s : tensor<1x2xf32>, tensor<2xf32>
  %2 = attend.quantize %1 {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x2xf32>) -> tensor<1x2xi8>
  return %2 : tensor<1x2xi8>
}

// From ui8 with zero point 128 to i8 with zero point 0: byte 0x00 is -128
// (0x80), byte 0x80 is 0, byte 0xFF is 127 (0x7F).
// CHECK-LABEL: @requantize
// CHECK: q8.constant dense<"0x808182{{.*}}FF0001{{.*}}7E7F"> : tensor<256xi8>
// CHECK: q8.table %{{.*}} : (tensor<4xui8>, tensor<256xi8>) -> tensor<4xi8>
func.func @requantize(%p: tensor<4xui8>) -> tensor<4xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.1>, zero_points = array<i32: 128>} : (tensor<4xui8>) -> tensor<4xf32>
  %1 = attend.quantize %0 {scales = array<f32: 0.1>, zero_points = array<i32: 0>} : (tensor<4xf32>) -> tensor<4xi8>
  return %1 : tensor<4xi8>
}

// The same parameters, and a relu that cuts nothing, are no op at all.
// CHECK-LABEL: @nothing
// CHECK-NOT: q8.table
// CHECK: return
func.func @nothing(%p: tensor<1x4xi8>) -> tensor<4xi8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.1>, zero_points = array<i32: -128>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %1 = attend.unary relu %0 : tensor<1x4xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.1>, zero_points = array<i32: -128>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %3 = attend.reshape %2 : (tensor<1x4xi8>) -> tensor<4xi8>
  return %3 : tensor<4xi8>
}

// Above a lower zero point, relu cuts: a table.
// CHECK-LABEL: @relu_alone
// CHECK: q8.constant dense<"0x0A0A{{.*}}0A0B0C
func.func @relu_alone(%p: tensor<4xui8>) -> tensor<4xui8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.1>, zero_points = array<i32: 10>} : (tensor<4xui8>) -> tensor<4xf32>
  %1 = attend.unary relu %0 : tensor<4xf32>
  %2 = attend.quantize %1 {scales = array<f32: 0.1>, zero_points = array<i32: 10>} : (tensor<4xf32>) -> tensor<4xui8>
  return %2 : tensor<4xui8>
}

// A function that jumps sees numbers in single precision: 10 * 0.7 is 7 there.
// CHECK-LABEL: @floor
// CHECK: q8.constant dense<"0x0000010202030404050607
func.func @floor(%p: tensor<4xui8>) -> tensor<4xui8> {
  %0 = attend.dequantize %p {scales = array<f32: 0.7>, zero_points = array<i32: 0>} : (tensor<4xui8>) -> tensor<4xf32>
  %1 = attend.unary floor %0 : tensor<4xf32>
  %2 = attend.quantize %1 {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<4xf32>) -> tensor<4xui8>
  return %2 : tensor<4xui8>
}
