"""Decides what stands behind the inputs and outputs of a model file: integers with a scale, or numbers as they are."""
import dataclasses

import numpy as np
from onnx import numpy_helper

from float_graph import ONNX_TO_NUMPY
from quantization import Scale


@dataclasses.dataclass(frozen=True)
class Port:
    """`type` and `shape` are ONNX's; `scale` is that of the integers in the C if ONNX sees float32 there, else None."""
    name: str
    type: type
    shape: tuple
    scale: Scale

    @property
    def stored_type(self):
        return np.dtype(self.scale.type if self.scale else self.type)

    def real(self, stored):
        """What ONNX Runtime sees for integers of the C."""
        return self.scale.dequantize(stored) if self.scale else stored

    def stored(self, real):
        """The integers of the C for what ONNX Runtime sees."""
        return self.scale.quantize(real) if self.scale else real

    def to_c(self, array):
        """ONNX's order of dimensions -> the C's: [N, H, W, C] for rank 4."""
        return np.ascontiguousarray(array.transpose(0, 2, 3, 1) if array.ndim == 4 else array)

    def from_c(self, flat):
        if len(self.shape) != 4:
            return flat.reshape(self.shape)
        n, c, h, w = self.shape
        return np.ascontiguousarray(flat.reshape(n, h, w, c).transpose(0, 3, 1, 2))

    def sample(self, rng):
        """Random stored data, in ONNX's order."""
        if self.stored_type.kind == "f":
            return rng.standard_normal(self.shape).astype(self.stored_type)
        if self.stored_type.kind == "b":
            return rng.random(self.shape) < 0.5
        low, high = (-128, 127) if self.stored_type == np.int8 else (0, 255) if self.stored_type == np.uint8 else (-9, 9)
        if rng.random() < 0.3:  # mostly near the zero point
            zero = self.scale.zero if self.scale else 0
            return np.clip(np.rint(rng.standard_normal(self.shape) * 30 + zero), low, high).astype(self.stored_type)
        return rng.integers(low, high, self.shape, endpoint=True).astype(self.stored_type)


class Constants(dict):
    """Initializers and Constant nodes of a graph by name."""

    def __init__(self, graph):
        super().__init__((t.name, numpy_helper.to_array(t)) for t in graph.initializer)
        for node in graph.node:
            if node.op_type == "Constant":
                self[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)


def scale_of(node, constants):
    """The Scale of a QuantizeLinear or DequantizeLinear with one scale of constant numbers, else None."""
    numbers = constants.get(node.input[1])
    if numbers is None or numbers.size != 1:
        return None
    zero = constants[node.input[2]] if len(node.input) > 2 else np.uint8(0)
    if zero.dtype not in (np.int8, np.uint8):
        return None
    return Scale(np.float32(numbers.reshape(-1)[0]), int(zero.reshape(-1)[0]), zero.dtype.type)


def shape_of(value):
    return tuple(d.dim_value for d in value.type.tensor_type.shape.dim)


def ports_of(model):
    """(inputs, outputs) as Ports."""
    graph = model.graph
    constants = Constants(graph)
    quantizes = {node.input[0]: node for node in graph.node if node.op_type == "QuantizeLinear"}
    dequantizes = {node.output[0]: node for node in graph.node if node.op_type == "DequantizeLinear"}

    def port(value, table):
        numpy_type = ONNX_TO_NUMPY[value.type.tensor_type.elem_type].type
        scale = scale_of(table[value.name], constants) if numpy_type is np.float32 and value.name in table else None
        return Port(value.name, numpy_type, shape_of(value), scale)
    initializers = {t.name for t in graph.initializer}
    return ([port(v, quantizes) for v in graph.input if v.name not in initializers],
            [port(v, dequantizes) for v in graph.output])


def can_push(inputs):
    """Whether a network of these inputs may take its frame row by row."""
    return len(inputs) == 1 and len(inputs[0].shape) == 4 and inputs[0].shape[0] == 1


def activation_type(model):
    """np.uint8 or np.int8 if every rounded activation has it, np.float32 if there is none, None if both occur."""
    constants = Constants(model.graph)
    found = set()
    for node in model.graph.node:
        if node.op_type in ("QuantizeLinear", "DequantizeLinear") and node.input[0] not in constants:
            zero = constants.get(node.input[2]) if len(node.input) > 2 else np.uint8(0)
            found.add(zero.dtype.type if zero is not None else None)
    if not found:
        return np.float32
    return found.pop() if len(found) == 1 else None
