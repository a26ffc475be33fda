"""Takes one ONNX model down the whole line and checks the numbers at its end.

check_model.py MODEL.onnx --work DIR --build NAME:FLAGS ... [--images DIR] [--target T] [--match ort-x64] [--ort]
               [--activations s8|u8] [--golden FILE.json [--update]] [--compile=FLAG ...]
check_model.py MODEL.onnx --work DIR --build NAME:FLAGS ... --as-is|--float [--target T] [--ort] [--activations s8|u8]
               [--rtol R] [--atol A] [--compile=FLAG ...]

Quantizes MODEL with the pictures of --images (or with random tensors of the input's shape), compiles it to C, runs the C
with every build of run_generated.py, and compares its bytes with the compiler's own integer reference. With --ort (which
implies --match ort-x64) ONNX Runtime runs the same quantized file and must give the same integers; with --golden the
integers that it gave when the file was written must come out.

With --as-is MODEL is quantized already, with --float it is compiled to float C. Such models may have any number of inputs
and outputs, of any types. Their outputs are compared with ONNX Runtime's (with --ort; else builds with each other): reals
within A + R * |expected| (1e-5 and 1e-4), quantized numbers and integers exactly.

--compile gives `attendc compile` one more flag, such as --ram=min or --push-rows. A build `asan` watches the arena tick by
tick. PATH must hold attendc; ORT is the command that runs the oracle.
"""
import argparse
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx.mapping import TENSOR_TYPE_TO_NP_TYPE

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from run_generated import STRICT, build_and_run, compare_arrays, fail, header_value, read_model, run  # noqa: E402

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


def graph_inputs(model):
    """(name, shape, numpy type) of each input that the file does not give a value for."""
    graph = onnx.load(model).graph
    known = {tensor.name for tensor in graph.initializer}
    types = [(value.name, value.type.tensor_type) for value in graph.input if value.name not in known]
    return [(name, [d.dim_value for d in t.shape.dim], TENSOR_TYPE_TO_NP_TYPE[t.elem_type]) for name, t in types]


def example(generator, shape, dtype, port):
    """An array for an input, in ONNX's layout. One that is stored quantized holds stored numbers only."""
    if port.scale is not None:
        limits = np.iinfo(port.dtype)
        steps = generator.integers(limits.min, limits.max, shape, endpoint=True) - int(port.zero_point)
        return (steps.astype(np.float32) * np.float32(port.scale)).astype(dtype)
    if np.issubdtype(dtype, np.floating):
        return generator.standard_normal(shape).astype(dtype)
    if dtype == np.bool_:
        return generator.integers(0, 2, shape).astype(dtype)
    return generator.integers(0 if np.issubdtype(dtype, np.unsignedinteger) else -100, 100, shape).astype(dtype)


def ort_outputs(model, arrays, work, config):
    """What ONNX Runtime computes, in the order of the graph's outputs."""
    directory = os.path.join(work, "ort")
    command = shlex.split(os.environ["ORT"]) + [model, "--output-dir", directory]
    for index, (name, array) in enumerate(arrays.items()):
        file = os.path.join(work, f"input{index}.npy")
        np.save(file, array)
        command += ["--input", f"{name}={file}"]
    run(command + (["--config", config] if config else []))
    names = [re.sub(r"[^\w.-]", "_", value.name, flags=re.ASCII) for value in onnx.load(model).graph.output]
    return [np.load(os.path.join(directory, f"{name}.npy")) for name in names]


def compile_c(arguments, path, flags):
    """Compiles to C in the folder `c`; for a build with sanitizers with hooks. Returns that folder and the file of the
    report that says when which bytes of the arena are alive, or None."""
    source, report = os.path.join(arguments.work, "c"), None
    flags = ["--target", arguments.target, *flags, *arguments.compile]
    if any(build.startswith("asan") for build in arguments.build):
        report = os.path.join(arguments.work, "report.json")
        with open(report, "w") as file:
            file.write(run_output(["attendc", "report", path, *flags, "--json"]))
        flags.append("--arena-hooks")
    run(["attendc", "compile", path, *flags, "-o", source])
    return source, report


