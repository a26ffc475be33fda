#!/usr/bin/python3
"""Checks what `attendc quantize` writes for float models with one input.

check_exported.py ATTENDC FOLDER MODEL.onnx... [--ort run_ort.mjs]

For each model, with three random inputs as calibration: the exported file
compiles to the C that compiling the float model directly gives. With --ort
also, for s8 and u8 activations: ONNX Runtime runs the file and gives, bit for
bit, what `attendc run --match ort-x64` gives.
"""
import argparse
import filecmp
import pathlib
import shutil
import subprocess
import sys

import numpy
import onnx

# What makes ONNX Runtime exact on any x86-64 processor; see test/oracle/README.md.
EXACT = {"s8": "session.qdqisint8allowed=1", "u8": "session.x64quantprecision=1"}


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def make_inputs(model, folder):
    """Writes three inputs into `folder`; returns the input's name."""
    graph = onnx.load(model).graph
    weights = {tensor.name for tensor in graph.initializer}
    (value,) = [value for value in graph.input if value.name not in weights]
    shape = [dim.dim_value for dim in value.type.tensor_type.shape.dim]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    random = numpy.random.default_rng(1)
    for i in range(3):
        numpy.save(folder / f"{i}.npy", (2 * random.standard_normal(shape)).astype(numpy.float32))
    return value.name


def same_c(attendc, model, exported, examples, folder):
    direct, back = folder / "direct", folder / "back"
    for made in direct, back:
        shutil.rmtree(made, ignore_errors=True)
    run(attendc, "compile", model, "--calibration", examples, "-o", direct)
    run(attendc, "compile", exported, "-o", back)
    names = sorted(path.name for path in direct.iterdir())
    if len(names) != 3 or filecmp.cmpfiles(direct, back, names, shallow=False)[0] != names:
        sys.exit(f"{model}: {direct} and {back} differ")


def same_bits(attendc, ort, exported, examples, activations, input_name, folder):
    outputs = folder / "ort"
    shutil.rmtree(outputs, ignore_errors=True)
    run(attendc, "run", exported, "--match", "ort-x64", "--input", examples / "0.npy", "--output", folder / "ours.npy")
    run("node", ort, exported, "--input", f"{input_name}={examples / '0.npy'}", "--output-dir", outputs,
        "--config", EXACT[activations])
    ours = numpy.load(folder / "ours.npy")
    if ours.ndim == 4:
        ours = ours.transpose(0, 3, 1, 2)
    (first,) = [output.name for output in onnx.load(exported).graph.output][:1]
    theirs = numpy.load(outputs / f"{first}.npy")
    if ours.shape != theirs.shape or (ours != theirs).any():
        sys.exit(f"{exported} ({activations}): {(ours != theirs).sum()} of {ours.size} values differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("attendc")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("models", nargs="+", type=pathlib.Path)
    parser.add_argument("--ort")
    options = parser.parse_args()
    examples, exported = options.folder / "examples", options.folder / "exported.onnx"
    for model in options.models:
        input_name = make_inputs(model, examples)
        for activations in ["u8", "s8"] if options.ort else ["s8"]:
            run(options.attendc, "quantize", model, "--calibration", examples, "--activations", activations, "-o", exported)
            if options.ort:
                same_bits(options.attendc, options.ort, exported, examples, activations, input_name, options.folder)
        same_c(options.attendc, model, exported, examples, options.folder)
    print(f"{len(options.models)} models agree")


if __name__ == "__main__":
    main()
