// Where a calibrated graph rounds, and which values share their parameters.
// RUN: attend-opt %s --split-input-file --attend-insert-qdq | FileCheck %s
// RUN: attend-opt %s --split-input-file --attend-insert-qdq=activations=u8 | FileCheck %s --check-prefix=U8

// Nothing rounds between a convolution and its relu; the weights get a scale
// per channel, the bias input scale * weight scale.
// CHECK-LABEL: @conv_relu
// CHECK: %[[XQ:.*]] = attend.quantize %arg0 {scales = array<f32: 1.000000e-01>, zero_points = array<i32: 0>}
// CHECK: %[[X:.*]] = attend.dequantize %[[XQ]]
// CHECK: %[[WQ:.*]] = attend.constant dense<{{\[\[\[\[127, -64\]\]\], \[\[\[0, 127\]\]\]\]}}> : tensor<2x1x1x2xi8>
// CHECK: %[[W:.*]] = attend.dequantize %[[WQ]] {axis = 0 : i64, scales = array<f32: 1.000000e+00, 5.000000e-01>
// CHECK: %[[BQ:.*]] = attend.constant dense<[20, -20]> : tensor<2xi32>
// CHECK: %[[B:.*]] = attend.dequantize %[[BQ]] {axis = 0 : i64, scales = array<f32: 1.000000e-01, 5.000000e-02>
// CHECK: %[[C:.*]] = attend.conv2d %[[X]], %[[W]], %[[B]]
// CHECK-NEXT: %[[R:.*]] = attend.unary relu %[[C]]
// CHECK-NOT: quant.range
// CHECK: attend.quantize %[[R]] {scales = array<f32: 2.000000e+00>, zero_points = array<i32: -128>}
// U8-LABEL: @conv_relu
// U8: attend.quantize %arg0 {scales = array<f32: 1.000000e-01>, zero_points = array<i32: 128>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xui8>
// U8: attend.quantize %{{.*}} {scales = array<f32: 2.000000e+00>, zero_points = array<i32: 0>}
func.func @conv_relu(%x: tensor<1x2x2x2xf32> {quant.range = array<f32: -12.8, 12.7>}) -> tensor<1x2x2x2xf32> {
  %w = attend.constant dense<[[[[127.0, -64.0]]], [[[0.0, 63.5]]]]> : tensor<2x1x1x2xf32>
  %b = attend.constant dense<[2.0, -1.0]> : tensor<2xf32>
  %c = attend.conv2d %x, %w, %b {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, quant.range = array<f32: -1.0, 1.0>}
      : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %r = attend.unary relu %c {quant.range = array<f32: 0.0, 510.0>} : tensor<1x2x2x2xf32>
  return %r : tensor<1x2x2x2xf32>
}

// -----

// The sum is read twice, so it rounds before the relu.
// CHECK-LABEL: @sum_read_twice
// CHECK: %[[S:.*]] = attend.add
// CHECK-NEXT: attend.quantize %[[S]] {scales = array<f32: 2.000000e+00>
// CHECK: attend.unary relu
func.func @sum_read_twice(%x: tensor<1x4xf32> {quant.range = array<f32: -128.0, 127.0>}) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  %s = attend.add %x, %x {quant.range = array<f32: -256.0, 254.0>} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %r = attend.unary relu %s {quant.range = array<f32: 0.0, 254.0>} : tensor<1x4xf32>
  return %r, %s : tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// A pool only moves values: its result has the parameters of its operand,
// whatever calibration saw. A constant range gets a positive scale.
// CHECK-LABEL: @pool_shares
// CHECK: attend.quantize %arg0 {scales = array<f32: 5.000000e-01>, zero_points = array<i32: -28>}
// CHECK: %[[P:.*]] = attend.max_pool2d
// CHECK: attend.quantize %[[P]] {scales = array<f32: 5.000000e-01>, zero_points = array<i32: -28>}
// CHECK: %[[T:.*]] = attend.unary tanh
// CHECK: attend.quantize %[[T]] {scales = array<f32: 1.000000e+00>, zero_points = array<i32: -128>}
func.func @pool_shares(%x: tensor<1x2x2x4xf32> {quant.range = array<f32: -50.0, 77.5>}) -> tensor<1x1x1x4xf32> {
  %p = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, quant.range = array<f32: 0.0, 1.0>} : (tensor<1x2x2x4xf32>) -> tensor<1x1x1x4xf32>
  %t = attend.unary tanh %p {quant.range = array<f32: 0.0, 0.0>} : tensor<1x1x1x4xf32>
  return %t : tensor<1x1x1x4xf32>
}

