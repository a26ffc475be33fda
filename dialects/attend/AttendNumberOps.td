// AttendNumberOps.td: the ops of `attend` on numbers of any type, which networks use beside convolutions.

#ifndef ATTEND_NUMBER_OPS_TD
#define ATTEND_NUMBER_OPS_TD

include "dialects/attend/AttendDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Attend_Op<string mnemonic, list<Trait> traits = []>
    : Op<Attend_Dialect, mnemonic, !listconcat([Pure], traits)>;

class Attend_BinaryOp<string mnemonic, string symbol, list<Trait> traits = []> : Attend_Op<mnemonic, traits> {
  let summary = "Elementwise `" # symbol # "` with broadcasting";
  let description = [{
    Integers wrap around; the quotient of integers rounds towards zero, and is
    0 where the divisor is 0.

    C1: both operands have the result's rank; each of their dimensions is the
    result's or 1 (NumPy broadcasting with ranks made equal by the importer).
    C2: operands and result have one element type.

    Source: ONNX opset 14.
    ```mlir
    %y = attend.}] # mnemonic # [{ %a, %b : (tensor<1x8x8x4xf32>, tensor<1x1x1x4xf32>) -> tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$lhs, Attend_Tensor:$rhs);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}
def Attend_AddOp : Attend_BinaryOp<"add", "lhs + rhs", [Commutative]>;
def Attend_SubOp : Attend_BinaryOp<"sub", "lhs - rhs">;
def Attend_MulOp : Attend_BinaryOp<"mul", "lhs * rhs", [Commutative]>;
def Attend_DivOp : Attend_BinaryOp<"div", "lhs / rhs">;
def Attend_MaxOp : Attend_BinaryOp<"max", "max(lhs, rhs)", [Commutative]>;
def Attend_MinOp : Attend_BinaryOp<"min", "min(lhs, rhs)", [Commutative]>;
def Attend_PowOp : Attend_BinaryOp<"pow", "lhs ^ rhs">;

def Attend_UnaryOp : Attend_Op<"unary", [AllTypesMatch<["input", "result"]>]> {
  let summary = "Elementwise function of one operand";
  let description = [{
    relu: max(x, 0). clip: min(max(x, alpha), beta). leaky_relu: x < 0 ?
    alpha*x : x. sigmoid: 1 / (1 + exp(-x)). hard_sigmoid: clip(alpha*x + beta,
    0, 1). hard_swish: x * clip(x/6 + 1/2, 0, 1). silu: x * sigmoid(x). tanh.
    scale: alpha*x + beta. elu: x < 0 ? alpha*(exp(x) - 1) : x. softplus:
    log(1 + exp(x)). reciprocal: 1 / x. round_even: to the nearest integer,
    ties to even. abs, neg, exp, log, sqrt, erf, floor, ceil as their names.
    alpha and beta are 0 where unused.

    C1: kinds other than relu, clip, abs and neg are of f32 or f64.

    ```mlir
    %y = attend.unary leaky_relu %x {alpha = 0.01 : f32, beta = 0.0 : f32} : tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Attend_UnaryKindAttr:$kind, Attend_Tensor:$input,
      DefaultValuedAttr<F32Attr, "0.0f">:$alpha, DefaultValuedAttr<F32Attr, "0.0f">:$beta);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$kind $input attr-dict `:` type($input)";
  let hasVerifier = 1;
}

def Attend_CastOp : Attend_Op<"cast"> {
  let summary = "The same numbers in another element type";
  let description = [{
    To fewer bits, integers keep their low bits; floats round to nearest, ties
    to even; a float becomes an integer towards zero, and saturates (NaN: 0)
    where ONNX leaves the result open. To i1: 1 where x is not 0.

    C1: input and result have one shape.

    Source: ONNX Cast-13.
    ```mlir
    %y = attend.cast %x : (tensor<2x3xf32>) -> tensor<2x3xi32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Attend_ReduceOp : Attend_Op<"reduce"> {
  let summary = "Sum, mean, maximum or minimum along dimensions";
  let description = [{
    The reduced dimensions stay, with length 1.

    C1: axes are in [0, rank), ascending, each once.
    C2: the result has 1 in these dimensions and is else the input's shape, of
    the same element type.

    Source: ONNX ReduceSum-13, ReduceMean-13, ReduceMax-13, ReduceMin-13.
    ```mlir
    %y = attend.reduce sum %x {axes = array<i64: 1, 2>} : (tensor<2x3x4xf32>) -> tensor<2x1x1xf32>
    ```
  }];
  let arguments = (ins Attend_ReduceKindAttr:$kind, Attend_Tensor:$input,
      DenseI64ArrayAttr:$axes);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$kind $input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_ArgMaxOp : Attend_Op<"arg_max"> {
  let summary = "The position of the maximum along one dimension";
  let description = [{
    The first position of the largest value, the last one if `select_last`.

    C1: axis is in [0, rank).
    C2: the result has 1 in this dimension and is else the input's shape, of
    i64.

    Source: ONNX ArgMax-13.
    ```mlir
    %y = attend.arg_max %x {axis = 1 : i64, select_last = false} : (tensor<2x3xf32>) -> tensor<2x1xi64>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input, I64Attr:$axis, BoolAttr:$select_last);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

def Attend_MatMulOp : Attend_Op<"matmul"> {
  let summary = "Matrix product of two tensors, batched";
  let description = [{
    `out[.., m, n] = sum over k of lhs[.., m, k] * rhs[.., k, n]`.

    C1: operands and result have one rank of at least 2 and one element type,
    f32, f64 or i32.
    C2: the last two dimensions are [M, K], [K, N] and [M, N]; each dimension
    before them is the result's or 1.

    Source: ONNX MatMul-13, MatMulInteger-10.
    ```mlir
    %y = attend.matmul %a, %b : (tensor<2x3x4xf32>, tensor<1x4x5xf32>) -> tensor<2x3x5xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$lhs, Attend_Tensor:$rhs);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}

def Attend_GatherOp : Attend_Op<"gather"> {
  let summary = "Slices of the input, chosen by indices";
  let description = [{
    `out[a.., i.., b..] = input[a.., indices[i..], b..]`, the indexed dimension
    being `axis`. An index i below 0 stands for i + length; what is then outside
    reads the nearest position inside.

    C1: axis is in [0, rank), indices are i32 or i64.
    C2: the result shape is the input's with the dimension `axis` replaced by
    the shape of the indices; input and result have one element type.

    Source: ONNX Gather-13.
    ```mlir
    %y = attend.gather %x, %i {axis = 0 : i64} : (tensor<5x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input, Attend_Tensor:$indices, I64Attr:$axis);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
}

def Attend_BroadcastOp : Attend_Op<"broadcast"> {
  let summary = "Repeats dimensions of length 1";
  let description = [{
    C1: input and result have one rank and element type; each dimension of the
    input is the result's or 1.

    Source: ONNX Expand-13.
    ```mlir
    %y = attend.broadcast %x : (tensor<3x1xf32>) -> tensor<3x4xf32>
    ```
  }];
  let arguments = (ins Attend_Tensor:$input);
  let results = (outs Attend_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

def Attend_ResampleOp : Attend_Op<"resample"> {
  let summary = "Weighted sums of positions along one dimension";
  let description = [{
    `out[.., i, ..] = sum over t < taps of weights[i*taps + t] *
    input[.., indices[i*taps + t], ..]`, in the order of t, the dimension being
    `axis`; where the indices of i are all -1, it is `outside` instead. Cubic interpolation, crops and resizes of any dimension are one of
    these for each dimension that changes.

    C1: axis is in [0, rank), taps positive; indices and weights have taps
    entries for each position of the result's dimension `axis`.
    C2: the indices of one position are all in [0, length of the input's
    dimension), or all -1.
    C3: the result has the input's other dimensions.

    Source: ONNX Resize-13 (cubic, tf_crop_and_resize).
    ```mlir
    %y = attend.resample %x {axis = 1 : i64, taps = 2 : i64, indices = array<i32: 0, 1>, weights = array<f32: 0.5, 0.5>} : (tensor<2x2xf32>) -> tensor<2x1xf32>
    ```
  }];
  let arguments = (ins Attend_FloatTensor:$input, I64Attr:$axis, I64Attr:$taps,
      DenseI32ArrayAttr:$indices, DenseF32ArrayAttr:$weights,
      DefaultValuedAttr<F32Attr, "0.0f">:$outside);
  let results = (outs Attend_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` functional-type($input, $result)";
  let hasVerifier = 1;
}

#endif // ATTEND_NUMBER_OPS_TD
