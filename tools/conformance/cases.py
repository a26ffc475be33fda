"""Decides which of ONNX's own test cases the compiler is measured by.

Debian's libonnx-testdata holds them: a folder per case with model.onnx and test_data_set_*/{input,output}_N.pb. Ours are
those whose operators are all in OPERATORS and whose graph inputs and outputs are dense tensors of numbers, less those
that `skip_reason` names.
"""
import os

import onnx
from onnx import TensorProto

DATA = "/usr/share/libonnx-testdata/data"
SUITES = ("node", "pytorch-converted", "pytorch-operator", "simple")

# What networks of the convolutional kind are made of; the file's order is that of a network.
OPERATORS = """
    Conv ConvTranspose ConvInteger QLinearConv Gemm MatMul MatMulInteger QLinearMatMul
    QuantizeLinear DequantizeLinear DynamicQuantizeLinear
    MaxPool AveragePool GlobalMaxPool GlobalAveragePool BatchNormalization
    Relu LeakyRelu PRelu Elu Clip Sigmoid HardSigmoid HardSwish Tanh Softplus Erf Softmax LogSoftmax
    Add Sub Mul Div Max Min Sum Pow Abs Neg Exp Sqrt Reciprocal Cast
    ReduceMax ReduceMean ReduceMin ReduceSum ArgMax
    Resize Upsample DepthToSpace SpaceToDepth Pad Concat Split Slice Gather Expand Transpose
    Reshape Flatten Squeeze Unsqueeze Shape Identity Dropout Constant ConstantOfShape
""".split()
# Integers of these may differ by 1, as ONNX itself allows: what a half rounds to is not fixed everywhere.
QUANTIZATION = {"QLinearConv", "QLinearMatMul", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"}
# With one of these a graph is a quantized network; one that finds its scales as it runs is a float network.
INTEGER_LAYERS = QUANTIZATION - {"DynamicQuantizeLinear"}

NUMBERS = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE, TensorProto.BOOL, TensorProto.INT8,
           TensorProto.INT16, TensorProto.INT32, TensorProto.INT64, TensorProto.UINT8, TensorProto.UINT16,
           TensorProto.UINT32, TensorProto.UINT64}
# Here the reference took input size times scale (2.4) for the output's size (2) in the formula of align_corners; ONNX
# Runtime excludes the two as well.
WRONG_REFERENCE = {"test_resize_downsample_scales_cubic_align_corners",
                   "test_resize_downsample_scales_linear_align_corners"}


class Case:
    """One folder of the test data. `operator` is the row of the table that it counts in."""

    def __init__(self, folder, suite, name):
        self.folder, self.suite, self.name = folder, suite, name
        self.model = onnx.load(os.path.join(folder, "model.onnx"))
        self.operators = {node.op_type for node in self.model.graph.node}

    @property
    def path(self):
        return f"{self.suite}/{self.name}"

    @property
    def operator(self):
        """The operator that the case is about; constants beside it are its operands."""
        several = self.operators - {"Constant", "Identity"} or self.operators
        return next(iter(several)) if len(several) == 1 else "several"

    def data_sets(self):
        """[(input files, output files)], each in the order of the graph."""
        sets = sorted(name for name in os.listdir(self.folder) if name.startswith("test_data_set_"))
        return [tuple(numbered(os.path.join(self.folder, name), kind) for kind in ("input", "output")) for name in sets]


def numbered(folder, kind):
    """folder/kind_0.pb, folder/kind_1.pb, .. as far as they exist."""
    paths = []
    while os.path.exists(path := os.path.join(folder, f"{kind}_{len(paths)}.pb")):
        paths.append(path)
    return paths


def trains(node):
    """Whether a node does what only training needs: a Dropout that drops, a BatchNormalization that learns."""
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    if node.op_type == "BatchNormalization":
        return attributes.get("training_mode", 0) == 1
    return node.op_type == "Dropout" and len(node.input) > 2 and node.input[2] != ""


def skip_reason(case):
    """Why a case is none of ours, or None."""
    graph = case.model.graph
    unknown = case.operators - set(OPERATORS)
    if unknown or any(node.domain for node in graph.node):
        return f"operators {', '.join(sorted(unknown)) or 'of another domain'}"
    for value in [*graph.input, *graph.output]:
        if not value.type.HasField("tensor_type") or value.type.tensor_type.elem_type not in NUMBERS:
            return f"'{value.name}' is no dense tensor of numbers"
    if any(trains(node) for node in graph.node):
        return "training"
    if case.name in WRONG_REFERENCE:
        return "the expected output is wrong"
    return None


def find_cases(data=DATA):
    """The cases in the order of their paths. OSError if there is no test data."""
    cases = []
    for suite in SUITES:
        for name in sorted(os.listdir(os.path.join(data, suite))):
            folder = os.path.join(data, suite, name)
            if os.path.exists(os.path.join(folder, "model.onnx")):
                case = Case(folder, suite, name)
                if skip_reason(case) is None:
                    cases.append(case)
    return cases
