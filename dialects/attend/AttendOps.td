// AttendOps.td: the ops of `attend`, what a network means before quantization.

#ifndef ATTEND_OPS_TD
#define ATTEND_OPS_TD

include "dialects/attend/AttendNumberOps.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"

def Attend_ConstantOp : Attend_Op<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "A constant tensor: weights, biases, scales";
  let description = [{
    ```mlir
    %w = attend.constant dense<1.0> : tensor<8x1x1x4xf32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Attend_Tensor:$result);
  let hasFolder = 1;
  let assemblyFormat = "$value attr-dict";
}

def Attend_Conv2dOp : Attend_Op<"conv2d"> {
  let summary = "2-D convolution, grouped, strided, dilated";
  let description = [{
    `out[n, oh, ow, oc] = bias[oc] + sum over kh, kw, ic of
    input[n, oh*sh + kh*dh - top, ow*sw + kw*dw - left, g*ICg + ic] *
    weight[oc, kh, kw, ic]`, ICg = C / groups, g = oc / (OC / groups); outside
    the input the value is 0. `pads` is [top, left, bottom, right].

    C1: weight is [OC, KH, KW, C / groups], and groups divides C and OC.
    C2: bias, if present, is [OC].
    C3: strides and dilations are positive, pads are not negative.
    C4: the result shape is [N, (H + top + bottom - ((KH-1)*dh + 1)) / sh + 1, .., OC].
    C5: all element types are one: f32, or i32, which wraps around.

    Source: ONNX Conv-11, ConvInteger-10.
    ```mlir
    %y = attend.conv2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64}
        : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<1x4x4x4xf32>
    ```
  }];
  let arguments = (ins Attend_ConvActivation:$input, Attend_ConvTensor:$weight,
      Optional<Attend_ConvTensor>:$bias,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let results = (outs Attend_ConvActivation:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}

def Attend_ConvTranspose2dOp : Attend_Op<"conv_transpose2d"> {
  let summary = "2-D transposed convolution";
  let description = [{
    `out[n, ih*sh + kh*dh - top, iw*sw + kw*dw - left, g*OCg + oc] +=
    input[n, ih, iw, ic] * weight[ic, kh, kw, oc]` over the ic of group g, plus
    `bias[g*OCg + oc]`; OCg = OC / groups.

    C1: weight is [C, KH, KW, OC / groups], and groups divides C and OC.
    C2: bias, if present, is [OC].
    C3: strides and dilations are positive, pads are not negative.

    Source: ONNX ConvTranspose-11.
    ```mlir
    %y = attend.conv_transpose2d %x, %w {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, groups = 4 : i64}
        : (tensor<1x4x4x4xf32>, tensor<4x2x2x1xf32>) -> tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Attend_Activation:$input, Attend_FloatTensor:$weight,
      Optional<Attend_FloatTensor>:$bias,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      DenseI64ArrayAttr:$dilations, I64Attr:$groups);
  let results = (outs Attend_Activation:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}

