"""Compares each trained network with its card, and AttendNet-B with the network
that it says it is.

Usage: check_trained.py FOLDER, where make_zoo.py has written the trained ones
"""
import pathlib
import re
import sys

import onnx
from onnx import numpy_helper

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/zoo"))
import attendnet
import count
import make_zoo
import scenes

MOST_BYTES = 2_000_000
VERSIONS = {13: 7, 17: 8}  # opset: IR


def weight_shapes(model):
    """Node name -> shape of its weight, for convolutions and fully connected
    layers, whether the weight is quantized or not."""
    shapes = {t.name: tuple(t.dims) for t in model.graph.initializer}
    found = {}
    for node in model.graph.node:
        if node.op_type in ("DequantizeLinear", "Identity") and node.input[0] in shapes:
            shapes[node.output[0]] = shapes[node.input[0]]
        if node.op_type in ("Conv", "Gemm"):
            found[node.name] = shapes[node.input[1]]
    return found


def float_network(stem, model):
    """`model`, or if it is quantized the network of specs/ that it was."""
    if all(node.op_type != "QuantizeLinear" for node in model.graph.node):
        return model
    name = stem.removesuffix("_scenes")
    size = model.graph.input[0].type.tensor_type.shape.dim[3].dim_value
    spec = {**make_zoo.networks()[name], "size": size}
    network = attendnet.build(name, spec, 13)
    shapes = weight_shapes(model)
    for node, shape in weight_shapes(network).items():
        assert shapes[node] == shape, f"{stem}: {node} has {shapes[node]}, not {shape}"
    return network


def check(path):
    """Prints what the card says of the file, if it is true."""
    model = onnx.load(path)
    onnx.checker.check_model(model)
    assert path.stat().st_size <= MOST_BYTES, f"{path}: too large"
    parameters, multiply_adds = count.count(float_network(path.stem, model))
    side = model.graph.input[0].type.tensor_type.shape.dim[3].dim_value
    classes = model.graph.output[0].type.tensor_type.shape.dim[1].dim_value
    card = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", path.with_suffix(".md").read_text(),
                           re.MULTILINE))
    names = (path.parent / re.search(r"`(\w+\.txt)`", card["classes"])[1]).read_text()
    assert len(names.splitlines()) == classes, f"{path}: other classes than its names"
    said = {"bytes": path.stat().st_size, "parameters": parameters,
            "multiply-adds": multiply_adds}
    for key, value in said.items():
        assert card[key] == f"{value:,}", f"{path}: {key} {value:,}, the card says {card[key]}"
    assert card["input"].startswith(f"`image` [1, 3, {side}, {side}]"), f"{path}: input"
    print(f"{path.stem}: {parameters} parameters, {multiply_adds} multiply-adds, "
          f"{card['top-1, float']}")


def check_opsets(path, folder):
    """Both files that make_zoo wrote hold the network's weights."""
    shipped = onnx.load(path)
    for opset, version in VERSIONS.items():
        model = onnx.load(folder / f"{path.stem}_op{opset}.onnx")
        onnx.checker.check_model(model, full_check=True)
        assert (model.ir_version, model.opset_import[0].version) == (version, opset), path
        for one, other in zip(shipped.graph.initializer, model.graph.initializer, strict=True):
            assert (numpy_helper.to_array(one) == numpy_helper.to_array(other)).all(), path


for file in sorted(make_zoo.TRAINED.glob("*.onnx")):
    check(file)
    check_opsets(file, pathlib.Path(sys.argv[1]))
assert sorted(scenes.CLASSES) == (make_zoo.TRAINED / "scenes.txt").read_text().split()
