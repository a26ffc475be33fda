"""Decides the integers of a quantized random network: which values are rounded, their scales and zero points, the weights.

Both quantized forms, QDQ and quantized operators, are written from one Quantization.
"""
import dataclasses
import math

import numpy as np

f32 = np.float32
WEIGHTED = {"Conv", "ConvTranspose", "Gemm", "MatMul"}
# Ops whose result may be left unrounded if a clamp is its only reader.
BEFORE_CLAMP = WEIGHTED | {"Add", "Mul"}
CLAMPS = {"Relu", "Clip"}
COPIES = {"MaxPool", "GlobalMaxPool", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Slice", "Split", "Pad",
          "Resize", "Identity"}
# ONNX Runtime may remove these, and then one of the roundings before and behind that differ.
REMOVABLE = {"Transpose", "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze"}
# Operands that are activations, as positions; every one of the other ops.
DATA_OPERANDS = {op: 1 for op in WEIGHTED | COPIES | {"PRelu", "Clip", "ReduceMean"}}


@dataclasses.dataclass(frozen=True)
class Scale:
    """real = (integer - zero) * scale; integers are int8 or uint8."""
    scale: np.float32
    zero: int
    type: type

    @property
    def low(self):
        return int(np.iinfo(self.type).min)

    @property
    def high(self):
        return int(np.iinfo(self.type).max)

    def quantize(self, reals):
        return np.clip(np.rint(reals / self.scale) + self.zero, self.low, self.high).astype(self.type)

    def dequantize(self, integers):
        return (integers.astype(np.int32) - self.zero).astype(f32) * self.scale


@dataclasses.dataclass
class Weights:
    """Integers of a weight, scales and zeros of length 1 or one per output channel along `axis`, int32 bias or None."""
    integers: np.ndarray
    scales: np.ndarray
    zeros: np.ndarray
    axis: int
    bias: np.ndarray

    @property
    def per_axis(self):
        return len(self.scales) > 1


