// Passes.td: the passes of passes/quant, in the order in which the line runs them.

#ifndef ATTEND_PASSES_QUANT_PASSES_TD
#define ATTEND_PASSES_QUANT_PASSES_TD

include "mlir/Pass/PassBase.td"

def InsertQdq : Pass<"attend-insert-qdq", "::mlir::func::FuncOp"> {
  let summary = "Rounds a calibrated float graph to integers";
  let description = [{
    Purpose: static quantization after training. Every activation goes through
    `attend.quantize` and `attend.dequantize`, except between a convolution,
    fully_connected, add, sub or mul and the relu or clip that is its only
    reader. Weights become int8 with one symmetric scale per output channel,
    biases int32 in units of input scale * weight scale.

    Values that are only moved share scale and zero point: across max_pool2d,
    nearest resize, reshape, slice, transpose and pad, and between a concat and
    those operands that nothing else reads. Softmax results get scale 1/256, and
    so do those of sigmoid unless they have a range.

    Ops with `quant.keep_float` keep float weights, and so does the relu or clip
    that ends them; what only such ops make and read is not rounded. What ops
    with `quant.int16` make and read, arguments apart, has 16 bits instead of 8
    (steps of 1/65536 where those have 1/256), and so has what shares its
    parameters.

    Precondition: a flat float graph (condensers expanded); calibration left
    `quant.range = array<f32: low, high>` on arguments and ops. Ops with weights
    may carry `quant.weight_scales = array<f32>`, one for each output channel,
    instead of max|w| / 127; `quant.four_bits` says that these give integers in
    [-8, 7]. Postcondition: a QDQ graph without these.

    Source: ONNX Runtime's quantization tool, QDQ format.

    ```mlir
    %y = attend.unary relu %x {quant.range = array<f32: 0.0, 2.55>} : tensor<1x4xf32>
    // ->
    %y = attend.unary relu %x_dq : tensor<1x4xf32>
    %q = attend.quantize %y {scales = array<f32: 0.01>, zero_points = array<i32: -128>} : (tensor<1x4xf32>) -> tensor<1x4xi8>
    %y_dq = attend.dequantize %q {scales = array<f32: 0.01>, zero_points = array<i32: -128>} : (tensor<1x4xi8>) -> tensor<1x4xf32>
    ```
  }];
  let options = [
    Option<"activations", "activations", "std::string", "\"s8\"", "element type of activations: s8 or u8">
  ];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def FuseScale : Pass<"attend-fuse-scale", "::mlir::func::FuncOp"> {
  let summary = "Read arithmetic with one float constant as a unary op";
  let description = [{
    Purpose: an ONNX file says `attend.unary scale` as Mul and Add with float
    constants, between which nothing rounds; as one op of one operand they
    become one table. Precondition: a QDQ graph; operands that are quantized
    constants are left alone. Postcondition: no mul or add of an activation and
    a float constant of one element.

    ```mlir
    %0 = attend.mul %x, %half : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
    %1 = attend.add %0, %one : (tensor<1x4xf32>, tensor<1x1xf32>) -> tensor<1x4xf32>
    // ->
    %1 = attend.unary scale %x {alpha = 5.000000e-01 : f32, beta = 1.000000e+00 : f32} : tensor<1x4xf32>
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def LowerToQ8 : Pass<"attend-lower-to-q8", "::mlir::func::FuncOp"> {
  let summary = "Turn a QDQ graph into integer ops";
  let description = [{
    Purpose: decides every integer of the network. Each cluster dequantize ..
    op .. relu, clip .. quantize becomes one q8 op with multipliers, tables and
    clamps computed from its scales (dialects/q8/README.md).

    What has no integer form stays in `attend` between a real dequantize and a
    real quantize, a float island, and carries `attend.stays_float = "<why>"`;
    weights and biases of islands become float constants. A bias that is float
    in a cluster that is otherwise quantized is rounded to units of input scale
    * weight scale. A conv, product, sum, mean or softmax whose real numbers
    are also read without a quantize stays float.

    The constant that is added to a product with quantized weights is its bias.
    Movements (reshape, transpose, slice, concat, constant pad, nearest resize,
    max pool) without Q and DQ of their own split no cluster: between an op and
    its quantize they go behind the quantize, between a dequantize and an op
    before the dequantize.

    Precondition: condensers are expanded. Postcondition: attend-verify-q8. A
    float input that only quantizes of one kind read, and an output behind a
    dequantize, become tensors of integers of 8 or 16 bits with the attributes
    `q8.scale : f32` and `q8.zero_point : i32`; other inputs and outputs keep
    their types.

    Errors start with "unsupported: ": an accumulator of an input of 8 bits that
    could overflow int32, a condenser.

    ```mlir
    %x = attend.dequantize %a {scales = array<f32: 0.5>, zero_points = array<i32: 0>} : (tensor<4xi8>) -> tensor<4xf32>
    %r = attend.unary relu %x : tensor<4xf32>
    %y = attend.quantize %r {scales = array<f32: 0.25>, zero_points = array<i32: 0>} : (tensor<4xf32>) -> tensor<4xi8>
    ```
    becomes
    ```mlir
    %t = q8.constant dense<..> : tensor<256xi8>
    %y = q8.table %a, %t : (tensor<4xi8>, tensor<256xi8>) -> tensor<4xi8>
    ```
  }];
  let options = [
    Option<"match", "match", "std::string", /*default=*/"\"\"",
           "`ort-x64`: additions as ONNX Runtime computes them on x86-64; "
           "default: additions in integers alone">
  ];
  let dependentDialects = ["::attendc::attend::AttendDialect", "::attendc::q8::Q8Dialect"];
}

def RemoveDeadChannels : Pass<"attend-remove-dead-channels", "::mlir::func::FuncOp"> {
  let summary = "Remove channels that are constant or that nothing reads";
  let description = [{
    Purpose: pruned and trained networks hold channels that are the same
    integer for every input (a ReLU behind a very negative bias, weights of 0)
    and channels that only weights of 0 read. They are removed from the op that
    makes them, and with them whatever served only them, forwards and backwards
    through convolutions, sums, products, tables, pools and copies.

    A constant channel is folded into the biases of the convolutions that read
    it, where it is the same at every tap: where none lies outside the input, or
    where the constant is the zero point, which counts 0 there and everywhere.
    A sum or product with a constant becomes a table, or the constant one pixel.
    A value all of whose channels are constant becomes a constant. Values that
    must keep the same channels, like the operands of a sum, keep those that one
    of them needs; groups of a convolution are kept or removed whole. What a
    convolution or product of 16-bit inputs reads and makes stays whole.

    Precondition: q8 ops with constant weights; ops of other dialects may stand
    between them, they read and make whole values of any integers.
    Postcondition: the function has the type that it had and returns the same
    integers for every input; a second run changes nothing.

    Source: dead channels as in Mehta et al., "On Implicit Filter Level Sparsity
    in Convolutional Neural Networks" (2019); here by interval arithmetic on the
    integers themselves, so that equality is proven.

    ```mlir
    // Channel 1 of %h is -128 for every input: its bias is too low for the relu.
    %h = q8.conv2d %x, %w, %b {..} : (tensor<1x8x8x3xi8>, tensor<2x3x3x3xi8>, tensor<2xi32>) -> tensor<1x8x8x2xi8>
    %y = q8.conv2d %h, %v, %c {..} : (tensor<1x8x8x2xi8>, tensor<4x1x1x2xi8>, tensor<4xi32>) -> tensor<1x8x8x4xi8>
    // ->
    %h = q8.conv2d %x, %w0, %b0 {..} : (tensor<1x8x8x3xi8>, tensor<1x3x3x3xi8>, tensor<1xi32>) -> tensor<1x8x8x1xi8>
    %y = q8.conv2d %h, %v0, %c0 {..} : (tensor<1x8x8x1xi8>, tensor<4x1x1x1xi8>, tensor<4xi32>) -> tensor<1x8x8x4xi8>
    ```
  }];
  let dependentDialects = ["::attendc::q8::Q8Dialect"];
}

def DropIdleClamps : Pass<"attend-drop-idle-clamps", "::mlir::func::FuncOp"> {
  let summary = "Drop bounds and tables that change no integer which can occur";
  let description = [{
    Purpose: a relu or clip that stands behind a rounding of its own, as in
    files whose every node is quantized, is a table of its own, and a walk over
    the tensor. With what each channel can hold,
    * a table that leaves every integer that occurs as it is goes;
    * a table that only moves integers between two bounds becomes the `low` and
      `high` of the op it reads, if nothing else reads that;
    * `low` and `high` that no result reaches move to the ends of the element
      type, so that they say nothing where there is nothing to say.

    Precondition: q8 ops; what other ops make may be any integer. Postcondition:
    the function returns the same integers for every input; a second run changes
    nothing.

    ```mlir
    %c = q8.conv2d %x, %w, %b {.., low = -128 : i32, high = 127 : i32}
    %y = q8.table %c, %relu : (tensor<1x8x8x4xi8>, tensor<256xi8>) -> tensor<1x8x8x4xi8>
    // ->
    %y = q8.conv2d %x, %w, %b {.., low = 0 : i32, high = 127 : i32}
    ```
  }];
}

def BoundRanges : Pass<"attend-bound-ranges", "::mlir::func::FuncOp"> {
  let summary = "State what the sums of every output channel can reach";
  let description = [{
    Purpose: an interval for every channel of every value, from the inputs
    forwards, gives the least and the largest sum of each output channel of
    `q8.conv2d`, `q8.fully_connected` and `q8.avg_pool2d`: from its weights, its
    bias and what its inputs can hold, not from 255 times the weights alone.
    They are kept as `q8.accumulator_low` and `q8.accumulator_high`, one i32 per
    output channel, for what chooses and writes kernels.

    Precondition: q8 ops; what other ops make may be any integer. Postcondition:
    ops with constant weights carry both attributes, and no partial sum of
    theirs, in any order, leaves int32. One that can is an error that starts
    with "unsupported: " if the input has 8 bits; with 16 bits such an op has no
    attributes.

    ```mlir
    %y = q8.fully_connected %x, %w, %b {..}
    // ->
    %y = q8.fully_connected %x, %w, %b {.., q8.accumulator_high = array<i32: 5111>, q8.accumulator_low = array<i32: -4953>}
    ```
  }];
}

def VerifyQ8 : Pass<"attend-verify-q8", "::mlir::func::FuncOp"> {
  let summary = "State what holds after the q8 stage";
  let description = [{
    Fails unless every op of the function is a q8 op or, in a float island, an
    attend op other than a condenser, inputs and outputs are tensors, and the
    weights, biases and tables of q8 ops are constant. Changes nothing.
  }];
}

#endif // ATTEND_PASSES_QUANT_PASSES_TD
