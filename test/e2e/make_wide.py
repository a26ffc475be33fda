"""Writes QDQ networks with activations of 16 bits: make_wide.py FOLDER

`mixed.onnx` and `mixed.npy`: layers of every kind between int8, int16 and uint16, zero points at the ends. `deep.onnx` and
`deep.npy`: a fully connected layer whose sum is far beyond int32, and in `deep.bin` its results, computed here.
"""
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Network:
    def __init__(self):
        self.rng = np.random.Generator(np.random.Philox(key=5))
        self.nodes, self.initializers = [], []

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def node(self, op, inputs, name, **attributes):
        self.nodes.append(helper.make_node(op, inputs, [name], name, **attributes))
        return name

    def rounded(self, x, reach, dtype, zero):
        """x through Q and DQ, about [-reach, reach] or [0, reach]; returns the real numbers and their scale."""
        limits = np.iinfo(dtype)
        one_sided = zero in (limits.min, limits.max)
        scale = np.float32(reach / (limits.max - limits.min) * (1 if one_sided else 2))
        words = [self.constant(f"{x}_scale", scale), self.constant(f"{x}_zero", dtype(zero))]
        self.nodes.append(helper.make_node("QuantizeLinear", [x, *words], [f"{x}_q"], domain="com.microsoft"))
        self.nodes.append(helper.make_node("DequantizeLinear", [f"{x}_q", *words], [f"{x}_r"], domain="com.microsoft"))
        return f"{x}_r", scale

    def weighted(self, op, x, scale, name, shape, **attributes):
        """A Conv or Gemm with weights in [-127, 127] and a bias; results keep about the spread of x."""
        integers = self.rng.integers(-127, 128, shape).astype(np.int8)
        scales = self.rng.uniform(0.8, 1.2, shape[0]) / (73 * np.sqrt(np.prod(shape[1:])))
        scales = scales.astype(np.float32)
        bias = np.rint(self.rng.uniform(-0.3, 0.3, shape[0]) / (scales * scale)).astype(np.int32)
        operands = [x]
        for part, array, size in (("w", integers, scales), ("b", bias, scales * scale)):
            words = [self.constant(f"{name}_{part}_q", array), self.constant(f"{name}_{part}_s", size)]
            operands.append(self.node("DequantizeLinear", words, f"{name}_{part}", axis=0))
        return self.node(op, operands, name, **attributes)

    def save(self, path, shape, output, output_shape):
        graph = helper.make_graph(self.nodes, "wide", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
                                  [helper.make_tensor_value_info(output, TensorProto.FLOAT, output_shape)], self.initializers)
        opsets = [helper.make_opsetid("", 13), helper.make_opsetid("com.microsoft", 1)]
        onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)


def mixed(folder):
    g, wide, narrow, plain = Network(), np.int16, np.int8, np.uint16
    x, s = g.rounded("x", 3, narrow, 5)
    y = g.node("Relu", [g.weighted("Conv", x, s, "stem", (9, 3, 3, 3), pads=[1, 1, 1, 1])], "stem_relu")
    y, s = g.rounded(y, 3, wide, -32768)
    d = g.weighted("Conv", y, s, "depthwise", (9, 1, 3, 3), group=9, strides=[2, 1], pads=[1, 1, 1, 1])
    d, s = g.rounded(d, 3, wide, 100)
    n, t = g.rounded(g.weighted("Conv", d, s, "narrow", (9, 9, 1, 1)), 3, narrow, 127)
    a, s = g.rounded(g.node("Add", [d, n], "residual"), 4, wide, 0)
    gate, _ = g.rounded(g.node("Sigmoid", [n], "gate"), 1, plain, 0)
    m, s = g.rounded(g.node("Mul", [a, gate], "gated"), 4, wide, -5)
    q, s = g.rounded(g.weighted("Conv", m, s, "groups", (12, 3, 3, 3), group=3, dilations=[1, 2], pads=[1, 2, 1, 2]), 3, wide, 0)
    p = g.node("MaxPool", [q], "largest", kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 1])
    p, s = g.rounded(p, 3, wide, 0)
    v = g.node("AveragePool", [p], "mean", kernel_shape=[3, 3], pads=[1, 1, 1, 1])
    v, s = g.rounded(v, 3, wide, 0)
    j, s = g.rounded(g.node("Concat", [p, v], "joined", axis=1), 3, wide, 0)
    j = g.node("Flatten", [j], "flat")
    y, _ = g.rounded(g.weighted("Gemm", j, s, "scores", (7, 24 * 3 * 5), transB=1), 3, wide, 7)
    g.save(os.path.join(folder, "mixed.onnx"), [1, 3, 11, 9], y, [1, 7])
    np.save(os.path.join(folder, "mixed.npy"), g.rng.standard_normal([1, 3, 11, 9], dtype=np.float32))


def deep(folder):
    g, count = Network(), 40000
    x, s = g.rounded("x", 4, np.int16, -32768)
    weights = np.stack([np.full(count, 127), np.full(count, -127), g.rng.integers(-127, 128, count)]).astype(np.int8)
    weight_scale = np.float32(1e-3)
    words = [g.constant("w_q", weights), g.constant("w_s", weight_scale)]
    y = g.node("Gemm", [x, g.node("DequantizeLinear", words, "w")], "sums", transB=1)
    y, t = g.rounded(y, 25000, np.int16, 0)
    g.save(os.path.join(folder, "deep.onnx"), [1, count], y, [1, 3])
    stored = np.where(g.rng.random([1, count]) < 0.9, 32767, -32768).astype(np.int16)
    np.save(os.path.join(folder, "deep.npy"), stored)
    sums = weights.astype(np.int64) @ (stored.reshape(-1).astype(np.int64) + 32768)
    assert abs(sums).max() > 2**37
    multiplier = np.float32(np.float32(s * weight_scale) / t)
    steps = np.rint(sums.astype(np.float32) * multiplier)
    np.clip(steps, -32768, 32767).astype(np.int16).tofile(os.path.join(folder, "deep.bin"))


if __name__ == "__main__":
    mixed(sys.argv[1])
    deep(sys.argv[1])
