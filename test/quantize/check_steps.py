"""Checks that the quantizer's steps bring a small network closer to float, on inputs that calibration did not see.

check_steps.py ATTENDC FOLDER: writes a network conv, relu, depthwise conv, relu, conv, mean, whose channels differ widely and
whose weights have outliers, quantizes it by different steps, and compares the outputs. Also that --report and two runs agree.
"""
import json
import os
import subprocess
import sys

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


def main():
    attendc, folder = sys.argv[1:]
    os.makedirs(os.path.join(folder, "examples"), exist_ok=True)
    random = np.random.default_rng(3)
    model = os.path.join(folder, "net.onnx")
    onnx.save(network(random), model)
    inputs = []
    for i in range(40):
        place = os.path.join(folder, "examples" if i < 24 else "", f"{i:02}.npy")
        np.save(place, random.standard_normal((1, 3, 12, 12)).astype(np.float32))
        inputs += [place] if i >= 24 else []

    def quantize(name, *flags):
        result = os.path.join(folder, f"{name}.onnx")
        subprocess.run([attendc, "quantize", model, "--calibration", os.path.join(folder, "examples"), "-o", result, *flags],
                       check=True)
        return result

    def outputs(file):
        rows = []
        for path in inputs:
            subprocess.run([attendc, "run", file, "--input", path, "--output", os.path.join(folder, "y.npy")], check=True,
                           stdout=subprocess.DEVNULL)
            rows.append(np.load(os.path.join(folder, "y.npy")).astype(float).ravel())
        return np.array(rows)

    real = outputs(model)

    def ratio(file):
        return 10 * np.log10((real ** 2).sum() / ((outputs(file) - real) ** 2).sum())

    plain = ratio(quantize("plain", "--quantizer", "plain"))
    gains = {
        "equalize": ratio(quantize("equalize", "--quantizer", "equalize", "--calibration-method", "minmax")) - plain,
        "correct": ratio(quantize("correct", "--quantizer", "correct", "--calibration-method", "minmax")) - plain,
        "best": ratio(quantize("best")) - plain,
    }
    # Where the values' own rounding does not hide that of the weights.
    rounded = ratio(quantize("round", "--quantizer", "equalize,round", "--calibration-method", "minmax"))
    gains["round"] = rounded - plain - gains["equalize"]
    print(f"plain {plain:.2f} dB, then {', '.join(f'{step} {gain:+.2f}' for step, gain in gains.items())}")
    for step, gain in gains.items():
        if gain <= 0:
            sys.exit(f"{step} makes it worse")
    report = os.path.join(folder, "report.json")
    again = quantize("again", "--report", report)
    with open(again, "rb") as a, open(os.path.join(folder, "best.onnx"), "rb") as b:
        if a.read() != b.read():
            sys.exit("two runs differ")
    with open(report, encoding="utf-8") as file:
        found = json.load(file)
    names = [layer["name"] for layer in found["layers"]]
    if names != ["first", "depthwise", "last", "mean"]:
        sys.exit(f"layers are {names}")
    if not all(layer["outputSqnrAlone"] > found["outputSqnr"] for layer in found["layers"]):
        sys.exit("a layer alone is worse than all of them")
    print("the report names every layer")


if __name__ == "__main__":
    main()
