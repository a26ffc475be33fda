// KernelOps.td: the ops of `kernel`; the formulas are those of `q8`.

#ifndef KERNEL_OPS_TD
#define KERNEL_OPS_TD

include "dialects/kernel/KernelDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Kernel_ScalarOp<string mnemonic, list<Trait> traits = []>
    : Op<Kernel_Dialect, mnemonic, !listconcat([Pure], traits)> {
  let results = (outs I32:$result);
}

def Kernel_RequantizeOp : Kernel_ScalarOp<"requantize"> {
  let summary = "From accumulator to output integer";
  let description = [{
    `clamp(rint_even(f32(acc) * multiplier) + zero_point, low, high)`, exact as
    in `q8` requant. C text: portable/requantize.h. For sums of 64 bits and
    results of 16 acc is f32(acc); C text: portable/requantize_wide.h.
    ```mlir
    %y = kernel.requantize %acc, %m {zero_point = 3 : i32, low = -128 : i32, high = 127 : i32} : i32
    ```
  }];
  let arguments = (ins AnyTypeOf<[I32, F32]>:$acc, F32:$multiplier, I32Attr:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = "$acc `,` $multiplier attr-dict `:` type($acc)";
}

def Kernel_QuantizeOp : Kernel_ScalarOp<"quantize"> {
  let summary = "From a real number to a stored integer";
  let description = [{
    `clamp(rint_even(x / scale) + zero_point, low, high)`, a true division; what
    is not a number becomes zero_point. C text: portable/quantize.h.
    ```mlir
    %y = kernel.quantize %x, %scale, %zero_point {low = -128 : i32, high = 127 : i32}
    ```
  }];
  let arguments = (ins F32:$input, F32:$scale, I32:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = "$input `,` $scale `,` $zero_point attr-dict";
}

def Kernel_AddOp : Kernel_ScalarOp<"add", [SameTypeOperands]> {
  let summary = "`q8.add` of two zero-point-free integers";
  let description = [{
    C text: portable/add.h for bytes in i32, portable/add_wide.h for i64.
    ```mlir
    %y = kernel.add %a, %b {lhs_multiplier = 1048576 : i32, rhs_multiplier = 2097152 : i32, shift = 21 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : i32
    ```
  }];
  let arguments = (ins AnyTypeOf<[I32, I64]>:$lhs, AnyTypeOf<[I32, I64]>:$rhs, I32Attr:$lhs_multiplier,
      I32Attr:$rhs_multiplier,
      I32Attr:$shift, I32Attr:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs)";
}

def Kernel_AddOrtX64Op : Kernel_ScalarOp<"add_ort_x64"> {
  let summary = "`q8.add_ort_x64` of two stored integers";
  let description = [{
    C text: portable/add_ort_x64.h.
    ```mlir
    %y = kernel.add_ort_x64 %a, %b {lhs_ratio = 0.5 : f32, rhs_ratio = 1.0 : f32, fix = -3.5 : f32, low = -128 : i32, high = 127 : i32}
    ```
  }];
  let arguments = (ins I32:$lhs, I32:$rhs, F32Attr:$lhs_ratio, F32Attr:$rhs_ratio,
      F32Attr:$fix, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = "$lhs `,` $rhs attr-dict";
}

def Kernel_MulOp : Kernel_ScalarOp<"mul"> {
  let summary = "`q8.mul` of a product of zero-point-free integers";
  let description = [{
    C text: portable/mul.h for bytes; with 16 bits product is f32(product); C
    text: portable/mul_wide.h.
    ```mlir
    %y = kernel.mul %p {ratio = 0.01 : f32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32} : i32
    ```
  }];
  let arguments = (ins AnyTypeOf<[I32, F32]>:$product, F32Attr:$ratio, I32Attr:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = "$product attr-dict `:` type($product)";
}

def Kernel_SoftmaxOp : Op<Kernel_Dialect, "softmax"> {
  let summary = "`q8.softmax` of contiguous rows";
  let description = [{
    flip is 128 if the input is unsigned, else 0. C text: portable/softmax.h.
    ```mlir
    kernel.softmax %x, %y, %table {rows = 1 : i32, length = 10 : i32, flip = 0 : i32, inverse_scale = 16777216 : i32, zero_point = -128 : i32, low = -128 : i32, high = 127 : i32} : memref<1x10xi8>, memref<1x10xi8>, memref<256xi32>
    ```
  }];
  let arguments = (ins Arg<Kernel_Buffer, "", [MemRead]>:$input, Arg<Kernel_Buffer, "", [MemWrite]>:$output,
      Arg<MemRefOf<[I<32>]>, "", [MemRead]>:$table, I32Attr:$rows, I32Attr:$length, I32Attr:$flip,
      I32Attr:$inverse_scale, I32Attr:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = [{
    $input `,` $output `,` $table attr-dict `:` type($input) `,` type($output) `,` type($table)
  }];
}

def Kernel_CopyOp : Op<Kernel_Dialect, "copy"> {
  let summary = "Copies elements from one place in a buffer to one in another";
  let description = [{
    `size` elements from input[input_index] to output[output_index], indices
    into the flattened buffers, which do not overlap. Becomes memcpy.

    C1: size is positive and at most that of either buffer.
    C2: both buffers have one element type.
    ```mlir
    kernel.copy %x[%i], %y[%j] {size = 16 : i64} : memref<1x4x4x8xi8>, memref<1x8x8x8xi8>
    ```
  }];
  let arguments = (ins Arg<Kernel_Elements, "", [MemRead]>:$input, Index:$input_index,
      Arg<Kernel_Elements, "", [MemWrite]>:$output, Index:$output_index, I64Attr:$size);
  let assemblyFormat = "$input `[` $input_index `]` `,` $output `[` $output_index `]` attr-dict `:` type($input) `,` type($output)";
  let hasVerifier = 1;
}

def Kernel_FillOp : Op<Kernel_Dialect, "fill"> {
  let summary = "Sets bytes of a buffer to one integer";
  let description = [{
    `size` bytes from output[output_index] become `value`. Becomes memset.

    C1: size is positive and at most that of the buffer.
    ```mlir
    kernel.fill %y[%j] {size = 16 : i64, value = -128 : i32} : memref<1x8x8x8xi8>
    ```
  }];
  let arguments = (ins Arg<Kernel_Buffer, "", [MemWrite]>:$output, Index:$output_index,
      I64Attr:$size, I32Attr:$value);
  let assemblyFormat = "$output `[` $output_index `]` attr-dict `:` type($output)";
  let hasVerifier = 1;
}

def Kernel_TickOp : Op<Kernel_Dialect, "tick"> {
  let summary = "The next tick of the schedule's clock begins";
  let description = [{
    From here to the next tick only those bytes of the arena are accessed that
    the plan holds alive at `tick`. Becomes the macro ATTEND_TICK(arena, tick),
    which does nothing unless a test defines it, as to poison dead bytes.
    ```mlir
    kernel.tick %arena, %tick : memref<4096xi8>
    ```
  }];
  let arguments = (ins Arg<Kernel_Buffer, "", [MemWrite]>:$arena, Index:$tick);
  let assemblyFormat = "$arena `,` $tick attr-dict `:` type($arena)";
}

def Kernel_GemmOp : Op<Kernel_Dialect, "gemm"> {
  let summary = "A target's matrix product with fused requantization";
  let description = [{
    `y[i, j] = requant(bias[j] + sum over l of native(x[i, l]) * w[l, j],
    multiplier[j])` for i < m, l < k, j < n; row i of x starts at
    input[input_index + i*input_stride], of y at output[output_index +
    i*output_stride]. native(x) is the byte x ^ flip in the kernel's own
    signedness; weights of `bits` bits are packed [n / n_tile][k / k_group]
    [n_tile][k_group], those of 4 bits two in a byte. `callee` is the C
    function; its text and the order of its weights are the target's
    (targets/Target.h).

    C1: bias and multiplier have one size, n padded to n_tile; weights have that
        many columns, each k padded to k_group.
    C2: m, k, n are positive.
    C3: bits is 8 or 4.
    ```mlir
    kernel.gemm @attend_gemm_avx2 %x[%i], %w, %b, %s, %y[%j] {m = 49 : i32, k = 8 : i32, n = 16 : i32, input_stride = 8 : i32, output_stride = 16 : i32, flip = 128 : i32, zero_point = 0 : i32, low = -128 : i32, high = 127 : i32}
        : memref<1x7x7x8xi8>, memref<128xi8>, memref<16xi32>, memref<16xf32>, memref<1x7x7x16xi8>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$callee,
      Arg<Kernel_Buffer, "", [MemRead]>:$input, Index:$input_index,
      Arg<Kernel_Buffer, "", [MemRead]>:$weights,
      Arg<Kernel_Column<I<32>>, "", [MemRead]>:$bias,
      Arg<Kernel_Column<F32>, "", [MemRead]>:$multiplier,
      Arg<Kernel_Buffer, "", [MemWrite]>:$output, Index:$output_index,
      I32Attr:$m, I32Attr:$k, I32Attr:$n, I32Attr:$input_stride, I32Attr:$output_stride,
      I32Attr:$flip, DefaultValuedAttr<I32Attr, "8">:$bits,
      I32Attr:$zero_point, I32Attr:$low, I32Attr:$high);
  let assemblyFormat = [{
    $callee $input `[` $input_index `]` `,` $weights `,` $bias `,` $multiplier `,`
    $output `[` $output_index `]` attr-dict `:` type($input) `,` type($weights) `,`
    type($bias) `,` type($multiplier) `,` type($output)
  }];
  let hasVerifier = 1;
}

def Kernel_PushedRowsOp : Op<Kernel_Dialect, "pushed_rows", [Pure, AllTypesMatch<["input", "result"]>]> {
  let summary = "An input of the network that the caller delivers in rows";
  let description = [{
    The input itself. In a pipeline its row r is a copy of the row r that the
    caller pushes, so that the input is never whole in memory.

    ```mlir
    %f = kernel.pushed_rows %x : tensor<1x224x224x3xi8>
    ```
  }];
  let arguments = (ins Kernel_Tensor:$input);
  let results = (outs Kernel_Tensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input)";
}

#endif // KERNEL_OPS_TD