// -----

// The concatenation shares with the operand that only it reads.
// CHECK-LABEL: @concat
// CHECK: attend.quantize %arg1 {scales = array<f32: 2.000000e+00>
// CHECK: attend.quantize %arg0 {scales = array<f32: 1.000000e+00>
// CHECK: %[[C:.*]] = attend.concat
// CHECK: attend.quantize %[[C]] {scales = array<f32: 2.000000e+00>
// CHECK: %[[S:.*]] = attend.softmax
// CHECK: attend.quantize %[[S]] {scales = array<f32: 3.906250e-03>, zero_points = array<i32: -128>}
func.func @concat(%a: tensor<1x4xf32> {quant.range = array<f32: 0.0, 255.0>}, %b: tensor<1x4xf32> {quant.range = array<f32: 0.0, 51.0>}) -> (tensor<1x8xf32>, tensor<1x4xf32>) {
  %c = attend.concat %a, %b {axis = 1 : i64, quant.range = array<f32: 0.0, 510.0>} : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x8xf32>
  %s = attend.softmax %a {axis = 1 : i64} : tensor<1x4xf32>
  return %c, %s : tensor<1x8xf32>, tensor<1x4xf32>
}

// -----

// A constant operand is an activation with the range of its values, quantized
// now; a huge bias raises its channel's scale.
// CHECK-LABEL: @constant_operand
// CHECK: %[[Q:.*]] = attend.constant dense<[{{\[}}-128, 127]]> : tensor<1x2xi8>
// CHECK: %[[D:.*]] = attend.dequantize %[[Q]] {scales = array<f32: 1.000000e+00>
// CHECK: attend.constant dense<{{\[\[0\], \[127\]\]}}> : tensor<2x1xi8>
// CHECK: attend.constant dense<[1073741{{[0-9]+}}, 0]> : tensor<2xi32>
// CHECK: attend.add %{{.*}}, %[[D]]
func.func @constant_operand(%x: tensor<1x1xf32> {quant.range = array<f32: 0.0, 255.0>}) -> tensor<1x2xf32> {
  %k = attend.constant dense<[[0.0, 255.0]]> : tensor<1x2xf32>
  %w = attend.constant dense<[[1.0e-30], [1.0]]> : tensor<2x1xf32>
  %b = attend.constant dense<[1.0, 0.0]> : tensor<2xf32>
  %f = attend.fully_connected %x, %w, %b {quant.range = array<f32: 0.0, 255.0>} : (tensor<1x1xf32>, tensor<2x1xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %s = attend.add %f, %k {quant.range = array<f32: 0.0, 510.0>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return %s : tensor<1x2xf32>
}

// -----

// Scales that were chosen for the weights hold, unless a bias needs more.
// CHECK-LABEL: @chosen_weight_scales
// CHECK: attend.constant dense<{{\[\[\[\[127, -32\]\]\], \[\[\[0, 4\]\]\]\]}}> : tensor<2x1x1x2xi8>
// CHECK: attend.dequantize %{{.*}} {axis = 0 : i64, scales = array<f32: 5.000000e-01, 2.500000e-01>
// CHECK-NOT: quant.{{weight_scales|four_bits}}
func.func @chosen_weight_scales(%x: tensor<1x2x2x2xf32> {quant.range = array<f32: -12.8, 12.7>}) -> tensor<1x2x2x2xf32> {
  %w = attend.constant dense<[[[[127.0, -16.0]]], [[[0.0, 1.0]]]]> : tensor<2x1x1x2xf32>
  %c = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64,
      quant.range = array<f32: -1.0, 1.0>, quant.four_bits, quant.weight_scales = array<f32: 0.5, 0.25>} : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  return %c : tensor<1x2x2x2xf32>
}

// -----

// A sigmoid that calibration gives a range keeps that.
// CHECK-LABEL: @sigmoid_with_range
// CHECK: attend.unary sigmoid
// CHECK: attend.quantize %{{.*}} {scales = array<f32: 9.765625E-4>, zero_points = array<i32: -128>}
func.func @sigmoid_with_range(%x: tensor<1x4xf32> {quant.range = array<f32: -1.0, 1.0>}) -> tensor<1x4xf32> {
  %s = attend.unary sigmoid %x {quant.range = array<f32: 0.0, 0.2490234375>} : tensor<1x4xf32>
  return %s : tensor<1x4xf32>
}

// -----

// Nothing rounds between ops that stay float, and with a convolution its relu
// stays float, too; what integers read of them rounds.
// CHECK-LABEL: @kept_in_float
// CHECK-NOT: attend.quantize
// CHECK: %[[C:.*]] = attend.conv2d %arg0
// CHECK-NOT: quant.keep_float
// CHECK-NEXT: %[[R:.*]] = attend.unary relu %[[C]]
// CHECK-NEXT: %[[Q:.*]] = attend.quantize %[[R]]
// CHECK-NEXT: %[[D:.*]] = attend.dequantize %[[Q]]
// CHECK-NEXT: %[[T:.*]] = attend.unary tanh %[[R]]
// CHECK-NEXT: %[[S:.*]] = attend.unary tanh %[[D]]
// CHECK-NEXT: attend.quantize %[[S]]
// CHECK: return %[[T]], %{{.*}}
func.func @kept_in_float(%x: tensor<1x2x2x2xf32> {quant.range = array<f32: -12.8, 12.7>}) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  %w = attend.constant dense<[[[[127.0, -16.0]]], [[[0.0, 1.0]]]]> : tensor<2x1x1x2xf32>
  %c = attend.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 1 : i64, quant.keep_float}
      : (tensor<1x2x2x2xf32>, tensor<2x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  %r = attend.unary relu %c {quant.range = array<f32: 0.0, 510.0>} : tensor<1x2x2x2xf32>
  %t = attend.unary tanh %r {quant.keep_float} : tensor<1x2x2x2xf32>
  %s = attend.unary tanh %r {quant.range = array<f32: 0.0, 1.0>} : tensor<1x2x2x2xf32>
  return %t, %s : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
}

