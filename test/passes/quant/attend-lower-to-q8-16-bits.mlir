// Activations of 16 bits beside those of 8: which clusters become integers, and why others stay float.
// RUN: attend-opt %s --split-input-file --attend-lower-to-q8 --attend-verify-q8 | FileCheck %s

// A sum beyond int32 is no error: 66000 * 127 * 65535.
// CHECK-LABEL: @weighted(
// CHECK-SAME: %[[X:.*]]: tensor<1x66000xi16> {q8.scale = 1.000000e-03 : f32, q8.zero_point = 5 : i32}
// CHECK-SAME: -> (tensor<1x1xi16> {q8.scale = 2.500000e-01 : f32, q8.zero_point = -32768 : i32})
// CHECK: %[[B:.*]] = q8.constant dense<7> : tensor<1xi32>
// CHECK: %[[H:.*]] = q8.fully_connected %[[X]], %{{.*}}, %[[B]] {high = 127 : i32, input_zero_point = 5 : i32, low = 3 : i32, {{.*}}output_zero_point = 3 : i32{{.*}} -> tensor<1x1xi8>
// CHECK: %[[Y:.*]] = q8.fully_connected %[[H]], {{.*}}high = 32767 : i32, {{.*}}low = -32768 : i32, {{.*}} -> tensor<1x1xi16>
// CHECK: return %[[Y]]
func.func @weighted(%x: tensor<1x66000xf32>) -> tensor<1x1xf32> {
  %q = attend.quantize %x {scales = array<f32: 0.001>, zero_points = array<i32: 5>} : (tensor<1x66000xf32>) -> tensor<1x66000xi16>
  %d = attend.dequantize %q {scales = array<f32: 0.001>, zero_points = array<i32: 5>} : (tensor<1x66000xi16>) -> tensor<1x66000xf32>
  %wi = attend.constant dense<127> : tensor<1x66000xi8>
  %w = attend.dequantize %wi {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x66000xi8>) -> tensor<1x66000xf32>
  %b = attend.constant dense<0.0035> : tensor<1xf32>
  %f = attend.fully_connected %d, %w, %b : (tensor<1x66000xf32>, tensor<1x66000xf32>, tensor<1xf32>) -> tensor<1x1xf32>
  %r = attend.unary relu %f : tensor<1x1xf32>
  %hq = attend.quantize %r {scales = array<f32: 8.0>, zero_points = array<i32: 3>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  %h = attend.dequantize %hq {scales = array<f32: 8.0>, zero_points = array<i32: 3>} : (tensor<1x1xi8>) -> tensor<1x1xf32>
  %vi = attend.constant dense<3> : tensor<1x1xi8>
  %v = attend.dequantize %vi {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xi8>) -> tensor<1x1xf32>
  %g = attend.fully_connected %h, %v : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x1xf32>
  %yq = attend.quantize %g {scales = array<f32: 0.25>, zero_points = array<i32: -32768>} : (tensor<1x1xf32>) -> tensor<1x1xi16>
  %y = attend.dequantize %yq {scales = array<f32: 0.25>, zero_points = array<i32: -32768>} : (tensor<1x1xi16>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// A sigmoid of bytes is a table of 256 integers of 16 bits; sum and product take both widths, a constant of 16 bits too.
// CHECK-LABEL: @elementwise
// CHECK: q8.table {{.*}} : (tensor<1x4xi8>, tensor<256xui16>) -> tensor<1x4xui16>
// CHECK: q8.add {{.*}} : (tensor<1x4xi8>, tensor<1x4xui16>) -> tensor<1x4xi16>
// CHECK: q8.constant dense<{{\[\[}}-100, 200, 300, 32767]]> : tensor<1x4xi16>
// CHECK: q8.mul {{.*}} : (tensor<1x4xi16>, tensor<1x4xi16>) -> tensor<1x4xi8>
// CHECK-NOT: attend.
func.func @elementwise(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.05>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.unary sigmoid %x : tensor<1x4xf32>
  %sq = attend.quantize %s {scales = array<f32: 1.6e-05>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xui16>
  %g = attend.dequantize %sq {scales = array<f32: 1.6e-05>, zero_points = array<i32: 0>} : (tensor<1x4xui16>) -> tensor<1x4xf32>
  %a = attend.add %x, %g : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %aq = attend.quantize %a {scales = array<f32: 0.001>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi16>
  %ad = attend.dequantize %aq {scales = array<f32: 0.001>, zero_points = array<i32: 0>} : (tensor<1x4xi16>) -> tensor<1x4xf32>
  %c = attend.constant dense<[[-1.0, 2.0, 3.0, 1000.0]]> : tensor<1x4xf32>
  %cq = attend.quantize %c {scales = array<f32: 0.01>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi16>
  %cd = attend.dequantize %cq {scales = array<f32: 0.01>, zero_points = array<i32: 0>} : (tensor<1x4xi16>) -> tensor<1x4xf32>
  %m = attend.mul %ad, %cd : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %m {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// -----

// CHECK-LABEL: @copies
// CHECK: q8.max_pool2d {{.*}} -> tensor<1x2x2x1xi16>
// CHECK: q8.pad {{.*}}value = -7 : i32
// CHECK: q8.avg_pool2d {{.*}} -> tensor<1x1x1x1xi16>
// CHECK-NOT: attend.
func.func @copies(%q: tensor<1x4x4x1xi16>) -> tensor<1x1x1x1xi16> {
  %x = attend.dequantize %q {scales = array<f32: 0.05>, zero_points = array<i32: -7>} : (tensor<1x4x4x1xi16>) -> tensor<1x4x4x1xf32>
  %p = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x1xf32>) -> tensor<1x2x2x1xf32>
  %d = attend.pad %p {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 0, 0>, value = 0.0 : f32} : (tensor<1x2x2x1xf32>) -> tensor<1x3x2x1xf32>
  %dq = attend.quantize %d {scales = array<f32: 0.05>, zero_points = array<i32: -7>} : (tensor<1x3x2x1xf32>) -> tensor<1x3x2x1xi16>
  %dd = attend.dequantize %dq {scales = array<f32: 0.05>, zero_points = array<i32: -7>} : (tensor<1x3x2x1xi16>) -> tensor<1x3x2x1xf32>
  %a = attend.global_avg_pool %dd : (tensor<1x3x2x1xf32>) -> tensor<1x1x1x1xf32>
  %y = attend.quantize %a {scales = array<f32: 0.05>, zero_points = array<i32: 0>} : (tensor<1x1x1x1xf32>) -> tensor<1x1x1x1xi16>
  return %y : tensor<1x1x1x1xi16>
}

// -----

// What would take a table of 65536 entries is computed in float.
// CHECK-LABEL: @islands
// CHECK: attend.unary tanh {{.*}}attend.stays_float = "its input has 16 bits, for which there is no table"
// CHECK: attend.quantize {{.*}}attend.stays_float = "integers of 16 bits would change their scale or range"
// CHECK: attend.softmax {{.*}}attend.stays_float = "its input has 16 bits, for which there is no table"
// CHECK: attend.concat {{.*}}attend.stays_float = "integers of 16 bits would change their scale or range"
func.func @islands(%q: tensor<1x4xi16>) -> (tensor<1x4xi8>, tensor<1x4xi16>, tensor<1x4xi8>, tensor<1x8xi16>) {
  %x = attend.dequantize %q {scales = array<f32: 0.05>, zero_points = array<i32: 0>} : (tensor<1x4xi16>) -> tensor<1x4xf32>
  %t = attend.unary tanh %x : tensor<1x4xf32>
  %0 = attend.quantize %t {scales = array<f32: 0.01>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %r = attend.unary relu %x : tensor<1x4xf32>
  %1 = attend.quantize %r {scales = array<f32: 0.05>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi16>
  %s = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  %2 = attend.quantize %s {scales = array<f32: 0.00390625>, zero_points = array<i32: -128>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %c = attend.concat %x, %x {axis = 1 : i64} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  %3 = attend.quantize %c {scales = array<f32: 0.1>, zero_points = array<i32: 0>} : (tensor<1x8xf32>) -> tensor<1x8xi16>
  return %0, %1, %2, %3 : tensor<1x4xi8>, tensor<1x4xi16>, tensor<1x4xi8>, tensor<1x8xi16>
}
