"""Checks which weights `--weight-bits` leaves in [-8, 7], and how close the network stays to float.

check_weight_bits.py ATTENDC FOLDER: quantizes small_network.py's in several ways. The integers are read from the ONNX file.
"""
import json
import os
import sys

import numpy as np
import onnx
from onnx import numpy_helper

from small_network import SmallNetwork

LAYERS = {"first": 16 * 27, "depthwise": 16 * 9, "last": 8 * 16}


def weights_of(file):
    """{layer: its integers} of the layers that have them."""
    model = onnx.load(file)
    values = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    made_by = {node.output[0]: node for node in model.graph.node}
    return {node.name: values[made_by[node.input[1]].input[0]] for node in model.graph.node
            if node.op_type == "Conv" and node.input[1] in made_by}


def four_bits(file):
    """Names of the layers whose weights fit into 4 bits."""
    weights = weights_of(file)
    if any(array.dtype != np.int8 for array in weights.values()):
        sys.exit(f"{file}: not all weights are int8")
    return [name for name, array in weights.items() if array.min() >= -8 and array.max() <= 7]


def inputs(random):
    """Their channels depend on one another."""
    mixing = random.standard_normal((3, 3)).astype(np.float32)
    return [np.einsum("dc,nchw->ndhw", mixing, random.standard_normal((1, 3, 12, 12)).astype(np.float32)) for _ in range(40)]


def main():
    attendc, folder = sys.argv[1:]
    network = SmallNetwork(attendc, folder, inputs)
    quantize, ratio = network.quantize, network.ratio
    bytes_, small = quantize("bytes"), quantize("small", "--weight-bits", "4")
    if four_bits(bytes_):
        sys.exit("weights of 8 bits fit into 4")
    print("weights of 4 bits:", *four_bits(small))
    for name, flags in {"plain": ["plain"], "clip": ["clip,correct"]}.items():
        file = quantize(name, "--weight-bits", "4", "--quantizer", *flags)
        if four_bits(file) != ["first", "last"]:
            sys.exit(f"--quantizer {flags[0]} leaves {four_bits(file)}")
    nearest = quantize("nearest", "--weight-bits", "4", "--quantizer", "equalize,clip,correct")
    gain = ratio(small) - ratio(nearest)
    if gain <= 0:
        sys.exit(f"joint rounding makes it worse by {-gain:.2f} dB")
    print(f"joint rounding is {gain:.2f} dB better than the nearest")

    report = os.path.join(folder, "report.json")
    mixed, again = quantize("mixed", "--weight-bits", "6", "--report", report), quantize("again", "--weight-bits", "6")
    with open(mixed, "rb") as a, open(again, "rb") as b:
        if a.read() != b.read():
            sys.exit("two runs differ")
    few = four_bits(mixed)
    bits = sum(count * (4 if name in few else 8) for name, count in LAYERS.items()) / sum(LAYERS.values())
    if bits > 6 or not ratio(bytes_) > ratio(mixed) > ratio(small):
        sys.exit(f"{bits:.2f} bits; {ratio(bytes_):.1f} dB in bytes, {ratio(mixed):.1f} mixed, {ratio(small):.1f} of 4 bits")
    print("of 6 bits on average:", *few)
    with open(report, encoding="utf-8") as file:
        counted = {layer["name"]: (layer["weights"], layer["bits"]) for layer in json.load(file)["layers"] if "bits" in layer}
    if counted != {name: (count, 4 if name in few else 8) for name, count in LAYERS.items()}:
        sys.exit(f"the report counts {counted}")
    print("the report counts the weights")
    kept = quantize("kept", "--weight-bits", "4", "--keep-float", "last")
    if list(weights_of(kept)) != ["first", "depthwise"] or four_bits(kept) != ["first"]:
        sys.exit("a layer that is to stay float does not")


if __name__ == "__main__":
    main()
