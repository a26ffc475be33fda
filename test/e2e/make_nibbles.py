"""Writes a QDQ network whose layers have weights of 4 bits, or nearly: make_nibbles.py MODEL.onnx INPUT.npy

One layer after the other, weights random in [-8, 7] with both ends: `odd`, 3x3 over 7 channels to 33; `wide`, 1x1; `eight`, one
weight of which is 8; `strided`, in 2 groups of 17 channels; `depthwise`; `one`, to one channel; `deep1`, from one channel;
`groups`, 10 of them; `full`, fully connected.
"""
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Network:
    def __init__(self):
        self.rng = np.random.Generator(np.random.Philox(key=3))
        self.nodes, self.initializers = [], []
        self.scale = np.float32(0.02)

    def constant(self, name, array):
        self.initializers.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def dequantize(self, name, integers, scale, axis=None):
        zero = np.zeros(np.shape(scale), integers.dtype)
        inputs = [self.constant(f"{name}_q", integers), self.constant(f"{name}_s", scale), self.constant(f"{name}_z", zero)]
        attributes = {} if axis is None else {"axis": axis}
        self.nodes.append(helper.make_node("DequantizeLinear", inputs, [name], **attributes))
        return name

    def quantized(self, x, name):
        """x through Q and DQ at the present scale, zero point 3."""
        scale, zero = self.constant(f"{name}_scale", self.scale), self.constant(f"{name}_zero", np.int8(3))
        self.nodes += [helper.make_node("QuantizeLinear", [x, scale, zero], [f"{name}_stored"], f"{name}/quantize"),
                       helper.make_node("DequantizeLinear", [f"{name}_stored", scale, zero], [f"{name}_real"])]
        return f"{name}_real"

    def weighted(self, op, x, name, shape, most=7, **attributes):
        """A Conv or Gemm with weights [outputs, ..] in [-8, most]; results keep about the spread of x, in steps."""
        integers = self.rng.integers(-8, 8, shape).astype(np.int8)
        integers.flat[0], integers.flat[-1] = -8, most
        weight_scale = self.rng.uniform(0.01, 0.02, shape[0]).astype(np.float32)
        bias = self.rng.integers(-100, 100, shape[0]).astype(np.int32)
        operands = [x, self.dequantize(f"{name}_w", integers, weight_scale, axis=0),
                    self.dequantize(f"{name}_b", bias, weight_scale * self.scale, axis=0)]
        self.nodes.append(helper.make_node(op, operands, [name], name, **attributes))
        self.scale = np.float32(self.scale * 0.02 * 4.6 * np.sqrt(np.prod(shape[1:])))
        return self.quantized(name, f"{name}_out")


def main():
    g = Network()
    pads = {"pads": [1, 1, 1, 1]}
    y = g.quantized("x", "in")
    y = g.weighted("Conv", y, "odd", (33, 7, 3, 3), **pads)
    y = g.weighted("Conv", y, "wide", (64, 33, 1, 1))
    y = g.weighted("Conv", y, "eight", (20, 64, 1, 1), most=8)
    y = g.weighted("Conv", y, "strided", (34, 10, 3, 3), group=2, strides=[2, 1], **pads)
    y = g.weighted("Conv", y, "depthwise", (34, 1, 3, 3), group=34, **pads)
    y = g.weighted("Conv", y, "one", (1, 34, 1, 1))
    y = g.weighted("Conv", y, "deep1", (70, 1, 1, 1))
    y = g.weighted("Conv", y, "groups", (140, 7, 3, 3), group=10, **pads)
    g.nodes.append(helper.make_node("GlobalAveragePool", [y], ["pooled"], "pooled"))
    g.scale = np.float32(g.scale / 4)
    y = g.quantized("pooled", "pool_out")
    g.nodes.append(helper.make_node("Flatten", [y], ["flat"], "flat"))
    y = g.weighted("Gemm", "flat", "full", (37, 140), transB=1)
    shape = [1, 7, 9, 11]
    graph = helper.make_graph(g.nodes, "nibbles", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
                              [helper.make_tensor_value_info(y, TensorProto.FLOAT, [1, 37])], g.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, sys.argv[1])
    np.save(sys.argv[2], g.rng.standard_normal(shape, dtype=np.float32))


if __name__ == "__main__":
    main()
