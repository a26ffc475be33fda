"""Decides whether the compiler treats one model right: the C against the integer reference and ONNX Runtime.

The model must compile; its C must be free of warnings and of what sanitizers see, and must give the bytes of
`attendc run`; and, where the oracle is exact, ONNX Runtime's.
"""
import dataclasses
import json
import os
import re
import shutil
import sys
import zlib

import numpy as np
import onnx

from blame import explain
from generated_c import Builder, Failure, run_tool
from oracle import EXACT, OracleError
from ports import activation_type, ports_of, shape_of

TOOLS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[1:1] = [os.path.join(TOOLS, "generated"), os.path.join(TOOLS, "zoo")]
from arena_lives import PlanError  # noqa: E402
from generated_model import GeneratedModel, HeaderError  # noqa: E402
from qoperator import Rewriter  # noqa: E402

TOLERANCE = 1e-4  # of floats, relative to the largest of the tensor, or to 1


@dataclasses.dataclass(frozen=True)
class Variant:
    """One way through the compiler. `ram`: None, "min", or a number in [0, 1], which asks for as much as lies there
    between the least and the most that its other schedules took. `push`: the frame is pushed."""
    target: str
    compiler: str
    match: bool
    without: tuple = ()  # passes that are left out
    ram: object = None
    push: bool = False

    def flags(self):
        match = ["--match", "ort-x64"] if self.match else []
        return ["--target", self.target, *match, *(f"--disable-pass={name}" for name in self.without)]


@dataclasses.dataclass(frozen=True)
class Plan:
    """How one model is checked. `seed` decides the data; `calibration`: (method, s8 or u8) for a float model that
    `attendc quantize` takes first, else None. `operators`: a QDQ model is written with quantized operators first.
    `in_float`: a float model is compiled as it is. `examples`: [N, C, H, W] of real numbers for the one input, instead of
    random data."""
    variants: list
    samples: int = 3
    seed: int = 0
    calibration: tuple = None
    operators: bool = False
    in_float: bool = False
    examples: object = None

    def data(self, inputs):
        """Stored inputs, in ONNX's order: one list per sample."""
        if self.examples is not None:
            return [[inputs[0].stored(example[None])] for example in self.examples]
        return [[port.sample(stream(self.seed, i, port.name)) for port in inputs] for i in range(self.samples)]

    def flags(self, variant):
        return variant.flags() + (["--float"] if self.in_float else [])


@dataclasses.dataclass
class Verdict:
    """`status`: passed, refused (text is the reason) or failed (kind and text). `ties` counts elements that ONNX Runtime
    may round the other way; `oracle`: compared, refused or none."""
    status: str
    kind: str = ""
    text: str = ""
    ties: int = 0
    oracle: str = "none"


