"""Decides how the C of one network is built and run: strict warnings, sanitizers, exact buffers."""
import os
import re
import resource
import signal
import subprocess
import sys

import numpy as np

GENERATED = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "generated")
sys.path.insert(1, GENERATED)
from generated_model import MAIN, STRICT  # noqa: E402

SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
# What a build may be made with; the first ones are drawn more often.
COMPILERS = {
    "gcc-asan": ["gcc", "-O0", *SANITIZE],  # -O0 compiles three times faster than -O1
    "clang-asan": ["clang-22", "-O1", *SANITIZE],
    "gcc": ["gcc", "-O2"],
    "clang": ["clang-22", "-O2"],
}
# Undefined behaviour traps in a third less compile time; only what has trapped is built again to say where and why.
TRAP = {"gcc-asan": ["-fsanitize-undefined-trap-on-error"], "clang-asan": ["-fsanitize-trap=undefined"]}
TARGET_FLAGS = {"portable": [], "x86-avx2": ["-mavx2", "-mfma"],
                "x86-avx512vnni": ["-mavx512f", "-mavx512bw", "-mavx512vl", "-mavx512vnni", "-mavx2", "-mfma"]}
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0:abort_on_error=0", "LC_ALL": "C"}


class Failure(Exception):
    """A network that does not do what it should. `kind` stays the same while a model is reduced."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind, self.text = kind, text


def run_tool(command, seconds=30):
    """(status, stdout, stderr); a process that takes more than `seconds` of processor time is a Failure."""
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
    return done.returncode, done.stdout, done.stderr


class Builder:
    """Compiles and runs generated C; the program around it is compiled once per compiler."""

    def __init__(self, work):
        self.work, self.mains = work, {}

    def main(self, compiler):
        if compiler not in self.mains:
            path = os.path.join(self.work, f"main-{compiler}.o")
            flags = [flag for flag in COMPILERS[compiler][1:] if flag != "-O2"] + TRAP.get(compiler, [])
            status, _, errors = run_tool([COMPILERS[compiler][0], *flags, *STRICT, "-c", MAIN, "-o", path])
            if status:
                raise SystemExit(f"fuzz: {compiler} cannot compile {MAIN}: {errors}")
            self.mains[compiler] = path
        return self.mains[compiler]

    def build(self, model, target, compiler, explain=False):
        """`model`: a GeneratedModel, whose folder gets the program, which traps or explains what is undefined."""
        trap = [] if explain else TRAP.get(compiler, [])
        command = [*COMPILERS[compiler], *trap, *TARGET_FLAGS[target], *STRICT, "-I", model.source, "-I", GENERATED]
        command += [*model.write_binding(model.source), self.main(compiler)]
        status, _, errors = run_tool([*command, "-o", os.path.join(model.source, "program"), *model.libraries], 120)
        if status:
            lines = [line for line in errors.splitlines() if "error" in line or "warning" in line] or errors.splitlines()
            raise Failure("C does not compile", f"{compiler}: {lines[0] if lines else status}")

    def build_and_run(self, model, target, compiler, inputs, samples, outputs):
        """`samples`: stored arrays per run in ONNX's order; returns arrays per run in the same order."""
        self.build(model, target, compiler)
        try:
            return self.run(model, inputs, samples, outputs)
        except Failure:
            if compiler not in TRAP:
                raise
            self.build(model, target, compiler, explain=True)
            self.run(model, inputs, samples, outputs)
            raise

    def run(self, model, inputs, samples, outputs):
        """What the program that was built gives; see build_and_run."""
        files = [os.path.join(self.work, f"{index}.bin") for index in range(len(inputs) + len(outputs))]
        for index, port in enumerate(inputs):
            with open(files[index], "wb") as file:
                for sample in samples:
                    file.write(port.to_c(sample[index]).tobytes())
        status, _, errors = run_tool([os.path.join(model.source, "program"), *files])
        if status:
            found = re.search(r"(runtime error: .*|ERROR: AddressSanitizer: [\w-]+.*)", errors)
            kind, text = ("sanitizer", found.group(1)) if found else ("C crashes", errors.strip() or f"exit status {status}")
            raise Failure(kind, text)
        columns = []
        for path, port in zip(files[len(inputs):], outputs):
            data = np.fromfile(path, port.stored_type)
            if data.size != len(samples) * int(np.prod(port.shape)):
                raise Failure("sizes", f"the C wrote {data.size} elements of {port.name}, {len(samples)} times {port.shape}")
            columns.append([port.from_c(part) for part in np.split(data, len(samples))])
        return [list(arrays) for arrays in zip(*columns)]
