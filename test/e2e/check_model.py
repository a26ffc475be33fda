"""Takes one float ONNX model down the whole line and checks the integers at its end.

check_model.py MODEL.onnx --work DIR --build NAME:FLAGS ... [--images DIR] [--target T] [--match ort-x64] [--ort]
               [--activations s8|u8] [--golden FILE.json [--update]]

Quantizes MODEL with the pictures of --images (or with random tensors of the input's shape), compiles it to C, runs the C
with every build of run_generated.py, and compares its bytes with the compiler's own integer reference. With --ort (which
implies --match ort-x64) ONNX Runtime runs the same quantized file and must give the same integers; with --golden the
integers that it gave when the file was written must come out. PATH must hold attendc; ORT is the command that runs the
oracle.
"""
import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys

import numpy as np
import onnx

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from run_generated import STRICT, fail, header_value, run  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
PREPROCESS = ["--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"]
# On a processor without VNNI ONNX Runtime is exact for uint8 only when asked, and for int8 as it is.
ORT_CONFIG = {"s8": "session.qdqisint8allowed=1", "u8": "session.x64quantprecision=1"}


def input_shape(model):
    tensor = onnx.load(model).graph.input[0]
    return tensor.name, [d.dim_value for d in tensor.type.tensor_type.shape.dim]


def random_calibration(directory, shape, count=4):
    """Tensors that calibrate models of no pictures; the first one is the input of the check."""
    os.makedirs(directory, exist_ok=True)
    generator = np.random.Generator(np.random.Philox(key=7))
    for i in range(count):
        np.save(os.path.join(directory, f"{i}.npy"), generator.standard_normal(shape, dtype=np.float32))
    return directory


def first_file(directory):
    return os.path.join(directory, sorted(os.listdir(directory))[0])


def dequantized_input(integers, source, shape):
    """The real input, in the model's NCHW, that quantizes to `integers` (NHWC)."""
    zero_point = header_value(source, "MODEL_INPUT_ZERO_POINT")
    scale = np.float32(header_value(source, "MODEL_INPUT_SCALE"))
    real = (integers.astype(np.float32) - np.float32(zero_point)) * scale
    if len(shape) == 4:
        n, c, h, w = shape
        real = real.reshape(n, h, w, c).transpose(0, 3, 1, 2)
    return np.ascontiguousarray(real.reshape(shape))


def run_ort(quantized, name, real, work, activations):
    """The integers behind ONNX Runtime's dequantized output, as a .npy."""
    input_file, directory = os.path.join(work, "real.npy"), os.path.join(work, "ort")
    np.save(input_file, real)
    run(shlex.split(os.environ["ORT"]) + [quantized, "--input", f"{name}={input_file}", "--output-dir", directory,
                                          "--config", ORT_CONFIG[activations]])
    return first_file(directory)


def check_golden(path, quantized, output, update):
    with open(quantized, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    integers = [int(v) for v in np.fromfile(output, dtype=np.int8)]
    if update:
        version = re.search(r"\d+\.\d+\.\d+", run_output(shlex.split(os.environ["ORT"]) + ["--version"])).group(0)
        with open(path, "w") as file:
            json.dump({"model_sha256": digest, "onnxruntime": version, "output": integers}, file)
            file.write("\n")
        return
    with open(path) as file:
        golden = json.load(file)
    if golden["model_sha256"] != digest:
        fail(f"{path} is of another quantized file: the zoo or the quantizer changed; make it anew with --ort --update")
    if golden["output"] != integers:
        fail(f"{path}: ONNX Runtime {golden['onnxruntime']} gave other integers")


def run_output(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("model")
    parser.add_argument("--work", required=True)
    parser.add_argument("--build", action="append", required=True)
    parser.add_argument("--images")
    parser.add_argument("--target", default="portable")
    parser.add_argument("--match", choices=["ort-x64"])
    parser.add_argument("--activations", choices=["s8", "u8"], default="s8")
    parser.add_argument("--ort", action="store_true")
    parser.add_argument("--golden")
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    work = arguments.work
    os.makedirs(work, exist_ok=True)
    name, shape = input_shape(arguments.model)
    images = arguments.images or random_calibration(os.path.join(work, "calibration"), shape)
    preprocess = PREPROCESS if arguments.images else []
    quantized, source = os.path.join(work, "quantized.onnx"), os.path.join(work, "c")
    run(["attendc", "quantize", arguments.model, "--calibration", images, *preprocess, "--activations",
         arguments.activations, "-o", quantized])
    match = ["--match", "ort-x64"] if arguments.ort or arguments.match or arguments.golden else []
    run(["attendc", "compile", quantized, "--target", arguments.target, *match, "-o", source])

    if len(onnx.load(arguments.model).graph.output) > 1:
        # The runner has one output; that such C compiles is what is checked.
        run(["gcc", *STRICT, "-c", os.path.join(source, "model.c"), "-o", os.path.join(work, "model.o")])
        print(f"{os.path.basename(arguments.model)}: compiles")
        return
    integers, reference = os.path.join(work, "input.npy"), os.path.join(work, "reference.bin")
    run(["attendc", "run", quantized, "--input", first_file(images), *match, "--dump-input", integers,
         "--output", reference])
    builds = [word for build in arguments.build for word in ("--build", build)]
    generated = ["/usr/bin/python3", os.path.join(HERE, "run_generated.py"), source, "--input", integers, *builds]
    run([*generated, "--expect", reference])
    if arguments.ort:
        real = dequantized_input(np.load(integers), source, shape)
        output = run_ort(quantized, name, real, work, arguments.activations)
        run([*generated, "--expect-float", output])
    if arguments.golden:
        check_golden(arguments.golden, quantized, reference, arguments.update)
    print(f"{os.path.basename(arguments.model)}: {len(arguments.build)} builds agree"
          + (" with ONNX Runtime" if arguments.ort else ""))


if __name__ == "__main__":
    main()
