// RUN: attend-opt %s --pass-pipeline='builtin.module(func.func(attend-lower-to-q8,attend-verify-q8))' | FileCheck %s

// What has no integer form keeps its float op between a real dequantize and a
// real quantize, and says why; all else becomes integers.

// CHECK-LABEL: @float_input
// CHECK-SAME: (%[[X:.*]]: tensor<1x4xf32> {attend.name = "image"}) -> tensor<1x4xf32>
// CHECK-NEXT: %[[Y:.*]] = attend.softmax %[[X]]
// CHECK-NEXT: return %[[Y]]
func.func @float_input(%x: tensor<1x4xf32> {attend.name = "image"}) -> tensor<1x4xf32> {
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// Two ways to read an input need its real numbers.
// CHECK-LABEL: @input_read_in_two_scales
// CHECK-SAME: (%[[X:.*]]: tensor<1x4xf32> {attend.name = "image"}) -> (tensor<1x4xi8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32}, tensor<1x4xi8> {q8.scale = 2.500000e-01 : f32
// CHECK-NEXT: attend.quantize %[[X]] {attend.stays_float = "its input is a model input without QuantizeLinear", scales = array<f32: 5.000000e-01>
// CHECK-NEXT: attend.quantize %[[X]] {attend.stays_float = "its input is a model input without QuantizeLinear", scales = array<f32: 2.500000e-01>
// CHECK-NEXT: return
func.func @input_read_in_two_scales(%x: tensor<1x4xf32> {attend.name = "image"}) -> (tensor<1x4xi8>, tensor<1x4xi8>) {
  %a = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %b = attend.quantize %x {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %a, %b : tensor<1x4xi8>, tensor<1x4xi8>
}

// Stored integers that are read in two ways have no scale of their own.
// CHECK-LABEL: @integer_input_in_two_scales
// CHECK-SAME: (%[[X:.*]]: tensor<1x4xi8>) -> (tensor<1x4xi8> {
// CHECK: q8.add %[[X]], %[[X]] {{.*}}lhs_multiplier = 2097152 : i32, {{.*}}rhs_multiplier = 1048576 : i32
func.func @integer_input_in_two_scales(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %a = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %b = attend.dequantize %q {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.add %a, %b : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 1.0>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @output_not_quantized
// CHECK-SAME: (%[[Q:.*]]: tensor<1x4xi8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32}) -> (tensor<1x4xf32> {attend.name = "p"})
// CHECK-NEXT: %[[X:.*]] = attend.dequantize %[[Q]]
// CHECK-NEXT: %[[Y:.*]] = attend.softmax %[[X]]
// CHECK-NEXT: return %[[Y]]
func.func @output_not_quantized(%q: tensor<1x4xi8>) -> (tensor<1x4xf32> {attend.name = "p"}) {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %y = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}

// The island ends at its quantize: what follows is integers again.
// CHECK-LABEL: @operand_not_quantized
// CHECK: %[[X:.*]] = attend.dequantize
// CHECK-NEXT: %[[P:.*]] = attend.softmax %[[X]]
// CHECK-NEXT: %[[S:.*]] = attend.add %[[X]], %[[P]] {attend.stays_float = "its second operand is not quantized: no QuantizeLinear behind softmax 'node_p'"}
// CHECK-NEXT: %[[I:.*]] = attend.quantize %[[S]]
// CHECK: %[[Y:.*]] = q8.table %[[I]]
// CHECK-NEXT: return %[[Y]]
func.func @operand_not_quantized(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %p = attend.softmax %x {axis = 1 : i64} : tensor<1x4xf32> loc("node_p")
  %s = attend.add %x, %p : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %i = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %d = attend.dequantize %i {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %r = attend.unary tanh %d : tensor<1x4xf32>
  %y = attend.quantize %r {scales = array<f32: 0.01>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @function_behind_core
// CHECK: attend.add
// CHECK-NEXT: attend.unary tanh %{{.*}} {attend.stays_float = "its input is not quantized: no QuantizeLinear behind add"}
// CHECK-NEXT: attend.quantize
func.func @function_behind_core(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.add %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %t = attend.unary tanh %s : tensor<1x4xf32>
  %y = attend.quantize %t {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @no_integer_form
// CHECK: attend.div {{.*}} {attend.stays_float = "it has no integer form"}
func.func @no_integer_form(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.div %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @align_corners
// CHECK: attend.resize linear %{{.*}} {attend.stays_float = "linear interpolation of integers needs scales 1 to 5 without fraction, and no align_corners"
func.func @align_corners(%q: tensor<1x2x2x1xi8>) -> tensor<1x4x4x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2x2x1xi8>) -> tensor<1x2x2x1xf32>
  %s = attend.resize linear %x {coordinate = #attend.coordinate_mode<align_corners>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x2x2x1xf32>) -> tensor<1x4x4x1xf32>
  %y = attend.quantize %s {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x1xi8>
  return %y : tensor<1x4x4x1xi8>
}

// CHECK-LABEL: @add_scales_apart
// CHECK: attend.add {{.*}} {attend.stays_float = "the scales of operands and result differ by too much"}
func.func @add_scales_apart(%q: tensor<1x4xi8>) -> tensor<1x4xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %s = attend.add %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x4xf32>
  %y = attend.quantize %s {scales = array<f32: 1024.0>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  return %y : tensor<1x4xi8>
}

// CHECK-LABEL: @weight_not_constant
// CHECK: attend.fully_connected {{.*}} {attend.stays_float = "its weight is not constant"}
func.func @weight_not_constant(%q: tensor<1x4xi8>) -> tensor<1x1xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %f = attend.fully_connected %x, %x : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y : tensor<1x1xi8>
}

// Weights and bias of an island are stored as real numbers, per channel too.
// CHECK-LABEL: @bias_in_another_scale
// CHECK-DAG: %[[W:.*]] = attend.constant dense<{{\[\[}}5.000000e-01, 1.000000e+00], [5.000000e-01, 1.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[B:.*]] = attend.constant dense<1.500000e+00> : tensor<2xf32>
// CHECK: attend.fully_connected %{{.*}}, %[[W]], %[[B]] {attend.stays_float = "the scale of its bias is not the product of the scales of input and weight in channel 1"}
func.func @bias_in_another_scale(%q: tensor<1x2xi8>) -> tensor<1x2xi8> {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xi8>) -> tensor<1x2xf32>
  %0 = attend.constant dense<[[1, 2], [3, 5]]> : tensor<2x2xi8>
  %w = attend.dequantize %0 {axis = 0 : i64, scales = array<f32: 0.5, 0.25>, zero_points = array<i32: 0, 1>} : (tensor<2x2xi8>) -> tensor<2x2xf32>
  %1 = attend.constant dense<[6, 6]> : tensor<2xi32>
  %b = attend.dequantize %1 {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<2xi32>) -> tensor<2xf32>
  %f = attend.fully_connected %x, %w, %b : (tensor<1x2xf32>, tensor<2x2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x2xf32>) -> tensor<1x2xi8>
  return %y : tensor<1x2xi8>
}

// A product whose real numbers are wanted too is computed once.
// CHECK-LABEL: @result_read_as_float
// CHECK: %[[F:.*]] = attend.fully_connected {{.*}} {attend.stays_float = "its result is read without QuantizeLinear"}
// CHECK-DAG: attend.softmax %[[F]]
// CHECK-DAG: attend.quantize %[[F]]
// CHECK-NOT: q8.fully_connected
func.func @result_read_as_float(%q: tensor<1x4xi8>) -> (tensor<1x1xi8>, tensor<1x1xf32>) {
  %x = attend.dequantize %q {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %0 = attend.constant dense<1> : tensor<1x4xi8>
  %w = attend.dequantize %0 {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
  %f = attend.fully_connected %x, %w : (tensor<1x4xf32>, tensor<1x4xf32>) -> tensor<1x1xf32>
  %p = attend.softmax %f {axis = 1 : i64} : tensor<1x1xf32>
  %y = attend.quantize %f {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x1xf32>) -> tensor<1x1xi8>
  return %y, %p : tensor<1x1xi8>, tensor<1x1xf32>
}

// Outputs are buffers of their own.
// CHECK-LABEL: @outputs_are_inputs
// CHECK-SAME: (%[[X:.*]]: tensor<1x4xi8> {q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32}, %[[Z:.*]]: tensor<2xf32>)
// CHECK-SAME: -> (tensor<1x4xi8> {attend.name = "y", q8.scale = 5.000000e-01 : f32, q8.zero_point = 0 : i32}, tensor<2xf32>, tensor<2xi8>)
// CHECK-DAG: %[[A:.*]] = q8.slice %[[X]] {starts = array<i64: 0, 0>, steps = array<i64: 1, 1>}
// CHECK-DAG: %[[B:.*]] = attend.slice %[[Z]]
// CHECK-DAG: %[[K:.*]] = q8.constant dense<[1, 2]>
// CHECK-DAG: %[[C:.*]] = q8.slice %[[K]]
// CHECK: return %[[A]], %[[B]], %[[C]]
func.func @outputs_are_inputs(%x: tensor<1x4xf32>, %z: tensor<2xf32>) -> (tensor<1x4xi8> {attend.name = "y"}, tensor<2xf32>, tensor<2xi8>) {
  %y = attend.quantize %x {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
  %k = attend.constant dense<[1, 2]> : tensor<2xi8>
  return %y, %z, %k : tensor<1x4xi8>, tensor<2xf32>, tensor<2xi8>
}