class Checker:
    """`attendc`: path of the compiler; `oracle` may be None; `work`: a folder that is this checker's own."""

    def __init__(self, attendc, work, oracle=None):
        self.attendc, self.work, self.oracle = attendc, work, oracle
        os.makedirs(work, exist_ok=True)
        self.builder = Builder(work)

    def check(self, model, plan):
        """A Verdict."""
        try:
            return self.examine(model, plan)
        except Failure as failure:
            return Verdict("failed", failure.kind, failure.text)
        except HeaderError as error:
            return Verdict("failed", "header", str(error))
        except PlanError as error:
            return Verdict("failed", "arena", str(error))

    def examine(self, model, plan):
        path = os.path.join(self.work, "model.onnx")
        onnx.save(model, path)
        if plan.calibration:
            path = os.path.join(self.work, "quantized.onnx")
            if reason := self.calibrate(model, path, plan):
                return Verdict("refused", text=reason)
            model = onnx.load(path)
        source = model  # blame explains by this one
        if plan.operators:
            model = with_quantized_operators(source)
            path = os.path.join(self.work, "operators.onnx")
            onnx.save(model, path)
        inputs, outputs = ports_of(model)
        verdict, first, arenas, references = Verdict("passed"), {}, {}, {}
        for index, variant in enumerate(plan.variants):
            generated = self.generate(path, variant, plan, arenas.setdefault((*variant.flags(), variant.push), []))
            if isinstance(generated, str):
                return Verdict("refused", text=generated)
            inputs, outputs = stored_as(generated.inputs, inputs), stored_as(generated.outputs, outputs)
            data = plan.data(inputs)
            exact = not generated.computes_in_float
            results = self.builder.build_and_run(generated, variant.target, variant.compiler, inputs, data, outputs)
            passes = variant.match, variant.without
            if passes not in references:
                references[passes] = self.reference(path, variant, inputs, data[0], outputs)
            reference = references[passes]
            for port, got, wanted in zip(outputs, results[0], reference):
                compare(port, got, wanted, f"{variant.target} C", "attendc run", "differs from the reference", exact)
            same = first.setdefault(variant.match, results)
            for run, other in zip(results, same):
                for port, got, wanted in zip(outputs, run, other):
                    compare(port, got, wanted, variant, plan.variants[0], "variants differ", exact)
            if self.oracle and index == 0 and plan.in_float:
                self.ask_float_oracle(path, inputs, data, outputs, results, verdict)
            elif self.oracle and index == 0 and variant.match and exact:
                self.ask_oracle(path, source, model, inputs, data, outputs, results, variant, verdict)
        return verdict

    def calibrate(self, model, result, plan):
        """Quantizes model.onnx by two examples of normal numbers; None, or the reason of a refusal."""
        folder = os.path.join(self.work, "examples")
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        value = model.graph.input[0]
        for i in range(2):
            numbers = stream(plan.seed, i, "example").standard_normal(shape_of(value)).astype(np.float32)
            np.save(os.path.join(folder, f"{i}.npy"), numbers)
        if os.path.exists(result):
            os.remove(result)
        method, activations = plan.calibration
        return self.call(["quantize", os.path.join(self.work, "model.onnx"), "--calibration", folder,
                          "--quantizer", "plain", "--calibration-method", method, "--activations", activations, "-o", result])

    def generate(self, path, variant, plan, arenas):
        """The GeneratedModel, or the reason of a refusal. `arenas`: bytes of other schedules of the same, to which this
        one's are added."""
        limit, ram = max(arenas, default=None), variant.ram
        if isinstance(ram, float):
            limit = ram = max(1, int(min(arenas) + ram * (limit - min(arenas))))
        flags = [*plan.flags(variant), *[f"--ram={ram}"] * (ram is not None), *["--push-rows"] * variant.push]
        report = None
        if "asan" in variant.compiler:
            reason, text = self.call_for_text(["report", path, *flags, "--json"])
            if reason:
                return reason
            report = json.loads(text)
            flags.append("--arena-hooks")
        if reason := self.compile(path, flags):
            return reason
        generated = GeneratedModel(self.folder(), report=report)
        if limit is not None and ram is not None and generated.arena_bytes > limit:
            raise Failure("arena too large", f"--ram={ram} gives {generated.arena_bytes} bytes, expected {limit} at most")
        arenas.append(generated.arena_bytes)
        return generated

    def folder(self):
        return os.path.join(self.work, "c")

    def compile(self, path, flags, folder=None):
        """None, or the reason of a refusal."""
        folder = folder or self.folder()
        shutil.rmtree(folder, ignore_errors=True)
        return self.call(["compile", path, *flags, "-o", folder])

    def call(self, words):
        """None, or the reason of a refusal."""
        return self.call_for_text(words)[0]

    def call_for_text(self, words):
        """(None or the reason of a refusal, stdout)."""
        status, text, errors = run_tool([self.attendc, *words])
        line = errors.strip().splitlines()[-1] if errors.strip() else ""
        if status == 3:
            return general(line), text
        if status == 1:
            raise Failure("rejected", f"attendc {words[0]}: {line}")
        if status:
            raise Failure(f"attendc {words[0]} crashes", f"exit status {status}: {line}")
        return None, text

    def reference(self, path, variant, inputs, sample, outputs):
        """The outputs of `attendc run` for one sample, in ONNX's order."""
        words = ["run", path, *variant.flags()]
        for i, (port, array) in enumerate(zip(inputs, sample)):
            file = os.path.join(self.work, f"input{i}.npy")
            # Stored bytes are taken in the C's order, real numbers in ONNX's.
            np.save(file, array if array.dtype.kind == "f" else port.to_c(array))
            words += ["--input", file]
        files = [os.path.join(self.work, f"output{i}.bin") for i in range(len(outputs))]
        for file in files:
            words += ["--output", file]
        if reason := self.call(words):
            raise Failure("reference refuses", f"attendc run: {reason}")
        return [port.from_c(np.fromfile(file, port.stored_type)) for port, file in zip(outputs, files)]

    def ask_float_oracle(self, path, inputs, data, outputs, results, verdict):
        feeds = [{port.name: array for port, array in zip(inputs, sample)} for sample in data]
        try:
            runs = self.oracle.run(path, feeds, {})
        except OracleError as error:
            verdict.oracle, verdict.text = "refused", general(str(error))
            return
        verdict.oracle = "compared"
        for run, got in zip(runs, results):
            for port, array in zip(outputs, got):
                compare(port, array, run[port.name], "the C", "ONNX Runtime", "differs from ONNX Runtime", False)

    def ask_oracle(self, path, source, model, inputs, data, outputs, results, variant, verdict):
        kind = activation_type(source)
        if kind not in EXACT:
            return
        feeds = [{port.name: port.real(array) for port, array in zip(inputs, sample)} for sample in data]
        try:
            runs = self.oracle.run(path, feeds, EXACT[kind])
            wrong = [port for run, got in zip(runs, results) for port, array in zip(outputs, got)
                     if not np.array_equal(port.real(array), run[port.name])]
            if wrong:
                verdict.ties = explain(self, source, model, inputs, data, EXACT[kind], variant, wrong[0].name)
        except OracleError as error:
            verdict.oracle, verdict.text = "refused", general(str(error))
            return
        verdict.oracle = "compared"


