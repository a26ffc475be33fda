// Passes.td: the passes of passes/graph, in the order in which the line runs
// them: an imported `attend` graph becomes a canonical, fused one.

#ifndef ATTEND_PASSES_GRAPH_PASSES_TD
#define ATTEND_PASSES_GRAPH_PASSES_TD

include "mlir/Pass/PassBase.td"

def FoldConstants : Pass<"attend-fold-constants", "::mlir::func::FuncOp"> {
  let summary = "Evaluate ops whose operands are all constant";
  let description = [{
    Purpose: weights that the exporter computes (reshaped, transposed, scaled)
    become plain constants.

    Precondition: an `attend` function. Postcondition: no elementwise or
    movement op has only constant operands, up to 2^24 result elements.

    ```mlir
    add(constant a, constant b) -> constant (a + b)
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def FoldTranspose : Pass<"attend-fold-transpose", "::mlir::func::FuncOp"> {
  let summary = "Cancel transpositions around a softmax";
  let description = [{
    Purpose: before opset 13 PyTorch moves the channels last to take a softmax
    over them, and back.

    Precondition: an `attend` function. Postcondition: no transpose feeds a
    transpose or a softmax.

    ```mlir
    transpose(softmax(transpose(x, p), axis), inverse of p) -> softmax(x, p[axis])
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def FuseSilu : Pass<"attend-fuse-silu", "::mlir::func::FuncOp"> {
  let summary = "Recognize SiLU and HardSwish written as two ops";
  let description = [{
    Purpose: `v * sigmoid(v)` is an activation, not a gate: it must be named
    before condensers are recognized (condensers README, normalization 6).

    Precondition: an `attend` function. Postcondition: no product of a value
    and its own sigmoid, or hard sigmoid with alpha 1/6 and beta 1/2, is left.

    ```mlir
    mul(v, unary sigmoid v) -> unary silu v
    mul(v, unary hard_sigmoid v {alpha = 1/6, beta = 1/2}) -> unary hard_swish v
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def FoldBatchNorm : Pass<"attend-fold-batch-norm", "::mlir::func::FuncOp"> {
  let summary = "Fold batch norms into convolutions";
  let description = [{
    Purpose: a batch norm with constant statistics behind a convolution or
    fully connected op scales its weights and shifts its bias. One that stands
    elsewhere (behind a sum, as behind F) stays; what is left after condensers
    are recognized becomes a depthwise 1x1 convolution
    (`attend-lower-channel-affine`). A batch norm never crosses a pooling: its
    scale can be negative.

    Precondition: constants folded. Postcondition: no batch norm has a
    convolution of a single use as its operand.

    ```mlir
    batch_norm(conv2d(x, w, b)) -> conv2d(x, w * a, b * a + o), a = scale / sqrt(variance + epsilon)
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def FoldPad : Pass<"attend-fold-pad", "::mlir::func::FuncOp"> {
  let summary = "Fold paddings into the windows behind them";
  let description = [{
    Purpose: PyTorch pads in an op of its own. A zero pad of H and W becomes
    the pads of a convolution or of an average pool that counts its padding.

    Precondition: an `attend` function. Postcondition: no zero pad of H and W
    of a single use stands before such an op, unless the sum of pads would
    reach the kernel of a pool.

    ```mlir
    conv2d(pad(x, 0)) -> conv2d(x) with larger pads
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def RecognizeCondensers : Pass<"attend-recognize-condensers", "::mlir::func::FuncOp"> {
  let summary = "Turn attention condensers into attend.condenser";
  let description = [{
    Purpose: find V' = F(V, A) where A is computed from V by the grammar
    `[D: conv1x1 act?] -> C: pool | strided conv | nothing -> E: 1..3 convs with
    acts -> {U: conv1x1 act?, X: resize | conv transpose} in either order`, and
    bring it into canonical order: the resize comes last (nearest commutes with
    1x1 convolutions and elementwise ops exactly), factors and offsets of F
    become `unary scale` ops on the gate before the resize, and S and a batch
    norm behind F become v_scale and part of the last convolution.

    Precondition: `attend-fuse-silu`, `attend-fold-batch-norm`,
    `attend-fold-pad`, canonical order of constants (right-hand side).
    Postcondition: each match is an `attend.condenser` at the place of F.
    What does not match stays as it is; the reason is a remark with
    `print-reasons`.

    Source: README of dialects/attend, "Condensers".

    ```mlir
    mul(v, unary sigmoid (resize nearest (convs(v)))) -> condenser gated(v) { convs, sigmoid, resize }
    ```
  }];
  let options = [Option<"printReasons", "print-reasons", "bool", "false",
      "emit a remark at each candidate that is not a condenser">];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def ExpandCondensers : Pass<"attend-expand-condensers", "::mlir::func::FuncOp"> {
  let summary = "Write condensers as single ops again";
  let description = [{
    Purpose: calibration and quantization see a flat graph; the exact rewrites
    of recognition (late resize, folded S and batch norm) are kept.

    Precondition: any `attend` function. Postcondition: no `attend.condenser`.

    ```mlir
    condenser additive(v) {a} v_scale s -> add(conv2d(v, depthwise 1x1 of s), a)
    condenser gated(v) {g} -> mul(v, g)
    condenser double_condensing(v) {a, b} -> mul(softmax(a, channels), b)
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

def LowerChannelAffine : Pass<"attend-lower-channel-affine", "::mlir::func::FuncOp"> {
  let summary = "Write remaining scales and offsets as depthwise convolutions";
  let description = [{
    Purpose: a scale and offset that nothing can absorb (a batch norm behind a
    sum, the factor of a gate) becomes an op that every integer path, and ONNX
    Runtime, computes in integers.

    Precondition: an `attend` function. Postcondition: no batch norm of constant
    statistics and no `unary scale` on rank 4 is left.

    ```mlir
    batch_norm(x) -> conv2d(x, depthwise 1x1 of a, o - mean * a)
    unary scale(x) {alpha, beta} -> conv2d(x, depthwise 1x1 of alpha, beta)
    ```
  }];
  let dependentDialects = ["::attendc::attend::AttendDialect"];
}

#endif // ATTEND_PASSES_GRAPH_PASSES_TD
