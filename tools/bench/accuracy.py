#!/usr/bin/python3
"""Prints what each step of the quantizer does for the accuracy of networks, from a plain min-max quantization on.

tools/bench/accuracy.py [MODEL...] [--steps a,b] [--examples N] [--tests N] [--data DIR --calibration DIR]
                        [--preset release | --attendc FILE]

MODEL is a name of the zoo (default: attendnet_xs attendnet_b resnet8 gated_xs), or an ONNX file with --data. Networks of the
zoo are calibrated on N examples (64) and compared on others (32): the signal to noise ratio at the output is the power of
the float output over that of its distance from the int8 output, in dB, of all tests together and of the median one. With
--data, a folder per class, it is top-1 by `attendc eval`, the pictures being normalized as the zoo's, in points less than float,
and the flash of the C for Cortex-M4, code and constants.

Steps (all): `plain` is what ONNX Runtime's static quantization chooses with min-max ranges and weights per channel; `equalize`,
`clip` and `correct` add to it one after another, `best` joint rounding and ranges by measured error, `minmax` that without the ranges; `4.2` and `4` are `best` with
so many bits of a weight, `int16` is `best` with activations of 16 bits at the four layers that lose most by 8. Works in
build/bench.
"""
import argparse
import json
import math
import os
import sys
import tempfile
import time

import numpy as np

import bench

sys.path.insert(1, os.path.join(bench.ROOT, "tools", "zoo"))
import make_zoo  # noqa: E402
from examples import examples, write_examples  # noqa: E402

STEPS = {
    "plain": ["--quantizer", "plain"],
    "equalize": ["--quantizer", "equalize"],
    "clip": ["--quantizer", "equalize,clip"],
    "correct": ["--quantizer", "equalize,clip,correct"],
    "best": [],
    "minmax": ["--calibration-method", "minmax"],
    "4.2": ["--weight-bits", "4.2"],
    "4": ["--weight-bits", "4"],
    "int16": [],  # and what worst_layers says
}
WIDENED = 4


def quantize(attendc, model, calibration, flags, work):
    """The int8 file and the seconds it took."""
    result = os.path.join(work, "int8.onnx")
    start = time.monotonic()
    bench.run([attendc, "quantize", model, "--calibration", calibration, *flags, "-o", result])
    return result, time.monotonic() - start


def worst_layers(attendc, model, calibration, flags, work):
    """Flags that give 16 bits to the activations of the layers whose output in 8 bits costs the network's outputs most."""
    report = os.path.join(work, "report.json")
    quantize(attendc, model, calibration, [*flags, "--report", report], work)
    with open(report, encoding="utf-8") as file:
        layers = json.load(file)["layers"]
    noise = {layer["name"]: 10 ** (-layer["outputSqnrAlone"] / 10) - 10 ** (-layer["outputSqnrAlone16"] / 10)
             for layer in layers if layer["outputSqnrAlone16"] is not None}
    return [f"--int16={name}" for name in sorted(noise, key=noise.get)[-WIDENED:]]


def flags_of(step, options, model, calibration, work, common=()):
    flags = [*STEPS[step], *common]
    return flags + (worst_layers(options.attendc, model, calibration, flags, work) if step == "int16" else [])


def outputs(attendc, model, inputs, work):
    """[inputs, elements]: what the network makes of .npy files."""
    result = os.path.join(work, "output.npy")
    rows = []
    for path in inputs:
        bench.run([attendc, "run", model, "--input", path, "--output", result])
        rows.append(np.load(result).astype(np.float64).ravel())
    return np.array(rows)


def compare_zoo(options, name, work):
    bench.run(["/usr/bin/python3", make_zoo.__file__, work, f"{name}_op13"])
    model = os.path.join(work, f"{name}_op13.onnx")
    arrays = examples(name, options.examples + options.tests)
    calibration, tests = os.path.join(work, "calibration"), os.path.join(work, "tests")
    write_examples(calibration, arrays[:options.examples])
    write_examples(tests, arrays[options.examples:])
    inputs = sorted(os.path.join(tests, file) for file in os.listdir(tests))
    real = outputs(options.attendc, model, inputs, work)
    for step in options.steps:
        flags = flags_of(step, options, model, calibration, work)
        quantized, seconds = quantize(options.attendc, model, calibration, flags, work)
        found = outputs(options.attendc, quantized, inputs, work)
        ratio = 10 * math.log10((real ** 2).sum() / ((real - found) ** 2).sum())
        each = (real ** 2).sum(axis=1) / ((real - found) ** 2).sum(axis=1)
        agree = (real.argmax(axis=1) == found.argmax(axis=1)).mean()
        print(f"{name} | {step} | {ratio:.2f} dB | median {10 * math.log10(np.median(each)):.2f} dB | {100 * agree:.1f} % same class | {seconds:.0f} s", flush=True)


def flash_bytes(attendc, model, directory):
    """Code and constants of the C for Cortex-M4."""
    bench.run([attendc, "compile", model, "--target", "cortex-m4", "-o", directory])
    objects = []
    for name in ("model", "model_weights"):
        objects.append(os.path.join(directory, f"{name}.o"))
        bench.run([*bench.compiler_of(attendc, "cortex-m4"), "-c", os.path.join(directory, f"{name}.c"), "-o", objects[-1]])
    return bench.code_bytes(objects)


def compare_trained(options, model, work):
    name = os.path.basename(model)

    def eval_form(file, *flags):
        return json.loads(bench.run([options.attendc, "eval", file, *flags, "--data", options.data, "--no-c", "--json", "-"]))

    real = eval_form(model, *bench.PREPROCESS)
    right, pictures = real["forms"][0]["top1"], real["pictures"]
    print(f"{name} | float | {100 * right / pictures:.2f} %", flush=True)
    for step in options.steps:
        flags = flags_of(step, options, model, options.calibration, work, bench.PREPROCESS)
        quantized, seconds = quantize(options.attendc, model, options.calibration, flags, work)
        top1 = eval_form(quantized)["forms"][0]["top1"]
        flash = flash_bytes(options.attendc, quantized, work)
        print(f"{name} | {step} | {100 * top1 / pictures:.2f} % | {100 * (top1 - right) / pictures:+.2f} | {flash} B | {seconds:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", default=["attendnet_xs", "attendnet_b", "resnet8", "gated_xs"])
    parser.add_argument("--steps", default=",".join(STEPS), metavar="A,B")
    parser.add_argument("--examples", type=int, default=64, metavar="N")
    parser.add_argument("--tests", type=int, default=32, metavar="N")
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--calibration", metavar="DIR")
    parser.add_argument("--preset", default="release")
    parser.add_argument("--attendc")
    options = parser.parse_args()
    if options.data and not options.calibration:
        parser.error("--data needs --calibration, a folder of other pictures")
    options.steps = options.steps.split(",")
    if unknown := [step for step in options.steps if step not in STEPS]:
        parser.error(f"--steps are some of {','.join(STEPS)}, not {','.join(unknown)}")
    options.attendc = options.attendc or bench.find_attendc(options.preset)
    os.makedirs(bench.WORK, exist_ok=True)
    for model in options.models:
        with tempfile.TemporaryDirectory(dir=bench.WORK) as work:
            (compare_trained if options.data else compare_zoo)(options, model, work)


if __name__ == "__main__":
    main()