def stored_as(described, ports):
    """The ports with the types that the header has: float where ONNX sees float and nothing rounds it."""
    if len(described) != len(ports):
        raise HeaderError(f"model.h describes {len(described)} buffers, the model has {len(ports)}")
    return [dataclasses.replace(port, scale=None) if c.stored_type == "float" else port
            for port, c in zip(ports, described)]


def with_quantized_operators(model):
    """The QDQ model with ONNX's and ONNX Runtime's ops on integers where there are such."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    return Rewriter(copy).run()


def stream(seed, index, name):
    return np.random.default_rng([seed, index, zlib.crc32(name.encode())])


def compare(port, got, wanted, left, right, kind, exact):
    """Raises a Failure where two stored arrays differ. What floating point has gone into may differ by TOLERANCE of the
    largest number, or by one step of an integer."""
    if got.shape != wanted.shape:
        raise Failure(kind, f"output {port.name}: {left} has shape {got.shape}, {right} {wanted.shape}")
    if exact:
        differ = got != wanted
    elif got.dtype.kind == "f":
        largest = np.max(np.abs(wanted), initial=1.0, where=np.isfinite(wanted))
        differ = ~np.isclose(got, wanted, rtol=0, atol=TOLERANCE * largest, equal_nan=True)
    else:
        differ = np.abs(got.astype(np.int64) - wanted) > 1
    if not differ.any():
        return
    at = tuple(int(i) for i in np.argwhere(differ)[0])
    raise Failure(kind, f"output {port.name}: {left} and {right} differ in {int(differ.sum())} of {got.size} elements, "
                        f"first at {list(at)}: {got[at]} and {wanted[at]}")


def general(line):
    """A message without the names and numbers of one model, so that equal reasons are counted together."""
    line = re.sub(r"^.*?unsupported: ", "", line)
    line = re.sub(r"'[^']*'", "'..'", line)
    line = re.sub(r"^attendc: (error: )?", "", line)
    line = re.sub(r"\bn?_?[vx]\d\w*", "..", line)
    return re.sub(r"-?\d+(\.\d+)?(e[-+]?\d+)?", "N", line)[:160]
