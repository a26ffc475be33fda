"""Decides what examples of a network's input are: those that its weights were
made for.
"""
import os

import numpy

import calibrated
import make_zoo
import tiny


def examples(name, count):
    """`count` inputs of the network, [1, ...] each, float32 in ONNX's layout."""
    spec = make_zoo.networks()[name]
    if "size" in spec:
        data = calibrated.network_input(count, spec["size"])
    else:
        family = {"ds_cnn": tiny.coefficients, "autoencoder": tiny.spectra}
        data = family[spec["family"]](count)
    return [numpy.ascontiguousarray(x[None], numpy.float32) for x in data]


def write_examples(folder, arrays):
    """Writes them as 0.npy, 1.npy, .. for `attendc quantize --calibration`."""
    os.makedirs(folder, exist_ok=True)
    for index, x in enumerate(arrays):
        numpy.save(os.path.join(folder, f"{index}.npy"), x)
