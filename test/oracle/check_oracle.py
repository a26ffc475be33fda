"""Checks that ONNX Runtime computes exact integers on this machine, with the
session options that its README names, before anything is compared with it.

Usage: check_oracle.py NODE-COMMAND... (the words that run run_ort.mjs)
"""
import functools
import pathlib
import subprocess
import sys
import tempfile

import numpy
import onnx

import qdq_cases as cases

# What makes the integers exact, by the type of the activations.
OPTIONS = {"u8": "session.x64quantprecision=1", "s8": "session.qdqisint8allowed=1"}
POOL = dict(kernel_shape=[2, 2], strides=[2, 2])
LEAKY = float(numpy.float32(0.1))
CASES = {
    "conv 3x3": cases.conv,
    "conv 1x1": functools.partial(cases.conv, kernel=1, channels=64),
    "conv relu": functools.partial(cases.conv, relu=True),
    "conv depthwise": functools.partial(cases.conv, outputs=32, groups=32),
    "conv multiplier": functools.partial(cases.conv, channels=16, outputs=32, groups=16),
    "conv grouped": functools.partial(cases.conv, groups=4),
    "gemm": cases.gemm,
    "add": cases.add,
    "mul": cases.mul,
    "sigmoid": functools.partial(
        cases.unary, "Sigmoid", lambda v: 1 / (1 + numpy.exp(-v)), scale=1 / 256),
    "leaky relu": functools.partial(
        cases.unary, "LeakyRelu", lambda v: numpy.where(v < 0, v * LEAKY, v), alpha=0.1),
    "global average": functools.partial(cases.average, "GlobalAveragePool"),
    "average pool": functools.partial(cases.average, "AveragePool", **POOL),
    "softmax": cases.softmax,
    "softmax channels": functools.partial(cases.softmax, shape=(1, 12, 6, 6)),
}


def run(command, directory, model, feeds, option):
    """The oracle's output y; SystemExit with its message on failure."""
    onnx.save(model, directory / "model.onnx")
    words = [*command, directory / "model.onnx", "--output-dir", directory, "--config", option]
    for name, array in feeds.items():
        numpy.save(directory / f"{name}.npy", array)
        words += ["--input", f"{name}={directory / name}.npy"]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr.strip())
    return numpy.load(directory / "y.npy")


def main():
    command = sys.argv[1:]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        for index, (name, make) in enumerate(CASES.items()):
            for kind, option in OPTIONS.items():
                model, feeds, expected = make(kind == "s8", index)
                found = run(command, pathlib.Path(folder), model, feeds, option)
                wrong = numpy.count_nonzero(found != expected)
                failures += wrong > 0
                print(f"{kind} {name}: {wrong} of {expected.size} differ")
    print(f"{2 * len(CASES) - failures} of {2 * len(CASES)} cases are exact")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
