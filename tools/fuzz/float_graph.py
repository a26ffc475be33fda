"""Decides what a random network is before it has a form: float nodes of ONNX, their shapes, and how far their values spread.

A network of every form (float, QDQ, QOperator) starts as a FloatGraph. Activations are float32 in ONNX's order of
dimensions; `spread` is a guess of their standard deviation, from which scales are chosen.
"""
import dataclasses
import math

import numpy as np
from onnx import TensorProto, helper, numpy_helper

NUMPY_TO_ONNX = {np.dtype(n): t for n, t in (
    (np.float32, TensorProto.FLOAT), (np.float64, TensorProto.DOUBLE), (np.float16, TensorProto.FLOAT16),
    (np.int8, TensorProto.INT8), (np.uint8, TensorProto.UINT8), (np.int32, TensorProto.INT32),
    (np.int64, TensorProto.INT64), (np.bool_, TensorProto.BOOL))}
ONNX_TO_NUMPY = {onnx_type: numpy_type for numpy_type, onnx_type in NUMPY_TO_ONNX.items()}
LARGEST_VALUE = 8192  # elements of an activation


@dataclasses.dataclass(frozen=True)
class Value:
    """An activation. `least` is a lower bound of its elements, or None; `unit` says that they lie in [0, 1]."""
    name: str
    shape: tuple
    spread: float = 1.0
    least: float = None
    unit: bool = False

    @property
    def rank(self):
        return len(self.shape)

    @property
    def size(self):
        return math.prod(self.shape)


@dataclasses.dataclass
class Node:
    op: str
    inputs: list
    outputs: list
    attributes: dict
    domain: str = ""

    def proto(self):
        return helper.make_node(self.op, self.inputs, self.outputs, name=f"n_{self.outputs[0]}", domain=self.domain,
                                **self.attributes)


class FloatGraph:
    """Nodes in order, constants by name, inputs and outputs as Values. `rng` decides everything random."""

    def __init__(self, rng, opset):
        self.rng, self.opset = rng, opset
        self.nodes, self.inputs, self.outputs = [], [], []
        self.constants = {}  # name -> array
        self.values = {}     # name -> Value, in order
        self.count = 0

    # Chance.

    def chance(self, probability):
        return bool(self.rng.random() < probability)

    def pick(self, choices, weights=None):
        if weights is not None:
            weights = np.asarray(weights, float) / np.sum(weights)
        return choices[int(self.rng.choice(len(choices), p=weights))]

    def integer(self, low, high):
        """Uniform in [low, high]."""
        return int(self.rng.integers(low, high + 1))

    # Growth.

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    def input(self, shape, spread=1.0):
        value = Value(self.name("x"), tuple(shape), spread)
        self.inputs.append(value)
        self.values[value.name] = value
        return value

    def constant(self, array, prefix="c"):
        name = self.name(prefix)
        self.constants[name] = np.asarray(array)
        return name

    def integers(self, numbers):
        return self.constant(np.asarray(numbers, np.int64))

    def real(self, number):
        return self.constant(np.float32(number))

    def add(self, op, inputs, shape, spread, least=None, unit=False, **attributes):
        """Appends a node of one output; inputs are Values and names of constants."""
        names = [i.name if isinstance(i, Value) else i for i in inputs]
        value = Value(self.name("v"), tuple(int(d) for d in shape), float(spread), least, unit)
        self.nodes.append(Node(op, names, [value.name], attributes))
        self.values[value.name] = value
        return value

    def add_many(self, op, inputs, shapes, spread, least=None, unit=False, **attributes):
        """Appends a node of several outputs."""
        names = [i.name if isinstance(i, Value) else i for i in inputs]
        values = [Value(self.name("v"), tuple(shape), spread, least, unit) for shape in shapes]
        self.nodes.append(Node(op, names, [value.name for value in values], attributes))
        self.values.update((value.name, value) for value in values)
        return values

    # Questions.

    def readers(self, name):
        return [node for node in self.nodes if name in node.inputs]

    def is_activation(self, name):
        return name in self.values

    def model(self):
        """The float network as a ModelProto."""
        floats = [(value.name, np.float32, value.shape) for value in self.inputs]
        outs = [(value.name, np.float32, value.shape) for value in self.outputs]
        return assemble(self.nodes, self.constants, floats, outs, self.opset)


def assemble(nodes, constants, inputs, outputs, opset, microsoft=False):
    """A ModelProto; inputs and outputs are (name, numpy type, shape)."""
    used = {name for node in nodes for name in node.inputs}
    imports = [helper.make_opsetid("", opset)]
    if microsoft:
        imports.append(helper.make_opsetid("com.microsoft", 1))

    def describe(name, numpy_type, shape):
        return helper.make_tensor_value_info(name, NUMPY_TO_ONNX[np.dtype(numpy_type)], list(shape))
    graph = helper.make_graph(
        [node.proto() for node in nodes], "fuzz", [describe(*i) for i in inputs], [describe(*o) for o in outputs],
        [numpy_helper.from_array(array, name) for name, array in constants.items() if name in used])
    return helper.make_model(graph, producer_name="attendc-fuzz", ir_version=8 if opset < 19 else 9, opset_imports=imports)
