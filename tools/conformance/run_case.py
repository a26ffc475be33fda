"""Decides what became of one case: compiled, built, run and compared with the outputs that ONNX gives.

Modes: "as is", and "baked", every graph input but the first being an initializer, as in files of trained networks.
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from onnx import numpy_helper

from cases import INTEGER_LAYERS, QUANTIZATION

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "generated"))
from generated_model import SANITIZE, STRICT, GeneratedModel, HeaderError  # noqa: E402

# Tolerances of ONNX's own runner (onnx/backend/test/runner).
RELATIVE, ABSOLUTE = 1e-3, 1e-7
UNSUPPORTED_STATUS = 3
OUTCOMES = ("passed", "unsupported", "failed", "crashed")
SECONDS = 60
# What a sanitizer found is a crash of the generated program.
SANITIZER_WORDS = ("AddressSanitizer", "runtime error:", "LeakSanitizer")


class Stopped(Exception):
    """A step that did not succeed: the outcome and one line why."""

    def __init__(self, outcome, reason):
        super().__init__(reason)
        self.outcome, self.reason = outcome, reason


def load_tensor(path):
    with open(path, "rb") as file:
        return numpy_helper.to_array(onnx.TensorProto.FromString(file.read()))


def baked(model, arrays):
    """The model with each input but the first as an initializer of its value in `arrays`."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    inputs = list(result.graph.input)
    for value, array in zip(inputs[1:], arrays[1:]):
        result.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array).reshape(array.shape),
                                                                value.name))
    del result.graph.input[1:]
    return result


def step(name, command):
    """Runs the tool called `name`; raises Stopped if it does not exit with 0."""
    try:
        result = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Stopped("crashed", f"{name} took over {SECONDS} s") from None
    if result.returncode == 0:
        return
    lines = [line.strip() for line in (result.stderr + result.stdout).splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines or ["no message"]
    telling[0] = telling[0].removeprefix("attendc: error: ")
    if result.returncode < 0:
        raise Stopped("crashed", f"{name}: {signal.Signals(-result.returncode).name}: {telling[0]}")
    if any(word in line for word in SANITIZER_WORDS for line in lines):
        raise Stopped("crashed", f"{name}: {telling[0]}")
    if name == "attendc" and result.returncode == UNSUPPORTED_STATUS:
        raise Stopped("unsupported", telling[0])
    raise Stopped("failed", f"{name}: {telling[0]}")


def difference(name, got, wanted, slack):
    """How `got` differs from `wanted` beyond what is allowed, or None. slack: largest difference of integers."""
    if got.shape != wanted.shape:
        return f"{name}: shape {list(got.shape)}, expected {list(wanted.shape)}"
    if wanted.dtype.kind == "f":
        off = ~np.isclose(got, wanted, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
    elif wanted.dtype.kind == "b" or not slack:
        off = got != wanted
    else:
        off = np.abs(got.astype(np.int64) - wanted.astype(np.int64)) > slack
    if not off.any():
        return None
    return f"{name}: {np.count_nonzero(off)} of {off.size} elements differ, first {got[off][0]} against {wanted[off][0]}"


class Runner:
    """How all cases are run: `attendc`, the command of the compiler; `sanitize`, whether the C is built with
    AddressSanitizer and UBSan; `keep`, a folder that keeps the files, or None."""

    def __init__(self, attendc, sanitize=False, keep=None):
        self.attendc, self.keep = attendc, keep
        self.compiler = ["gcc", *STRICT, "-O0", *(SANITIZE if sanitize else [])]

    def run(self, case, mode):
        """(outcome, reason) of a case in a mode; (None, "") if baking would change nothing."""
        for inputs, outputs in case.data_sets():
            arrays = [load_tensor(path) for path in inputs]
            wanted = [load_tensor(path) for path in outputs]
            model = case.model
            if mode == "baked":
                if len(arrays) < 2:
                    return None, ""
                model, arrays = baked(model, arrays), arrays[:1]
            work = self.folder(case, mode)
            try:
                self.run_model(case, model, arrays, wanted, work)
            except Stopped as stopped:
                return stopped.outcome, stopped.reason
            except HeaderError as error:
                return "failed", str(error)
            finally:
                if not self.keep:
                    shutil.rmtree(work)
        return "passed", ""

    def folder(self, case, mode):
        if not self.keep:
            return tempfile.mkdtemp(prefix="conformance-")
        work = os.path.join(self.keep, case.path, mode.replace(" ", "-"))
        os.makedirs(work, exist_ok=True)
        return work

    def run_model(self, case, model, arrays, wanted, work):
        path, source = os.path.join(work, "model.onnx"), os.path.join(work, "c")
        onnx.save(model, path)
        # A graph with integer layers is compiled to integers, any other stays float.
        flags = [] if case.operators & INTEGER_LAYERS else ["--float"]
        step("attendc", [*self.attendc, "compile", path, *flags, "-o", source])
        generated = GeneratedModel(source)
        step("gcc", generated.build_command(work, self.compiler))
        step("program", generated.run_command(work, arrays))
        slack = 1 if case.operators & QUANTIZATION else 0
        for got, expected, value in zip(generated.read_outputs(work, [array.dtype for array in wanted]), wanted,
                                        model.graph.output):
            problem = difference(value.name, got, expected, slack)
            if problem:
                raise Stopped("failed", problem)


def overall(results):
    """The outcome of a case from {mode: (outcome, reason)}: passed if a mode passed and none went wrong."""
    known = [result for result in results.values() if result[0]]
    for outcome in ("crashed", "failed", "passed", "unsupported"):
        for result in known:
            if result[0] == outcome:
                return result
    raise ValueError("no mode")