def check_ports(arguments):
    """--as-is and --float: any inputs and outputs."""
    match = ["--match", "ort-x64"] if arguments.ort and not arguments.float else []
    source, report = compile_c(arguments, arguments.model, match + ["--float"] * arguments.float)
    model = read_model(source, report)
    inputs = graph_inputs(arguments.model)
    generator = np.random.Generator(np.random.Philox(key=7))
    arrays = {name: example(generator, shape, np.dtype(dtype), port)
              for (name, shape, dtype), port in zip(inputs, model.inputs)}
    stored = [port.stored(array) for port, array in zip(model.inputs, arrays.values())]
    wanted, wanted_by = None, "ONNX Runtime"
    types = [TENSOR_TYPE_TO_NP_TYPE[value.type.tensor_type.elem_type]
             for value in onnx.load(arguments.model).graph.output]
    if arguments.ort:
        config = None if arguments.float else ORT_CONFIG[arguments.activations]
        wanted = ort_outputs(arguments.model, arrays, arguments.work, config)
    largest = 0.0
    for build in arguments.build:
        with tempfile.TemporaryDirectory() as work:
            data = build_and_run(build, model, work, stored)
        got = [port.array(bytes_, dtype) for port, bytes_, dtype in zip(model.outputs, data, types)]
        if wanted is None:
            wanted, wanted_by = got, build
        for port, a, b in zip(model.outputs, got, wanted):
            if a.shape != b.shape:
                fail(f"{build}: {port.name} is {list(a.shape)}, but {list(b.shape)} in {wanted_by}")
            is_exact = port.scale is not None
            problem, difference = compare_arrays(a, b, *([0, 0] if is_exact else [arguments.rtol, arguments.atol]))
            if problem:
                fail(f"{build}: {port.name} differs from {wanted_by}: {problem}")
            largest = max(largest, difference)
    has_reals = any(port.scale is None and np.dtype(t).kind == "f" for port, t in zip(model.outputs, types))
    print(f"{os.path.basename(arguments.model)}: {len(arguments.build)} builds agree"
          + " with ONNX Runtime" * arguments.ort + f", largest difference {largest:.2g}" * has_reals)


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
    parser.add_argument("--as-is", action="store_true")
    parser.add_argument("--float", action="store_true")
    parser.add_argument("--compile", action="append", default=[], metavar="FLAG")
    parser.add_argument("--rtol", type=float, default=1e-4)
    parser.add_argument("--atol", type=float, default=1e-5)
    arguments = parser.parse_args()
    work = arguments.work
    os.makedirs(work, exist_ok=True)
    if arguments.as_is or arguments.float:
        check_ports(arguments)
        return
    name, shape = input_shape(arguments.model)
    images = arguments.images or random_calibration(os.path.join(work, "calibration"), shape)
    preprocess = PREPROCESS if arguments.images else []
    quantized = os.path.join(work, "quantized.onnx")
    run(["attendc", "quantize", arguments.model, "--quantizer", "plain", "--calibration", images, *preprocess, "--activations",
         arguments.activations, "-o", quantized])
    match = ["--match", "ort-x64"] if arguments.ort or arguments.match or arguments.golden else []
    source, report = compile_c(arguments, quantized, match)

    if len(onnx.load(arguments.model).graph.output) > 1:
        # The integer reference is read back for one output; that such C compiles is what is checked.
        run(["gcc", *STRICT, "-c", os.path.join(source, "model.c"), "-o", os.path.join(work, "model.o")])
        print(f"{os.path.basename(arguments.model)}: compiles")
        return
    integers, reference = os.path.join(work, "input.npy"), os.path.join(work, "reference.bin")
    run(["attendc", "run", quantized, "--input", first_file(images), *match, "--dump-input", integers,
         "--output", reference])
    builds = [word for build in arguments.build for word in ("--build", build)]
    generated = ["/usr/bin/python3", os.path.join(HERE, "run_generated.py"), source, "--input", integers, *builds,
                 *(["--report", report] if report else [])]
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