// -----

// Activations of 16 bits: what an op with quant.int16 reads, its constants, too,
// and makes; steps of 1/65536 where 8 bits have 1/256.
// CHECK-LABEL: @int16
// CHECK: attend.quantize %arg0 {{.*}}tensor<1x2xi8>
// CHECK: %[[K:.*]] = attend.constant dense<{{.*}}-32768, 32767{{.*}}> : tensor<1x2xi16>
// CHECK-NEXT: attend.dequantize %[[K]]
// CHECK: attend.quantize %{{.*}} {scales = array<f32: 3.05175781E-5>, zero_points = array<i32: 0>}{{.*}}tensor<1x2xi16>
// CHECK: attend.add
// CHECK-NOT: quant.int16
// CHECK-NEXT: attend.quantize %{{.*}} {scales = array<f32: 6.10360876E-5>, zero_points = array<i32: 0>}{{.*}}tensor<1x2xi16>
// CHECK: attend.quantize %{{.*}} {scales = array<f32: 1.52587891E-5>, zero_points = array<i32: -32768>}{{.*}}tensor<1x2xi16>
func.func @int16(%x: tensor<1x2xf32> {quant.range = array<f32: -1.0, 1.0>}) -> tensor<1x2xf32> {
  %k = attend.constant dense<[[-1.0, 1.0]]> : tensor<1x2xf32>
  %t = attend.unary tanh %x {quant.range = array<f32: -1.0, 0.9999694824>} : tensor<1x2xf32>
  %a = attend.add %t, %k {quant.int16, quant.range = array<f32: -2.0, 2.0>} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  %s = attend.unary sigmoid %a {quant.int16} : tensor<1x2xf32>
  return %s : tensor<1x2xf32>
}

// -----

// What an argument shares its parameters with keeps its bytes.
// CHECK-LABEL: @int16_argument
// CHECK-NOT: i16
// CHECK: return
func.func @int16_argument(%x: tensor<1x2x2x1xf32> {quant.range = array<f32: -1.0, 1.0>}) -> tensor<1x1x1x1xf32> {
  %m = attend.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, quant.int16, quant.range = array<f32: -1.0, 1.0>} : (tensor<1x2x2x1xf32>) -> tensor<1x1x1x1xf32>
  return %m : tensor<1x1x1x1xf32>
}