class Quantization:
    """`activations`: value name -> Scale, for every value that is rounded. `weights`: position of node -> Weights.
    `constants`: name of an arithmetic operand -> (integers, Scale)."""

    def __init__(self, graph, kind, free=False, nibbles=False):
        """`kind`: numpy type of activations. `free` allows what ONNX Runtime computes in float or refuses: activations
        of both types, and differing weight zero points. With `nibbles` most weights less their zero points fit in 4 bits."""
        self.graph, self.kind, self.free, self.nibbles = graph, kind, free, nibbles
        self.activations, self.weights, self.constants = {}, {}, {}
        for value in graph.inputs:
            self.activations[value.name] = self.choose(value)
        for index, node in enumerate(graph.nodes):
            self.visit(index, node)

    def choose(self, value):
        g = self.graph
        kind = g.pick([np.int8, np.uint8]) if self.free else self.kind
        low, high = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
        if value.unit and g.chance(0.7):
            return Scale(f32(1 / 256), low, kind)
        if value.least is not None and value.least >= 0:
            reach, zero = value.spread * g.rng.uniform(1.5, 4), low
            if g.chance(0.15):
                zero = g.integer(low, high)
        else:
            reach, zero = 2 * value.spread * g.rng.uniform(1, 3.5), g.integer(low + 64, high - 64)
            if g.chance(0.1):
                zero = g.pick([low, high, 0])
        scale = f32(max(reach, 1e-3) / 255)
        if g.chance(0.08):
            scale = f32(2.0 ** round(math.log2(scale)))
        return Scale(scale, zero, kind)

    def visit(self, index, node):
        g = self.graph
        data = [name for name in node.inputs[:DATA_OPERANDS.get(node.op, len(node.inputs))] if name]
        for name in data:
            if not g.is_activation(name) and name not in self.constants and not self.stays_float(node, name):
                self.constants[name] = self.quantized_constant(name)
        if node.op in WEIGHTED:
            self.weights[index] = self.choose_weights(node)
        for name in node.outputs:
            readers = g.readers(name)
            is_output = any(value.name == name for value in g.outputs)
            hidden = (node.op in BEFORE_CLAMP and len(readers) == 1 and readers[0].op in CLAMPS and not is_output
                      and g.chance(0.85))
            if hidden:
                continue
            source = self.activations.get(node.inputs[0])
            removable = node.op in REMOVABLE and not self.free
            if node.op in COPIES and source and (removable or g.chance(0.85)):
                self.activations[name] = source
            else:
                self.activations[name] = self.choose(g.values[name])
            if node.op == "Softmax" and not self.free:
                # ONNX Runtime truncates the inverse of this scale to an integer, and overflows beyond 256.
                chosen = self.activations[name]
                self.activations[name] = Scale(f32(g.pick([1 / 256, 1 / 128, 1 / 64], [5, 1, 1])), chosen.zero, chosen.type)

    def stays_float(self, node, name):
        """One number beside an activation is a scale that may stay float."""
        return node.op in ("Add", "Mul") and self.graph.constants[name].size == 1 and self.graph.chance(0.5)

    def quantized_constant(self, name):
        array = self.graph.constants[name]
        kind = self.graph.pick([np.int8, np.uint8]) if self.free else self.kind
        low, high = float(min(array.min(), 0)), float(max(array.max(), 0))
        scale = f32(max(high - low, 1e-3) / 255)
        zero = int(np.clip(np.rint(np.iinfo(kind).min - low / scale), np.iinfo(kind).min, np.iinfo(kind).max))
        chosen = Scale(scale, zero, kind)
        return chosen.quantize(array), chosen

    def choose_weights(self, node):
        """Integers over the whole range of their type, not the rounded floats: only shape and spread are kept."""
        g = self.graph
        array = g.constants[node.inputs[1]]
        axis = 1 if node.op in ("ConvTranspose", "MatMul") or (node.op == "Gemm" and "transB" not in node.attributes) else 0
        groups = node.attributes.get("group", 1)
        unsigned = self.kind is np.uint8 and g.chance(0.3) or self.free and g.chance(0.3)
        kind = np.uint8 if unsigned else np.int8
        low, high = int(np.iinfo(kind).min), int(np.iinfo(kind).max)
        integers = g.rng.integers(low, high, array.shape, endpoint=True)
        if g.chance(0.3):
            integers = np.clip(np.rint(g.rng.standard_normal(array.shape) * 40 + (low + high) / 2), low, high)
        count = array.shape[axis]
        per_axis = g.opset >= 13 and g.chance(0.6) and node.op != "ConvTranspose"
        if node.op == "ConvTranspose" and self.free and g.opset >= 13 and groups == 1:
            per_axis = g.chance(0.4)
        center = 128 if unsigned else 0
        size = count if per_axis else 1
        zero = center if g.chance(0.6) else g.integer(center - 20, center + 20)
        zeros = np.full(size, zero)
        if self.free and g.chance(0.3):
            zeros = g.rng.integers(center - 20, center + 21, size)
        scales = f32(max(float(np.std(array)), 1e-3) / 64) * g.rng.uniform(0.3, 1.5, size).astype(f32)
        if self.nibbles and array.size % 7:
            lead = np.broadcast_to(zeros, count).reshape([-1 if dimension == axis else 1 for dimension in range(array.ndim)])
            integers = integers.astype(int) % 16 - 8 + lead
            scales *= f32(10)
        integers = integers.astype(kind)
        if axis == 0:
            dead = np.all(array == 0, axis=tuple(range(1, array.ndim)))
            integers[dead] = np.broadcast_to(zeros, count)[dead].reshape(-1, *[1] * (array.ndim - 1))
        outputs = count * (groups if node.op == "ConvTranspose" else 1)
        return Weights(integers, scales, zeros.astype(kind), axis, self.choose_bias(node, scales, outputs))

    def choose_bias(self, node, scales, outputs):
        g = self.graph
        if len(node.inputs) < 3:
            return None
        step = np.broadcast_to(scales * self.activations[node.inputs[0]].scale, outputs) if len(scales) > 1 \
            else np.full(outputs, scales[0] * self.activations[node.inputs[0]].scale)
        spread = g.values[node.outputs[0]].spread
        return np.clip(np.rint(g.rng.standard_normal(outputs) * spread * 0.5 / step), -2**24, 2**24).astype(np.int32)
