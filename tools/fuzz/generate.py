"""Decides what network I of a seed is: its form, its opset, and the ways through the compiler that it takes."""
import dataclasses
import os

import numpy as np
import onnx

from check import Variant, Verdict
from qdq_form import QdqWriter
from quantization import Quantization
from random_network import example, multiplications, random_network

# How often each form is drawn.
FORMS = {"qdq": 6, "calibrated": 3}
MOST_MULTIPLICATIONS = 3_000_000
OPSETS = {"qdq": [11, 12, 13, 14, 15, 16, 17, 18, 19, 21], "calibrated": [7, 9, 11, 12, 13, 14, 15, 17, 18, 20]}
COMPILERS = (["gcc-asan", "clang-asan", "gcc", "clang"], [7, 1, 1, 1])


@dataclasses.dataclass
class Case:
    form: str
    model: onnx.ModelProto
    variants: list
    samples: int


def generate(seed, index, forms, with_oracle, checker):
    """A Case; a Verdict if making it took the compiler, and that refused or failed."""
    rng = np.random.default_rng([seed, index])
    form = pick(rng, forms, [FORMS[form] for form in forms])
    opset = pick(rng, OPSETS[form])
    while True:
        graph = random_network(rng, opset, normed=form == "calibrated")
        if multiplications(graph) < MOST_MULTIPLICATIONS:
            break
    kind = pick(rng, [np.int8, np.uint8])
    variants = choose_variants(rng, with_oracle)
    if form == "calibrated":
        model = calibrate(graph, kind, checker)
        return model if isinstance(model, Verdict) else Case(form, model, variants, 3)
    quantization = Quantization(graph, kind, free=not with_oracle and rng.random() < 0.5)
    return Case(form, QdqWriter(quantization).model()[0], variants, 3)


def pick(rng, choices, weights=None):
    if weights is not None:
        weights = np.asarray(weights, float) / np.sum(weights)
    return choices[int(rng.choice(len(choices), p=weights))]


def choose_variants(rng, with_oracle):
    """The first one is what ONNX Runtime is compared with; at times a second one of the other target."""
    targets = ["portable", "x86-avx2"]
    first = int(rng.integers(2))
    variants = [Variant(targets[first], pick(rng, *COMPILERS), with_oracle or rng.random() < 0.2)]
    if rng.random() < 0.25:
        variants.append(Variant(targets[1 - first], pick(rng, *COMPILERS), False))
    return variants


def calibrate(graph, kind, checker):
    """The model that `attendc quantize` makes of the float network and random pictures."""
    folder = os.path.join(checker.work, "examples")
    os.makedirs(folder, exist_ok=True)
    for i in range(2):
        np.save(os.path.join(folder, f"{i}.npy"), example(graph.rng, graph.inputs[0]))
    source, result = (os.path.join(checker.work, name) for name in ("float.onnx", "quantized.onnx"))
    onnx.save(graph.model(), source)
    if os.path.exists(result):
        os.remove(result)
    method = pick(graph.rng, ["minmax", "percentile"], [4, 1])
    try:
        reason = checker.call(["quantize", source, "--calibration", folder, "--calibration-method", method,
                               "--activations", "u8" if kind is np.uint8 else "s8", "-o", result])
    except Exception as failure:
        return Verdict("failed", failure.kind, failure.text)
    return Verdict("refused", text=reason) if reason else onnx.load(result)
