"""Computes again what `attendc eval --json` says, picture by picture from what `attendc run` gives.

check_figures.py FIGURES.json DATA FORM=MODEL.onnx ... [-- OPTION ...]

Every form of the figures is that of a MODEL; `C` is compared with the last one. The options go to `attendc run`.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np


def pictures(data):
    """(path, class) of each picture, and the names of the classes."""
    names = sorted(name for name in os.listdir(data) if os.path.isdir(os.path.join(data, name)) and not name.startswith("."))
    return [(os.path.join(data, name, file), label) for label, name in enumerate(names)
            for file in sorted(os.listdir(os.path.join(data, name)))], names


def scores(model, path, options):
    with tempfile.TemporaryDirectory() as work:
        output = os.path.join(work, "scores.npy")
        command = ["attendc", "run", model, "--input", path, "--output", output, *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return np.load(output).reshape(-1)


def main():
    arguments, options = sys.argv[1:], []
    if "--" in arguments:
        at = arguments.index("--")
        arguments, options = arguments[:at], arguments[at + 1:]
    with open(arguments[0], encoding="utf-8") as file:
        figures = json.load(file)
    examples, names = pictures(arguments[1])
    models = dict(argument.split("=", 1) for argument in arguments[2:])
    assert figures["classes"] == names, figures["classes"]
    assert figures["pictures"] == len(examples), figures["pictures"]
    forms = {form["form"]: form for form in figures["forms"]}
    assert [name for name in forms if name != "C"] == list(models), list(forms)
    best = {}
    for name, model in models.items():
        confusion = np.zeros((len(names), len(names)), int)
        top5, best[name] = 0, []
        for path, label in examples:
            # A stable sort of falling scores: of equal ones the first class is the better.
            order = np.argsort(-scores(model, path, options), kind="stable")
            confusion[label, order[0]] += 1
            top5 += label in order[:5]
            best[name].append(order[0])
        # The C comes after the form that it was made of.
        for form in [forms[name]] + ([forms["C"]] if "C" in forms and name == list(models)[-1] else []):
            assert form["confusion"] == confusion.tolist(), (name, form["confusion"], confusion.tolist())
            assert form["top1"] == np.trace(confusion), (name, form["top1"])
            assert form["top5"] == top5, (name, form["top5"], top5)
    if "float" in best and "int8" in best:
        agreement = sum(a == b for a, b in zip(best["float"], best["int8"]))
        assert figures["floatAndInt8Agree"] == agreement, (figures["floatAndInt8Agree"], agreement)
    print("the same figures:", ", ".join(forms))


if __name__ == "__main__":
    main()
