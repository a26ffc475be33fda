"""Decides on which network the quantizer's steps are tried, and measures how close a quantized one stays to float."""
import os
import subprocess

import numpy as np
import onnx
from onnx import helper, numpy_helper

CHANNELS = 16


def network(random):
    def constant(name, array):
        return numpy_helper.from_array(array.astype(np.float32), name)
    scale = 2.0 ** random.integers(-4, 3, CHANNELS)
    weights = [
        constant("w0", random.standard_normal((CHANNELS, 3, 3, 3)) * scale[:, None, None, None]),
        constant("b0", random.standard_normal(CHANNELS) * scale),
        constant("w1", random.standard_normal((CHANNELS, 1, 3, 3))),
        constant("w2", random.standard_t(2, (8, CHANNELS, 1, 1)) / scale[None, :, None, None]),
    ]
    nodes = [
        helper.make_node("Conv", ["x", "w0", "b0"], ["a"], name="first", pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["a"], ["b"], name="relu"),
        helper.make_node("Conv", ["b", "w1"], ["c"], name="depthwise", pads=[1, 1, 1, 1], group=CHANNELS),
        helper.make_node("Relu", ["c"], ["d"], name="relu2"),
        helper.make_node("Conv", ["d", "w2"], ["e"], name="last"),
        helper.make_node("GlobalAveragePool", ["e"], ["y"], name="mean"),
    ]
    graph = helper.make_graph(
        nodes, "net", [helper.make_tensor_value_info("x", 1, [1, 3, 12, 12])],
        [helper.make_tensor_value_info("y", 1, [1, 8, 1, 1])], weights)
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])


class SmallNetwork:
    """A network conv, relu, depthwise conv, relu, conv, mean in `folder`, whose channels differ widely and whose weights have
    outliers; `inputs(random)` are 24 arrays [1, 3, 12, 12] to calibrate with and others to compare outputs on."""

    def __init__(self, attendc, folder, inputs):
        self.attendc, self.folder = attendc, folder
        self.model, self.examples = os.path.join(folder, "net.onnx"), os.path.join(folder, "examples")
        os.makedirs(self.examples, exist_ok=True)
        random = np.random.default_rng(3)
        onnx.save(network(random), self.model)
        self.tests = []
        for i, array in enumerate(inputs(random)):
            place = os.path.join(self.examples if i < 24 else folder, f"{i:02}.npy")
            np.save(place, array.astype(np.float32))
            self.tests += [place] if i >= 24 else []
        self.real = self.outputs(self.model)

    def quantize(self, name, *flags):
        """The path of the int8 file."""
        result = os.path.join(self.folder, f"{name}.onnx")
        subprocess.run([self.attendc, "quantize", self.model, "--calibration", self.examples, "-o", result, *flags], check=True)
        return result

    def outputs(self, file):
        """[tests, elements]"""
        output = os.path.join(self.folder, "y.npy")
        rows = []
        for path in self.tests:
            subprocess.run([self.attendc, "run", file, "--input", path, "--output", output], check=True,
                           stdout=subprocess.DEVNULL)
            rows.append(np.load(output).astype(float).ravel())
        return np.array(rows)

    def ratio(self, file):
        """Signal to noise at the outputs, in dB."""
        return 10 * np.log10((self.real ** 2).sum() / ((self.outputs(file) - self.real) ** 2).sum())
