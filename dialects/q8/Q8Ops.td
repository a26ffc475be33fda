// Q8Ops.td: the ops of `q8`. Each description is the op's exact arithmetic.

#ifndef Q8_OPS_TD
#define Q8_OPS_TD

include "dialects/q8/Q8Dialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Q8_Op<string mnemonic, list<Trait> traits = []>
    : Op<Q8_Dialect, mnemonic, !listconcat([Pure], traits)> {
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Q8_ConstantOp : Q8_Op<"constant", [ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "Constant weights, biases or tables";
  let description = [{
    ```mlir
    %w = q8.constant dense<1> : tensor<8x1x1x4xi8>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Q8_Constant:$result);
  let hasFolder = 1;
  let assemblyFormat = "$value attr-dict";
}

def Q8_Conv2dOp : Q8_Op<"conv2d"> {
  let summary = "2-D convolution, grouped (depthwise: groups = C)";
  let description = [{
    `acc = bias[oc] + sum over kh, kw, ic of (input[n, oh*sh + kh*dh - top,
    ow*sw + kw*dw - left, g*ICg + ic] - input_zero_point) *
    (weight[oc, kh, kw, ic] - weight_zero_points[oc])`, exact, in int32 if the
    input has 8 bits; positions outside the input contribute 0.
    `out = requant(acc, multipliers[oc])`, with
    `multipliers[oc] = f32(f32(sx*sw[oc]) / sy)`.
    weight_zero_points may hold one entry for all channels.

    C1: weight is [OC, KH, KW, C / groups], and groups divides C and OC.
    C2: bias is [OC].
    C3: strides and dilations are positive, pads are not negative, all at most
    2^30.
    C4: the result shape is that of `attend.conv2d`.
    C5: multipliers has OC entries, not negative and finite;
    weight_zero_points has 1 or OC.
    C6: zero points and low <= high lie in their element types' ranges.

    Source: README, row `conv`; ONNX QLinearConv-10.
    ```mlir
    %y = q8.conv2d %x, %w, %b {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, groups = 1 : i64, input_zero_point = -128 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.01, 0.02, 0.01, 0.02>, output_zero_point = 3 : i32, low = -128 : i32, high = 127 : i32}
        : (tensor<1x8x8x3xi8>, tensor<4x3x3x3xi8>, tensor<4xi32>) -> tensor<1x4x4x4xi8>
    ```
  }];
  let arguments = (ins Q8_Activation:$input, Q8_Bytes:$weight, Q8_Bias:$bias,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      DenseI64ArrayAttr:$dilations, I64Attr:$groups,
      I32Attr:$input_zero_point, DenseI32ArrayAttr:$weight_zero_points,
      DenseF32ArrayAttr:$multipliers, I32Attr:$output_zero_point,
      I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Activation:$result);
  let hasVerifier = 1;
}

def Q8_FullyConnectedOp : Q8_Op<"fully_connected"> {
  let summary = "Matrix product with a weight matrix, plus bias";
  let description = [{
    `acc = bias[oc] + sum over ic of (input[n, ic] - input_zero_point) *
    (weight[oc, ic] - weight_zero_points[oc])`, `out[n, oc] = requant(acc,
    multipliers[oc])`, multipliers as in `q8.conv2d`.

    C1: input is [N, IC], weight [OC, IC], bias [OC], result [N, OC].
    C2: multipliers has OC entries, not negative and finite;
    weight_zero_points has 1 or OC.
    C3: zero points and low <= high lie in their element types' ranges.

    Source: README, row `fully connected`.
    ```mlir
    %y = q8.fully_connected %x, %w, %b {input_zero_point = 0 : i32, weight_zero_points = array<i32: 0>, multipliers = array<f32: 0.5, 0.25>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
        : (tensor<1x3xi8>, tensor<2x3xi8>, tensor<2xi32>) -> tensor<1x2xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$input, Q8_Bytes:$weight, Q8_Bias:$bias,
      I32Attr:$input_zero_point, DenseI32ArrayAttr:$weight_zero_points,
      DenseF32ArrayAttr:$multipliers, I32Attr:$output_zero_point,
      I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_MaxPool2dOp : Q8_Op<"max_pool2d"> {
  let summary = "Integer maximum over a window";
  let description = [{
    The largest integer of the window's positions inside the input. Input and
    result share scale, zero point and element type.

    C1: kernel and strides are positive, pads are not negative and less than
    the kernel.
    C2: the result shape follows from input, kernel, strides and pads.
    C3: input and result have one element type.

    Source: README, row `max pool`.
    ```mlir
    %y = q8.max_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
    ```
  }];
  let arguments = (ins Q8_Activation:$input, DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads);
  let results = (outs Q8_Activation:$result);
  let hasVerifier = 1;
}

def Q8_AvgPool2dOp : Q8_Op<"avg_pool2d"> {
  let summary = "Mean over a window (global pooling: kernel = H x W)";
  let description = [{
    `acc` = exact sum over the window's positions inside the input of
    (input - input_zero_point), `out = requant(acc, multipliers[n - 1])`, n the
    number of those positions, or requant(acc, multipliers[0]) where one entry
    holds n = KH*KW for all;
    `multipliers[n - 1] = f32(sx / (sy * n))`, the division and product in
    single precision.

    C1: kernel and strides are positive, pads are not negative and less than
    the kernel.
    C2: the result shape follows from input, kernel, strides and pads.
    C3: multipliers has one entry if every window counts KH*KW positions (no
    pads, or count_include_pad), else KH*KW entries; not negative and finite.
    C4: zero points and low <= high lie in their element types' ranges.

    Source: README, row `average pool`, `global average pool`.
    ```mlir
    %y = q8.avg_pool2d %x {kernel = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, count_include_pad = true, input_zero_point = 0 : i32, multipliers = array<f32: 0.25>, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x4xi8>) -> tensor<1x4x4x4xi8>
    ```
  }];
  let arguments = (ins Q8_Activation:$input, DenseI64ArrayAttr:$kernel,
      DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pads,
      BoolAttr:$count_include_pad, I32Attr:$input_zero_point,
      DenseF32ArrayAttr:$multipliers, I32Attr:$output_zero_point,
      I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Activation:$result);
  let hasVerifier = 1;
}

def Q8_AddOp : Q8_Op<"add"> {
  let summary = "Addition in integers";
  let description = [{
    `out = clamp(sat(round_shift((lhs - lhs_zero_point)*lhs_multiplier + (rhs -
    rhs_zero_point)*rhs_multiplier, shift) + output_zero_point), low, high)`,
    round_shift dividing by 2^shift, half away from zero. With `ra = f32(sa/sy)`
    and `rb = f32(sb/sy)`: shift = 21 - floor(log2(max(ra, rb))), multipliers =
    rint(r * 2^shift), so every multiplier is below 2^22 and sums of 8-bit
    operands fit in int32, others in int64.

    C1: operands have the result's rank; each dimension is the result's or 1.
    C2: multipliers are in [0, 2^22], shift in [1, 31].
    C3: zero points and low <= high lie in their element types' ranges.

    Source: README, row `add`.
    ```mlir
    %y = q8.add %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = 1 : i32, lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x4xi8>, tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$lhs, Q8_Tensor:$rhs,
      I32Attr:$lhs_zero_point, I32Attr:$rhs_zero_point,
      I32Attr:$lhs_multiplier, I32Attr:$rhs_multiplier, I32Attr:$shift,
      I32Attr:$output_zero_point, I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_AddOrtX64Op : Q8_Op<"add_ort_x64"> {
  let summary = "Addition as ONNX Runtime computes it on x86-64";
  let description = [{
    `out = clamp(sat(rint_even(fma(lhs, lhs_ratio, fma(rhs, rhs_ratio, fix)))),
    low, high)` in single precision on the stored integers; lhs_ratio =
    f32(sa/sy), rhs_ratio = f32(sb/sy), fix = f32(zy - f32(fma(lhs_ratio, za,
    f32(rhs_ratio*zb)))). Only `--match=ort-x64` makes this op.

    C1: operands have the result's rank; each dimension is the result's or 1.
    C2: ratios are positive and finite, fix is finite.
    C3: low <= high lie in the element type's range.

    Source: README, "Comparing with ONNX Runtime".
    ```mlir
    %y = q8.add_ort_x64 %a, %b {lhs_ratio = 0.5 : f32, rhs_ratio = 1.0 : f32, fix = -3.5 : f32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x4xi8>, tensor<1x8x8x4xi8>) -> tensor<1x8x8x4xi8>
    ```
  }];
  let arguments = (ins Q8_Bytes:$lhs, Q8_Bytes:$rhs, F32Attr:$lhs_ratio,
      F32Attr:$rhs_ratio, F32Attr:$fix, I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Bytes:$result);
  let hasVerifier = 1;
}

def Q8_MulOp : Q8_Op<"mul"> {
  let summary = "Elementwise product";
  let description = [{
    `out = clamp(sat(rint_even(f32(f32(f32(product) * ratio) +
    output_zero_point))), low, high)`, product = (lhs - lhs_zero_point)*(rhs -
    rhs_zero_point), exact, ratio = f32(f32(sa*sb)/sy), no fused multiply-add.

    C1: operands have the result's rank; each dimension is the result's or 1.
    C2: ratio is positive and finite.
    C3: zero points and low <= high lie in their element types' ranges.

    Source: README, row `mul`.
    ```mlir
    %y = q8.mul %a, %b {lhs_zero_point = 0 : i32, rhs_zero_point = -128 : i32, ratio = 0.01 : f32, output_zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x8x8x4xi8>, tensor<1x1x1x4xi8>) -> tensor<1x8x8x4xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$lhs, Q8_Tensor:$rhs,
      I32Attr:$lhs_zero_point, I32Attr:$rhs_zero_point, F32Attr:$ratio,
      I32Attr:$output_zero_point, I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_TableOp : Q8_Op<"table"> {
  let summary = "Any function of one byte, as a table";
  let description = [{
    `out = table[byte(input)]`, byte reading the 8 bits as unsigned; a table of
    [C, 256] has one row for each position of the last dimension. Activations,
    requantizations and gates become this op, results of 16 bits too.

    C1: table is [256] or [C, 256] of the result's element type.
    C2: input and result shapes agree.

    Source: README, row `any unary`.
    ```mlir
    %t = q8.constant dense<0> : tensor<256xi8>
    %y = q8.table %x, %t : (tensor<1x8x8x4xi8>, tensor<256xi8>) -> tensor<1x8x8x4xi8>
    ```
  }];
  let arguments = (ins Q8_Bytes:$input, Q8_Tensor:$table);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_SoftmaxOp : Q8_Op<"softmax"> {
  let summary = "Softmax over the last dimension from an integer table";
  let description = [{
    With m the row's maximum and e_i = exponentials[m - input_i] (Q30,
    `rint(exp(-d*sx) * 2^30)`): `out_i = clamp(sat(rint_even(e_i * inverse_scale /
    (sum * 2^16)) + output_zero_point), low, high)`, sum of the row's e; the
    quotient is exact and rounded once, inverse_scale = rint(2^16 / sy).

    C1: exponentials is [256] of i32.
    C2: input and result shapes agree, and the last dimension is at most 2^16.
    C3: output_zero_point and low <= high lie in the element type's range.
    C4: inverse_scale is positive.

    Source: README, row `softmax`.
    ```mlir
    %e = q8.constant dense<0> : tensor<256xi32>
    %y = q8.softmax %x, %e {inverse_scale = 16777216 : i32, output_zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : (tensor<1x10xi8>, tensor<256xi32>) -> tensor<1x10xi8>
    ```
  }];
  let arguments = (ins Q8_Bytes:$input, Q8_Bias:$exponentials,
      I32Attr:$inverse_scale, I32Attr:$output_zero_point, I32Attr:$low, I32Attr:$high);
  let results = (outs Q8_Bytes:$result);
  let hasVerifier = 1;
}

def Q8_ResizeNearestOp : Q8_Op<"resize_nearest"> {
  let summary = "Copies rows and columns by index";
  let description = [{
    `out[n, i, j, c] = input[n, rows[i], columns[j], c]`.

    C1: rows has the result's H entries, columns its W entries, each inside the
    input.
    C2: N, C and the element type of input and result agree.

    ```mlir
    %y = q8.resize_nearest %x {rows = array<i32: 0, 0, 1, 1>, columns = array<i32: 0, 0, 1, 1>} : (tensor<1x2x2x8xi8>) -> tensor<1x4x4x8xi8>
    ```
  }];
  let arguments = (ins Q8_Activation:$input, DenseI32ArrayAttr:$rows,
      DenseI32ArrayAttr:$columns);
  let results = (outs Q8_Activation:$result);
  let hasVerifier = 1;
}

def Q8_PadOp : Q8_Op<"pad"> {
  let summary = "Padding with one integer (the zero point)";
  let description = [{
    C1: low and high have one non-negative entry per dimension, and the result
    shape is input + low + high.
    C2: value lies in the element type, which input and result share.

    ```mlir
    %y = q8.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = -128 : i32} : (tensor<1x8x8x4xi8>) -> tensor<1x10x10x4xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$input, DenseI64ArrayAttr:$low,
      DenseI64ArrayAttr:$high, I32Attr:$value);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_ConcatOp : Q8_Op<"concat"> {
  let summary = "Concatenation along one dimension";
  let description = [{
    C1: axis is in [0, rank), other dimensions and element types agree, and the
    result's axis is the sum of the operands'.

    ```mlir
    %y = q8.concat %a, %b {axis = 3 : i64} : (tensor<1x8x8x4xi8>, tensor<1x8x8x2xi8>) -> tensor<1x8x8x6xi8>
    ```
  }];
  let arguments = (ins Variadic<Q8_Tensor>:$inputs, I64Attr:$axis);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_SliceOp : Q8_Op<"slice"> {
  let summary = "A box of the input";
  let description = [{
    `out[i..] = input[starts + i * steps]`.

    C1: starts and steps have one entry per dimension; steps are positive, and
    the last element read lies inside the input.
    C2: input and result have one element type.

    ```mlir
    %y = q8.slice %x {starts = array<i64: 0, 1, 1, 0>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xi8>) -> tensor<1x6x6x4xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$input, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$steps);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_TransposeOp : Q8_Op<"transpose"> {
  let summary = "Permutation of dimensions";
  let description = [{
    Result dimension i is input dimension permutation[i].

    C1: permutation holds each of 0..rank-1 once, and the types agree.

    ```mlir
    %y = q8.transpose %x {permutation = array<i64: 0, 3, 1, 2>} : (tensor<1x8x4x2xi8>) -> tensor<1x2x8x4xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Q8_Tensor:$result);
  let hasVerifier = 1;
}

def Q8_ReshapeOp : Q8_Op<"reshape"> {
  let summary = "The same bytes under another shape";
  let description = [{
    C1: input and result have the same number of elements and element type.

    ```mlir
    %y = q8.reshape %x : (tensor<1x1x1x64xi8>) -> tensor<1x64xi8>
    ```
  }];
  let arguments = (ins Q8_Tensor:$input);
  let results = (outs Q8_Tensor:$result);
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // Q8_OPS_TD
