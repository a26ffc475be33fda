"""Decides how the C of one network is built and run: strict warnings, sanitizers, exact buffers."""
import dataclasses
import os
import re
import resource
import signal
import subprocess

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror"]
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
# What a build may be made with; the first ones are drawn more often.
COMPILERS = {
    "gcc-asan": ["gcc", "-O0", *SANITIZE],  # -O0 compiles three times faster than -O1
    "clang-asan": ["clang-22", "-O1", *SANITIZE],
    "gcc": ["gcc", "-O2"],
    "clang": ["clang-22", "-O2"],
}
TARGET_FLAGS = {"portable": [], "x86-avx2": ["-mavx2", "-mfma"],
                "x86-avx512vnni": ["-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512vnni", "-mavx2", "-mfma"]}
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0", "LC_ALL": "C"}


class Failure(Exception):
    """A network that does not do what it should. `kind` stays the same while a model is reduced."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind, self.text = kind, text


def run_tool(command, seconds=30):
    """(status, stderr); a process that takes more than `seconds` of processor time is a Failure."""
    def limit():
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    failure = Failure(f"{os.path.basename(command[0])} takes too long", f"over {seconds} s: {' '.join(command)}")
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=40 * seconds,
                              env=ENVIRONMENT, preexec_fn=limit)
    except subprocess.TimeoutExpired:
        raise failure from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise failure
    return done.returncode, done.stderr


def computes_in_float(folder):
    """Whether the header says that layers are floating point."""
    with open(os.path.join(folder, "model.h")) as file:
        return "Computes in floating point" in file.read()


def stored_as(folder, ports):
    """The ports with the types that the header has: float where ONNX sees float and nothing rounds it."""
    with open(os.path.join(folder, "model.h")) as file:
        types = re.findall(r"^#define MODEL_\w+_TYPE (\w+)", file.read(), re.MULTILINE)
    if len(types) != len(ports):
        raise Failure("header", f"model.h describes {len(types)} buffers, the model has {len(ports)}")
    return [dataclasses.replace(port, scale=None) if c_type == "float" else port for port, c_type in zip(ports, types)]


def write_binding(folder):
    """Writes binding.c, which gives runner.c one form for networks of any inputs and outputs."""
    with open(os.path.join(folder, "model.h")) as file:
        header = file.read()
    types = dict(re.findall(r"^#define MODEL_(\w+)_TYPE (\w+)", header, re.MULTILINE))
    declared = re.search(r"^int model_run\(([^;]*)\);", header, re.MULTILINE | re.DOTALL).group(1)
    parameters = [" ".join(parameter.split()) for parameter in declared.split(",")]
    pointers = [p.rsplit("*", 1)[0].strip() for p in parameters[:-1]]
    inputs = [p for p in pointers if p.startswith("const ")]
    names = list(types)
    if len(names) != len(pointers):
        raise Failure("header", f"model.h declares {len(pointers)} buffers and describes {len(names)}")
    sizes = [f"MODEL_{name}_BYTES" for name in names]
    calls = [f"({p} *)inputs[{i}]" for i, p in enumerate(inputs)]
    calls += [f"({p} *)outputs[{i}]" for i, p in enumerate(pointers[len(inputs):])]
    text = f"""#include <stddef.h>
#include "model.h"
extern const size_t fuzz_input_bytes[], fuzz_output_bytes[];
extern const size_t fuzz_input_count, fuzz_output_count;
extern const size_t fuzz_arena_bytes, fuzz_arena_align;
int fuzz_call(void **inputs, void **outputs, void *arena);
const size_t fuzz_input_bytes[] = {{{", ".join(sizes[:len(inputs)]) or "0"}}};
const size_t fuzz_output_bytes[] = {{{", ".join(sizes[len(inputs):])}}};
const size_t fuzz_input_count = {len(inputs)}, fuzz_output_count = {len(sizes) - len(inputs)};
const size_t fuzz_arena_bytes = MODEL_ARENA_BYTES, fuzz_arena_align = MODEL_ARENA_ALIGN;
int fuzz_call(void **inputs, void **outputs, void *arena) {{
  (void)inputs;
  return model_run({", ".join(calls)}, arena);
}}
"""
    with open(os.path.join(folder, "binding.c"), "w") as file:
        file.write(text)


class Builder:
    """Compiles and runs generated C; the runner itself is compiled once per compiler."""

    def __init__(self, work):
        self.work, self.runners = work, {}

    def runner(self, compiler):
        if compiler not in self.runners:
            path = os.path.join(self.work, f"runner-{compiler}.o")
            flags = [flag for flag in COMPILERS[compiler][1:] if flag != "-O2"]
            status, errors = run_tool([COMPILERS[compiler][0], *flags, *STRICT, "-c", os.path.join(HERE, "runner.c"), "-o", path])
            if status:
                raise SystemExit(f"fuzz: {compiler} cannot compile the runner: {errors}")
            self.runners[compiler] = path
        return self.runners[compiler]

    def build(self, folder, target, compiler):
        write_binding(folder)
        program = os.path.join(folder, "program")
        sources = [os.path.join(folder, name) for name in ("model.c", "model_weights.c", "binding.c")]
        command = [*COMPILERS[compiler], *TARGET_FLAGS[target], *STRICT, *sources, self.runner(compiler), "-o", program]
        with open(os.path.join(folder, "model.h")) as file:
            if "-lm" in file.read():
                command.append("-lm")
        status, errors = run_tool(command, 120)
        if status:
            lines = [line for line in errors.splitlines() if "error" in line or "warning" in line] or errors.splitlines()
            raise Failure("C does not compile", f"{compiler}: {lines[0] if lines else status}")
        return program

    def run(self, program, inputs, samples, outputs):
        """`samples`: stored arrays per run in the C's order; returns arrays per run, in ONNX's order."""
        source, result = os.path.join(self.work, "in.bin"), os.path.join(self.work, "out.bin")
        with open(source, "wb") as file:
            for sample in samples:
                for port, array in zip(inputs, sample):
                    file.write(port.to_c(array).tobytes())
        status, errors = run_tool([program, source, result, str(len(samples))])
        if status:
            found = re.search(r"(runtime error: .*|ERROR: AddressSanitizer: [\w-]+.*)", errors)
            raise Failure("sanitizer" if found else "C crashes", found.group(1) if found else f"exit status {status}")
        data = np.fromfile(result, np.uint8)
        sizes = [port.stored_type.itemsize * int(np.prod(port.shape)) for port in outputs]
        if len(data) != len(samples) * sum(sizes):
            raise Failure("sizes", f"the C wrote {len(data)} bytes, expected {len(samples)} times {sizes}")
        runs, at = [], 0
        for _ in samples:
            arrays = []
            for port, size in zip(outputs, sizes):
                arrays.append(port.from_c(data[at:at + size].view(port.stored_type)))
                at += size
            runs.append(arrays)
        return runs
