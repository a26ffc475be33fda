#!/usr/bin/python3
"""Prints what each step of the quantizer does for the accuracy of networks, from a plain min-max quantization on.

tools/bench/accuracy.py [MODEL...] [--examples N] [--tests N] [--data DIR --calibration DIR] [--preset release | --attendc FILE]

MODEL is a name of the zoo (default: attendnet_xs attendnet_b resnet8 gated_xs), or an ONNX file with --data. Networks of the
zoo are calibrated on N examples (64) and compared on others (32): the signal to noise ratio at the output is the power of
the float output over that of its distance from the int8 output, in dB, of all tests together and of the median one. With --data, a folder per class, it is top-1 by
`attendc eval`, the pictures being normalized as the zoo's. `plain` is what ONNX Runtime's static quantization chooses with min-max ranges and weights per channel.
Works in build/bench.
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
    "plain min-max": ["--quantizer", "plain"],
    "+ equalize": ["--quantizer", "equalize"],
    "+ clip weights": ["--quantizer", "equalize,clip"],
    "+ correct bias": ["--quantizer", "equalize,clip,correct"],
    "+ round jointly": ["--quantizer", "best"],
    "+ ranges chosen": ["--quantizer", "best", "--calibration-method", "auto"],
}


def quantize(attendc, model, calibration, flags, work):
    """The int8 file and the seconds it took."""
    result = os.path.join(work, "int8.onnx")
    start = time.monotonic()
    bench.run([attendc, "quantize", model, "--calibration", calibration, *flags, "-o", result])
    return result, time.monotonic() - start


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
    for step, flags in STEPS.items():
        quantized, seconds = quantize(options.attendc, model, calibration, flags, work)
        found = outputs(options.attendc, quantized, inputs, work)
        ratio = 10 * math.log10((real ** 2).sum() / ((real - found) ** 2).sum())
        each = (real ** 2).sum(axis=1) / ((real - found) ** 2).sum(axis=1)
        agree = (real.argmax(axis=1) == found.argmax(axis=1)).mean()
        print(f"{name} | {step} | {ratio:.2f} dB | median {10 * math.log10(np.median(each)):.2f} dB | {100 * agree:.1f} % same class | {seconds:.0f} s", flush=True)


def compare_trained(options, model, work):
    name = os.path.basename(model)

    def top1(file, *flags):
        answer = bench.run([options.attendc, "eval", file, *flags, "--data", options.data, "--no-c", "--json", "-"])
        return json.loads(answer)["forms"][0]["top1"]

    print(f"{name} | float | {top1(model, *bench.PREPROCESS)}", flush=True)
    for step, flags in STEPS.items():
        quantized, seconds = quantize(options.attendc, model, options.calibration, [*flags, *bench.PREPROCESS], work)
        print(f"{name} | {step} | {top1(quantized)} | {seconds:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", metavar="MODEL", default=["attendnet_xs", "attendnet_b", "resnet8", "gated_xs"])
    parser.add_argument("--examples", type=int, default=64, metavar="N")
    parser.add_argument("--tests", type=int, default=32, metavar="N")
    parser.add_argument("--data", metavar="DIR")
    parser.add_argument("--calibration", metavar="DIR")
    parser.add_argument("--preset", default="release")
    parser.add_argument("--attendc")
    options = parser.parse_args()
    if options.data and not options.calibration:
        parser.error("--data needs --calibration, a folder of other pictures")
    options.attendc = options.attendc or bench.find_attendc(options.preset)
    os.makedirs(bench.WORK, exist_ok=True)
    for model in options.models:
        with tempfile.TemporaryDirectory(dir=bench.WORK) as work:
            (compare_trained if options.data else compare_zoo)(options, model, work)


if __name__ == "__main__":
    main()
