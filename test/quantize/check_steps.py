"""Checks that the quantizer's steps bring a small network closer to float, on inputs that calibration did not see.

check_steps.py ATTENDC FOLDER: quantizes small_network.py's by different steps, and compares the outputs. Also that --report
and two runs agree.
"""
import json
import os
import sys

from small_network import SmallNetwork


def inputs(random):
    return [random.standard_normal((1, 3, 12, 12)) for _ in range(40)]


def main():
    attendc, folder = sys.argv[1:]
    network = SmallNetwork(attendc, folder, inputs)
    quantize, ratio = network.quantize, network.ratio

    plain = ratio(quantize("plain", "--quantizer", "plain"))
    gains = {
        "equalize": ratio(quantize("equalize", "--quantizer", "equalize", "--calibration-method", "minmax")) - plain,
        "correct": ratio(quantize("correct", "--quantizer", "correct", "--calibration-method", "minmax")) - plain,
        "best": ratio(quantize("best")) - plain,
    }
    # Where the values' own rounding does not hide that of the weights.
    rounded = ratio(quantize("round", "--quantizer", "equalize,round", "--calibration-method", "minmax"))
    gains["round"] = rounded - plain - gains["equalize"]
    print(f"plain {plain:.2f} dB, then {', '.join(f'{step} {gain:+.2f}' for step, gain in gains.items())}")
    for step, gain in gains.items():
        if gain <= 0:
            sys.exit(f"{step} makes it worse")
    report = os.path.join(folder, "report.json")
    again = quantize("again", "--report", report)
    with open(again, "rb") as a, open(os.path.join(folder, "best.onnx"), "rb") as b:
        if a.read() != b.read():
            sys.exit("two runs differ")
    with open(report, encoding="utf-8") as file:
        found = json.load(file)
    names = [layer["name"] for layer in found["layers"]]
    if names != ["first", "depthwise", "last", "mean"]:
        sys.exit(f"layers are {names}")
    if not all(layer["outputSqnrAlone"] > found["outputSqnr"] for layer in found["layers"]):
        sys.exit("a layer alone is worse than all of them")
    print("the report names every layer")


if __name__ == "__main__":
    main()
