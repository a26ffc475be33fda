// Passes.td: the passes of passes/quant, in the order in which the line runs them.

#ifndef ATTEND_PASSES_QUANT_PASSES_TD
#define ATTEND_PASSES_QUANT_PASSES_TD

include "mlir/Pass/PassBase.td"

def InsertQdq : Pass<"attend-insert-qdq", "::mlir::func::FuncOp"> {
  let summary = "Rounds a calibrated float graph to 8 bits";
  let description = [{
    Purpose: static quantization after training. Every activation goes through
    `attend.quantize` and `attend.dequantize`, except between a convolution,
    fully_connected, add, sub or mul and the relu or clip that is its only
    reader. Weights become int8 with one symmetric scale per output channel,
    biases int32 in units of input scale * weight scale.

    Values that are only moved share scale and zero point: across max_pool2d,
    nearest resize, reshape, slice, transpose and pad, and between a concat and
    those operands that nothing else reads. Softmax and sigmoid results get
    scale 1/256.

    Precondition: a flat float graph (condensers expanded); calibration left
    `quant.range = array<f32: low, high>` on arguments and ops. Postcondition:
    a QDQ graph without `quant.range`.

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

#endif // ATTEND_PASSES_QUANT_PASSES_TD
