"""Compiles generated C with several compilers, runs it, and compares the bytes that come out.

run_generated.py SOURCE_DIR --input FILE --build NAME:FLAGS ... [--expect FILE | --expect-float FILE.npy]

SOURCE_DIR holds model.h, model.c and model_weights.c. --input is a .npy of int8 or uint8, or raw bytes. Every build must
give the same bytes. --expect holds raw bytes; --expect-float is a .npy of the real numbers that ONNX Runtime
dequantized, from which the integers are recovered by the header's scale and zero point. Builds: gcc, clang, asan, g++,
aarch64, armhf, riscv64, cortex-m4, each with compiler flags behind a colon (gcc:-O2). A build whose compiler or
processor is missing is an error, not a skip: tests say REQUIRES.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wfloat-conversion",
          "-Wdouble-promotion", "-Werror"]
BOARD = os.path.join(ROOT, "targets", "arm", "cortex_m4")

# Name -> (compiler with its fixed flags, command that runs the program).
BUILDS = {
    "gcc": (["gcc"], []),
    "clang": (["clang-22"], []),
    "asan": (["gcc", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"], []),
    "g++": (["g++", "-x", "c++", "-std=c++11"], []),
    "aarch64": (["aarch64-linux-gnu-gcc"], ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"]),
    "armhf": (["arm-linux-gnueabihf-gcc"], ["qemu-arm", "-L", "/usr/arm-linux-gnueabihf"]),
    "riscv64": (["riscv64-linux-gnu-gcc"], ["qemu-riscv64", "-L", "/usr/riscv64-linux-gnu"]),
    "cortex-m4": ([os.path.join(BOARD, "build")], [os.path.join(BOARD, "run")]),
}


def fail(message):
    sys.exit(f"run_generated: {message}")


def run(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    if result.returncode != 0:
        fail(f"{' '.join(command)}\nexit status {result.returncode}\n{result.stdout}{result.stderr}"[:6000])


def build_and_run(build, source, work, input_file):
    """The output bytes of one build."""
    name, _, flags = build.partition(":")
    if name not in BUILDS:
        fail(f"no build named {name}; there are {', '.join(BUILDS)}")
    compiler, runner = BUILDS[name]
    strict = [] if name == "g++" else STRICT
    program, output = os.path.join(work, "program"), os.path.join(work, "output.bin")
    files = [os.path.join(source, f) for f in ("model.c", "model_weights.c")] + [os.path.join(HERE, "Inputs", "main.c")]
    # Only where the header asks for it: a model without it must link without it.
    libraries = ["-lm"] * ("(-lm)" in read_header(source))
    arguments = strict + flags.split(",") * bool(flags) + ["-I", source] + files + libraries
    # The board's build script takes its output first.
    command = compiler + ([program] + arguments if name == "cortex-m4" else arguments + ["-o", program])
    run(command)
    run(runner + [program, input_file, output])
    with open(output, "rb") as file:
        return file.read()


def read_header(source):
    with open(os.path.join(source, "model.h")) as file:
        return file.read()


def header_value(source, macro):
    found = re.search(rf"^#define {macro} \(?([-0-9.e+]+)f?\)?", read_header(source), re.MULTILINE)
    if not found:
        fail(f"model.h defines no {macro}")
    return float(found.group(1))


def expected_bytes(arguments):
    if arguments.expect:
        with open(arguments.expect, "rb") as file:
            return file.read()
    if not arguments.expect_float:
        return None
    real = np.load(arguments.expect_float).astype(np.float64)
    scale = header_value(arguments.source, "MODEL_OUTPUT_SCALE")
    zero_point = header_value(arguments.source, "MODEL_OUTPUT_ZERO_POINT")
    integers = real / np.float32(scale) + zero_point
    rounded = np.rint(integers)
    if np.abs(integers - rounded).max() > 0.01:
        fail(f"{arguments.expect_float} is not made of integers times {scale}")
    if rounded.ndim == 4:
        # ONNX keeps [N, C, H, W], the C [N, H, W, C].
        rounded = rounded.transpose(0, 2, 3, 1)
    return (rounded.astype(np.int64) & 255).astype(np.uint8).tobytes()


def first_difference(a, b):
    if len(a) != len(b):
        return f"{len(a)} bytes against {len(b)}"
    at = [i for i, (x, y) in enumerate(zip(a, b)) if x != y]
    return f"{len(at)} of {len(a)} bytes differ, first at {at[0]}: {a[at[0]]} against {b[at[0]]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("source")
    parser.add_argument("--input", required=True)
    parser.add_argument("--build", action="append", required=True)
    parser.add_argument("--expect")
    parser.add_argument("--expect-float")
    arguments = parser.parse_args()
    wanted, wanted_by = expected_bytes(arguments), "the expected output"
    with tempfile.TemporaryDirectory() as work:
        input_file = os.path.join(work, "input.bin")
        if arguments.input.endswith(".npy"):
            data = np.load(arguments.input)
            if data.dtype not in (np.int8, np.uint8):
                fail(f"{arguments.input} holds {data.dtype}, expected int8 or uint8")
            data.tofile(input_file)
        else:
            input_file = os.path.abspath(arguments.input)
        for build in arguments.build:
            got = build_and_run(build, arguments.source, work, input_file)
            if wanted is None:
                wanted, wanted_by = got, build
            elif got != wanted:
                fail(f"{build} differs from {wanted_by}: {first_difference(got, wanted)}")
            print(f"{build}: {len(got)} bytes as expected")


if __name__ == "__main__":
    main()