def Attend_FullyConnectedOp : Attend_Op<"fully_connected"> {
  let summary = "Matrix product with a weight matrix, plus bias";
  let description = [{
    `out[n, oc] = bias[oc] + sum over ic of input[n, ic] * weight[oc, ic]`.

    C1: input is [N, IC], weight [OC, IC], result [N, OC].
    C2: bias, if present, is [OC].

    Source: ONNX Gemm-13 with transB = 1, MatMul-13 with a constant.
    ```mlir
    %y = attend.fully_connected %x, %w, %b : (tensor<1x16xf32>, tensor<10x16xf32>, tensor<10xf32>) -> tensor<1x10xf32>
    ```
  }];
  let arguments = (ins Attend_FloatTensor:$input, Attend_FloatTensor:$weight,
      Optional<Attend_FloatTensor>:$bias);
  let results = (outs Attend_FloatTensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}

class Attend_PoolOp<string mnemonic, Constraint tensor, dag extra> : Attend_Op<mnemonic> {
  let arguments = !con(!dag(ins, [tensor], ["input"]), (ins DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads), extra);
  let results = !dag(outs, [tensor], ["result"]);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_MaxPool2dOp : Attend_PoolOp<"max_pool2d", Attend_NumberActivation,
    (ins DefaultValuedAttr<DenseI64ArrayAttr, "{1, 1}">:$dilations)> {
  let summary = "Maximum over a window";
  let description = [{
    The largest value of each KH x KW window, whose positions lie `dilations`
    apart; positions outside the input do not count. With ceil_mode the importer
    has made the pads explicit.

    C1: kernel, strides and dilations are positive, pads are not negative and
    less than the extent of the kernel, (K - 1) * dilation + 1.
    C2: the result shape follows from input, kernel, strides, pads and
    dilations.
    C3: input and result have one element type.

    Source: ONNX MaxPool-12.
    ```mlir
    %y = attend.max_pool2d %x {kernel = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
    ```
  }];
}

def Attend_AvgPool2dOp : Attend_PoolOp<"avg_pool2d", Attend_Activation,
    (ins BoolAttr:$count_include_pad)> {
  let summary = "Mean over a window";
  let description = [{
    The sum of each KH x KW window divided by KH*KW (`count_include_pad`) or by
    the number of its positions inside the input.

    C1: kernel and strides are positive, pads are not negative and less than
    the kernel.
    C2: the result shape follows from input, kernel, strides and pads.

    Source: ONNX AveragePool-11.
    ```mlir
    %y = attend.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = false} : (tensor<1x8x8x4xf32>) -> tensor<1x4x4x4xf32>
    ```
  }];
}

def Attend_GlobalAvgPoolOp : Attend_Op<"global_avg_pool"> {
  let summary = "Mean over H and W";
  let description = [{
    C1: the result is [N, 1, 1, C].

    Source: ONNX GlobalAveragePool-1.
    ```mlir
    %y = attend.global_avg_pool %x : (tensor<1x7x7x64xf32>) -> tensor<1x1x1x64xf32>
    ```
  }];
  let arguments = (ins Attend_Activation:$input);
  let results = (outs Attend_Activation:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_BatchNormOp : Attend_Op<"batch_norm", [AllTypesMatch<["input", "result"]>,
    AllTypesMatch<["scale", "offset", "mean", "variance"]>]> {
  let summary = "Batch normalization with fixed statistics";
  let description = [{
    `out = (input - mean[c]) / sqrt(variance[c] + epsilon) * scale[c] + offset[c]`,
    c the last dimension.

    C1: scale, offset, mean and variance are [C].

    Source: ONNX BatchNormalization-15, inference form.
    ```mlir
    %y = attend.batch_norm %x, %s, %o, %m, %v {epsilon = 1.0e-05 : f32} : tensor<1x8x8x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Attend_FloatTensor:$input, Attend_FloatTensor:$scale,
      Attend_FloatTensor:$offset, Attend_FloatTensor:$mean,
      Attend_FloatTensor:$variance, F32Attr:$epsilon);
  let results = (outs Attend_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $scale `,` $offset `,` $mean `,` $variance attr-dict
    `:` type($input) `,` type($scale)
  }];
  let hasVerifier = 1;
}

def Attend_PReluOp : Attend_Op<"prelu", [AllTypesMatch<["input", "result"]>]> {
  let summary = "Leaky ReLU with one slope per channel";
  let description = [{
    `out = x < 0 ? slope[c] * x : x`, c the last dimension.

    C1: slope is [C] or [1].

    Source: ONNX PRelu-16.
    ```mlir
    %y = attend.prelu %x, %slope : tensor<1x8x8x4xf32>, tensor<4xf32>
    ```
  }];
  let arguments = (ins Attend_FloatTensor:$input, Attend_FloatTensor:$slope);
  let results = (outs Attend_FloatTensor:$result);
  let assemblyFormat = "$input `,` $slope attr-dict `:` type($input) `,` type($slope)";
  let hasVerifier = 1;
}

def Attend_SoftmaxOp : Attend_Op<"softmax", [AllTypesMatch<["input", "result"]>]> {
  let summary = "exp(x) / sum of exp(x) along one dimension";
  let description = [{
    With `log`, the logarithm of it.

    C1: axis is in [0, rank).

    Source: ONNX Softmax-13, LogSoftmax-13.
    ```mlir
    %y = attend.softmax %x {axis = 1 : i64} : tensor<1x10xf32>
    ```
  }];
  let arguments = (ins Attend_FloatTensor:$input, I64Attr:$axis, UnitAttr:$log);
  let results = (outs Attend_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
  let hasVerifier = 1;
}

def Attend_ResizeOp : Attend_Op<"resize"> {
  let summary = "Nearest or linear resize of H and W";
  let description = [{
    Output position i reads input coordinate x(i): asymmetric `i / scale`,
    half_pixel `(i + 1/2) / scale - 1/2`, pytorch_half_pixel the same but 0 for
    length 1, align_corners `i * (in - 1) / (out - 1)`; nearest rounds x by
    `nearest`, linear interpolates between floor(x) and its neighbour; both
    clamp to the input. `scales` is [scale of H, scale of W] as ONNX Runtime
    uses it: the given one, or out / in where sizes were given.

    C1: N and C of input and result agree.
    C2: scales are two positive finite numbers.

    Source: ONNX Resize-13, Upsample-9 (nearest, asymmetric, floor).
    ```mlir
    %y = attend.resize nearest %x {coordinate = #attend.coordinate_mode<asymmetric>, nearest = #attend.nearest_mode<floor>, scales = array<f32: 2.0, 2.0>} : (tensor<1x4x4x8xf32>) -> tensor<1x8x8x8xf32>
    ```
  }];
  let arguments = (ins Attend_ResizeModeAttr:$mode, Attend_Activation:$input,
      Attend_CoordinateModeAttr:$coordinate, Attend_NearestModeAttr:$nearest,
      DenseF32ArrayAttr:$scales);
  let results = (outs Attend_Activation:$result);
  let assemblyFormat = "$mode $input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_PadOp : Attend_Op<"pad"> {
  let summary = "Padding of any dimension";
  let description = [{
    `low` and `high` values before and after each dimension: `value` (mode
    constant), the input mirrored at its first and last position (reflect), or
    these positions repeated (edge).

    C1: low and high have one non-negative entry per dimension, and the result
    shape is input + low + high, of the same element type.
    C2: in mode reflect, low and high are less than the input's dimension.

    Source: ONNX Pad-13.
    ```mlir
    %y = attend.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32} : (tensor<1x8x8x4xf32>) -> tensor<1x10x10x4xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input, DenseI64ArrayAttr:$low,
      DenseI64ArrayAttr:$high, F32Attr:$value,
      DefaultValuedAttr<Attend_PadModeAttr, "::attendc::attend::PadMode::Constant">:$mode);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Attend_ConcatOp : Attend_Op<"concat"> {
  let summary = "Concatenation along one dimension";
  let description = [{
    C1: axis is in [0, rank), other dimensions and element types agree, and the
    result's axis is the sum of the operands'.

    Source: ONNX Concat-13.
    ```mlir
    %y = attend.concat %a, %b {axis = 3 : i64} : (tensor<1x8x8x4xf32>, tensor<1x8x8x2xf32>) -> tensor<1x8x8x6xf32>
    ```
  }];
  let arguments = (ins Variadic<Attend_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$inputs attr-dict `:` functional-type($inputs, $result)";
  let hasVerifier = 1;
}

def Attend_SliceOp : Attend_Op<"slice"> {
  let summary = "A box of the input";
  let description = [{
    `out[i..] = input[starts + i * steps]`.

    C1: starts and steps have one entry per dimension; steps are not 0, and
    the first and the last element read lie inside the input.
    C2: input and result have one element type.

    Source: ONNX Slice-13.
    ```mlir
    %y = attend.slice %x {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x6x6x4xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input, DenseI64ArrayAttr:$starts,
      DenseI64ArrayAttr:$steps);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_TransposeOp : Attend_Op<"transpose"> {
  let summary = "Permutation of dimensions";
  let description = [{
    Result dimension i is input dimension permutation[i].

    C1: permutation holds each of 0..rank-1 once, and the types agree.

    Source: ONNX Transpose-13.
    ```mlir
    %y = attend.transpose %x {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x8x4x2xf32>) -> tensor<1x2x8x4xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Attend_ReshapeOp : Attend_Op<"reshape"> {
  let summary = "The same elements in row-major order under another shape";
  let description = [{
    C1: input and result have the same number of elements.

    ```mlir
    %y = attend.reshape %x : (tensor<1x1x1x64xf32>) -> tensor<1x64xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

class Attend_QdqOp<string mnemonic, dag input, dag output> : Attend_Op<mnemonic> {
  let arguments = !con(input, (ins DenseF32ArrayAttr:$scales,
      DenseI32ArrayAttr:$zero_points, DefaultValuedAttr<I64Attr, "-1">:$axis));
  let results = output;
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_QuantizeOp : Attend_QdqOp<"quantize", (ins Attend_FloatTensor:$input), (outs Attend_Tensor:$result)> {
  let summary = "Rounds a float tensor to integers";
  let description = [{
    `out = sat(rint_even(x / scale) + zero_point)`, a true division. `axis` is
    -1 for one scale, else the dimension that scales and zero points run along.

    C1: as many scales as zero points: one, or (axis >= 0) one per position.
    C2: scales are positive and finite, zero points lie in the element type.

    Source: ONNX QuantizeLinear-13.
    ```mlir
    %q = attend.quantize %x {scales = array<f32: 0.05>, zero_points = array<i32: -128>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xi8>
    ```
  }];
}

def Attend_DequantizeOp : Attend_QdqOp<"dequantize", (ins Attend_Tensor:$input), (outs Attend_FloatTensor:$result)> {
  let summary = "The real numbers that quantized integers stand for";
  let description = [{
    `out = (x - zero_point) * scale`; axis as in `attend.quantize`.

    C1: as many scales as zero points: one, or (axis >= 0) one per position.
    C2: scales are positive and finite, zero points lie in the element type.

    Source: ONNX DequantizeLinear-13.
    ```mlir
    %y = attend.dequantize %q {scales = array<f32: 0.05>, zero_points = array<i32: -128>} : (tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xf32>
    ```
  }];
}

def Attend_CondenserOp : Attend_Op<"condenser", [IsolatedFromAbove, SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "A visual attention condenser: V' = F(V, A)";
  let description = [{
    The region is the embedding path from V (block argument) to A: down-mix,
    condense, embed, up-mix, expand, in canonical order. F combines both:

    additive: `V' = v_scale[c]*V + A` (every other factor, offset and batch norm
    of F is already inside the region's last convolution, or in a trailing
    `attend.batch_norm`-free scale there);
    gated: `V' = V * G`, G the yielded gate, of V's shape;
    double_condensing: the region yields A and B, and
    `V' = softmax over channels (A) * B`; an activation behind F stays outside.

    C1: the region has one argument of V's type and yields one value, two for
    double_condensing.
    C2: additive has `v_scale` of [C]; the other forms have none.
    C3: yielded values have the result's type; additive and gated results have
    V's type.

    Source: README of this folder, "Condensers".
    ```mlir
    %r = attend.condenser gated(%v : tensor<1x8x8x4xf32>) {
    ^bb0(%x: tensor<1x8x8x4xf32>):
      %g = attend.unary sigmoid %x : tensor<1x8x8x4xf32>
      attend.yield %g : tensor<1x8x8x4xf32>
    } -> tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Attend_CondenserFormAttr:$form, Attend_Activation:$v,
      OptionalAttr<DenseF32ArrayAttr>:$v_scale);
  let regions = (region SizedRegion<1>:$body);
  let results = (outs Attend_Activation:$result);
  let assemblyFormat = "$form `(` $v `:` type($v) `)` attr-dict-with-keyword $body `->` type($result)";
  let hasVerifier = 1;
}

def Attend_YieldOp : Op<Attend_Dialect, "yield", [Pure, Terminator, ReturnLike, HasParent<"CondenserOp">]> {
  let summary = "What the embedding path of a condenser hands to F";
  let description = [{
    ```mlir
    attend.yield %g : tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Variadic<Attend_Activation>:$values);
  let builders = [OpBuilder<(ins), [{ }]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

#endif // ATTEND_OPS_TD
