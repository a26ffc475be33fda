"""Compiles generated C with several compilers, runs it, and compares what comes out.

run_generated.py SOURCE_DIR --input FILE ... --build NAME:FLAGS ... [--expect FILE ... | --expect-float FILE.npy]
                 [--rtol R] [--atol A] [--report FILE.json]

SOURCE_DIR holds model.h, model.c and model_weights.c. --input and --expect stand once for each input and output, in the
order of model_run: raw bytes, or a .npy of the buffer's type and layout. --expect-float is a .npy of the real numbers that
ONNX Runtime dequantized, from which the integers are recovered by the header's scale and zero point. Integers must be
equal, also between builds; floats may differ by A + R * |expected| (1e-5 and 1e-4), and the largest difference is printed.
Builds: gcc, clang, asan, g++, aarch64, armhf, riscv64, cortex-m4, cortex-m3, each with compiler flags behind a colon (gcc:-O2). A
build whose compiler or processor is missing is an error, not a skip: tests say REQUIRES. --report: what `attendc report
--json` says of C compiled with --arena-hooks; the arena is then watched tick by tick.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tools", "generated"))
from arena_lives import PlanError  # noqa: E402
from generated_model import SANITIZE, STRICT, GeneratedModel, HeaderError  # noqa: E402

BOARD = os.path.join(ROOT, "targets", "arm", "cortex_m4")

# Name -> (compiler with its fixed flags, command that runs the program).
BUILDS = {
    "gcc": (["gcc"], []),
    "clang": (["clang-22"], []),
    "asan": (["gcc", *SANITIZE], []),
    "g++": (["g++", "-x", "c++", "-std=c++11"], []),
    "aarch64": (["aarch64-linux-gnu-gcc"], ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]),
    "armhf": (["arm-linux-gnueabihf-gcc"], ["qemu-arm", "-L", "/usr/arm-linux-gnueabihf"]),
    "riscv64": (["riscv64-linux-gnu-gcc"], ["qemu-riscv64", "-L", "/usr/riscv64-linux-gnu"]),
    # The board's build script takes its output first.
    "cortex-m4": ([os.path.join(BOARD, "build"), "program"], [os.path.join(BOARD, "run")]),
    # The same board without a floating-point unit.
    "cortex-m3": (["arm-none-eabi-gcc", "-mcpu=cortex-m3", "-mthumb", "-I", BOARD, "-nostartfiles", "-T",
                   os.path.join(BOARD, "mps2_an386.ld"), os.path.join(BOARD, "startup.c"),
                   os.path.join(BOARD, "semihosting.c")], [os.path.join(BOARD, "run")]),
}


def fail(message):
    sys.exit(f"run_generated: {message}")


def run(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    if result.returncode != 0:
        fail(f"{' '.join(command)}\nexit status {result.returncode}\n{result.stdout}{result.stderr}"[:6000])


def read_header(source):
    with open(os.path.join(source, "model.h"), encoding="utf-8") as file:
        return file.read()


def header_value(source, macro):
    found = re.search(rf"^#define {macro} \(?([-0-9.e+]+)f?\)?", read_header(source), re.MULTILINE)
    if not found:
        fail(f"model.h defines no {macro}")
    return float(found.group(1))


def read_model(source, report):
    """The GeneratedModel of a folder and, if there is one, the file of its report."""
    try:
        if report is None:
            return GeneratedModel(source)
        with open(report, encoding="utf-8") as file:
            return GeneratedModel(source, report=json.load(file))
    except (HeaderError, PlanError) as error:
        fail(str(error))


def build_and_run(build, model, work, inputs):
    """The bytes of each output of one build; `inputs`: the bytes of each input."""
    name, _, flags = build.partition(":")
    if name not in BUILDS:
        fail(f"no build named {name}; there are {', '.join(BUILDS)}")
    compiler, runner = BUILDS[name]
    strict = [] if name == "g++" else STRICT
    command = model.build_command(work, [*compiler, *strict, *flags.split(",") * bool(flags)])
    # What does not ask for libm must do without.
    libraries = ["-lm"] * ("(-lm)" in read_header(model.source))
    run([word for word in command if word != "-lm"] + libraries, cwd=work)
    files = [os.path.join(work, f"{index}.bin") for index in range(len(model.ports))]
    for path, data in zip(files, inputs):
        with open(path, "wb") as file:
            file.write(data)
    run([*runner, os.path.join(work, "program"), *files])
    outputs = []
    for path in files[len(model.inputs):]:
        with open(path, "rb") as file:
            outputs.append(file.read())
    return outputs


def read_bytes(path, port):
    """The bytes of a buffer, from a .npy of its type or a file of them."""
    if path.endswith(".npy"):
        data = np.load(path)
        is_byte = data.dtype.itemsize == port.dtype.itemsize == 1
        if data.dtype != port.dtype and not is_byte:
            fail(f"{path} holds {data.dtype}, expected {port.dtype} for {port.name}")
        return data.tobytes()
    with open(path, "rb") as file:
        return file.read()


def integers_of(path, source):
    """The stored bytes behind real numbers that ONNX Runtime dequantized."""
    real = np.load(path).astype(np.float64)
    scale = header_value(source, "MODEL_OUTPUT_SCALE")
    zero_point = header_value(source, "MODEL_OUTPUT_ZERO_POINT")
    integers = real / np.float32(scale) + zero_point
    rounded = np.rint(integers)
    if np.abs(integers - rounded).max() > 0.01:
        fail(f"{path} is not made of integers times {scale}")
    if rounded.ndim == 4:
        # ONNX keeps [N, C, H, W], the C [N, H, W, C].
        rounded = rounded.transpose(0, 2, 3, 1)
    return (rounded.astype(np.int64) & 255).astype(np.uint8).tobytes()


def compare_arrays(got, want, rtol, atol):
    """Where two arrays of one shape differ, or None, and their largest difference."""
    got, want = np.atleast_1d(got), np.atleast_1d(want)
    if want.dtype.kind != "f":
        at = np.flatnonzero(got.ravel() != want.ravel())
        difference = 0.0
    else:
        with np.errstate(invalid="ignore", over="ignore"):
            distance = np.abs(got.astype(np.float64) - want.astype(np.float64))
            same = (got == want) | (np.isnan(got) & np.isnan(want))
            distance[same] = 0.0
            at = np.flatnonzero(~(same | (distance <= atol + rtol * np.abs(want.astype(np.float64)))).ravel())
            difference = float(distance.max(initial=0.0))
    if not len(at):
        return None, difference
    first = at[0]
    return (f"{len(at)} of {want.size} elements differ, first at {first}: {got.ravel()[first]} against "
            f"{want.ravel()[first]}"), difference


def compare_bytes(got, want, port, rtol, atol):
    if len(got) != len(want):
        return f"{len(got)} bytes against {len(want)}", 0.0
    return compare_arrays(np.frombuffer(got, port.dtype), np.frombuffer(want, port.dtype), rtol, atol)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("source")
    parser.add_argument("--input", action="append", required=True)
    parser.add_argument("--build", action="append", required=True)
    parser.add_argument("--expect", action="append")
    parser.add_argument("--expect-float")
    parser.add_argument("--rtol", type=float, default=1e-4)
    parser.add_argument("--atol", type=float, default=1e-5)
    parser.add_argument("--report")
    arguments = parser.parse_args()
    model = read_model(arguments.source, arguments.report)
    for kind, files, ports in (("input", arguments.input, model.inputs), ("output", arguments.expect, model.outputs)):
        if files and len(files) != len(ports):
            fail(f"{len(files)} files for {len(ports)} {kind}s")
    inputs = [read_bytes(path, port) for path, port in zip(arguments.input, model.inputs)]
    wanted, wanted_by = None, "the expected output"
    if arguments.expect:
        wanted = [read_bytes(path, port) for path, port in zip(arguments.expect, model.outputs)]
    elif arguments.expect_float:
        wanted = [integers_of(arguments.expect_float, arguments.source)]
    for build in arguments.build:
        with tempfile.TemporaryDirectory() as work:
            got = build_and_run(build, model, work, inputs)
        if wanted is None:
            wanted, wanted_by = got, build
        largest = 0.0
        for port, a, b in zip(model.outputs, got, wanted):
            problem, difference = compare_bytes(a, b, port, arguments.rtol, arguments.atol)
            largest = max(largest, difference)
            if problem:
                fail(f"{build}: {port.name} differs from {wanted_by}: {problem}")
        is_float = any(port.dtype.kind == "f" for port in model.outputs)
        print(f"{build}: {sum(map(len, got))} bytes as expected" + f", largest difference {largest:.3g}" * is_float)


if __name__ == "__main__":
    main()
