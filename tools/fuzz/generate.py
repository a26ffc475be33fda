"""Decides what network I of a seed is: its form, its opset, and the ways through the compiler that it takes."""
import dataclasses

import numpy as np
import onnx

from check import Plan, Variant
from ports import can_push
from qdq_form import QdqWriter
from quantization import Quantization
from random_network import multiplications, random_network, widen

# How often each form is drawn.
FORMS = {"qdq": 6, "calibrated": 3, "qoperator": 3, "float": 4}
MOST_MULTIPLICATIONS = 3_000_000
OPSETS = {"qdq": [11, 12, 13, 14, 15, 16, 17, 18, 19, 21], "qoperator": [12, 13, 15, 17, 19],
          "float": [7, 9, 11, 12, 13, 14, 15, 17, 18, 20, 22], "calibrated": [7, 9, 11, 12, 13, 14, 15, 17, 18, 20]}
# Passes that must not change a bit.
OPTIONAL_PASSES = ["attend-fold-transpose", "attend-fold-pad", "attend-recognize-condensers", "attend-remove-dead-channels",
                   "attend-drop-idle-clamps", "attend-bound-ranges"]
COMPILERS = (["gcc-asan", "clang-asan", "gcc", "clang"], [7, 1, 1, 1])


@dataclasses.dataclass
class Case:
    form: str
    model: onnx.ModelProto
    plan: Plan


def generate(seed, index, forms, with_oracle, local=False):
    """The Case; with an oracle only what it computes exactly is drawn."""
    rng = np.random.default_rng([seed, index])
    form = pick(rng, forms, [FORMS[form] for form in forms])
    # Another generator, so that other networks stay the same.
    nibbles = form in ("qdq", "qoperator") and np.random.default_rng([seed, index, 2]).random() < 0.2
    opset = pick(rng, OPSETS[form])
    while True:
        graph = random_network(rng, opset, form in ("calibrated", "float"), form == "float", local)
        if nibbles:
            widen(graph)
        if multiplications(graph) < MOST_MULTIPLICATIONS:
            break
    kind = pick(rng, [np.int8, np.uint8])
    variants = choose_variants(rng, with_oracle)
    if form == "float":
        variants = [dataclasses.replace(variant, match=False, without=()) for variant in variants[:2]]
    schedules = np.random.default_rng([seed, index, 1])
    if local or schedules.random() < 0.25:
        variants += choose_schedules(schedules, variants[0], can_push(graph.inputs))
    plan = Plan(variants, seed=index)
    if form == "float":
        return Case(form, graph.model(), dataclasses.replace(plan, in_float=True))
    if form == "calibrated":
        method = pick(rng, ["minmax", "percentile"], [4, 1])
        plan = dataclasses.replace(plan, calibration=(method, "u8" if kind is np.uint8 else "s8"))
        return Case(form, graph.model(), plan)
    quantization = Quantization(graph, kind, free=form == "qdq" and not with_oracle and rng.random() < 0.5, nibbles=nibbles)
    plan = dataclasses.replace(plan, operators=form == "qoperator")
    return Case(form, QdqWriter(quantization, plan.operators).model()[0], plan)


def pick(rng, choices, weights=None):
    if weights is not None:
        weights = np.asarray(weights, float) / np.sum(weights)
    return choices[int(rng.choice(len(choices), p=weights))]


def choose_variants(rng, with_oracle):
    """The first one is what ONNX Runtime is compared with; at times others of the other target or without some passes."""
    targets = ["portable", "x86-avx2"]
    first = int(rng.integers(2))
    match = bool(with_oracle or rng.random() < 0.2)
    variants = [Variant(targets[first], pick(rng, *COMPILERS), match)]
    if rng.random() < 0.25:
        variants.append(Variant(targets[1 - first], pick(rng, *COMPILERS), match and rng.random() < 0.5))
    if rng.random() < 0.25:
        without = tuple(name for name in OPTIONAL_PASSES if rng.random() < 0.6)
        variants.append(Variant(targets[first], pick(rng, *COMPILERS), match, without))
    return variants


def choose_schedules(rng, variant, pushes):
    """Variants of `variant` with the least RAM, pushed half of the time where that can be, and at times with more."""
    least = dataclasses.replace(variant, ram="min", push=pushes and bool(rng.random() < 0.5))
    schedules = [least]
    if rng.random() < 0.25:
        schedules.append(dataclasses.replace(least, ram=float(rng.random())))
    return [dataclasses.replace(schedule, compiler=pick(rng, *COMPILERS)) for schedule in schedules]
