"""Compares the PyTorch modules with what attendnet.py writes without PyTorch:
parameters and multiply-adds, and operators in their order.

Usage: check_torch_attendnet.py FOLDER
"""
import pathlib
import sys

import onnx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/zoo"))
import attendnet
import count
import make_zoo
import torch_attendnet


def operators(model):
    """PyTorch numbers and shares initializers by value, so Identity may differ."""
    return [node.op_type for node in model.graph.node if node.op_type != "Identity"]


def exported(name):
    spec = make_zoo.networks()[name]
    path = pathlib.Path(sys.argv[1]) / f"{name}.onnx"
    torch_attendnet.export(torch_attendnet.AttendNet(spec), spec["size"], 13, path)
    model = onnx.load(path)
    assert count.count(model) == (spec["parameters"], spec["multiply_adds"]), name
    return spec, model


exported("attendnet_b")
spec, small = exported("attendnet_xs")
assert operators(small) == operators(attendnet.build("attendnet_xs", spec, 13))
print("equal")
