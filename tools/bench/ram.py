#!/usr/bin/python3
"""Prints how much RAM networks need, layer by layer and in rows, and what the default schedule costs in time.

tools/bench/ram.py [MODEL...] [--rounds N] [--seconds S] [--preset release | --attendc FILE]

Bytes are those of the arena, as the header declares them and every run of tools/generated/main.c sees them used; a whole
frame stands beside the arena, a pushed one does not. Exit status 1 if a network takes more than it may. Multiply-adds are those of the ONNX file, and those of the schedule with
the least RAM, counted row by row. Times are ratios of medians, taken in turn on one thread. Models are zoo names
(default: all that have limits). Works in build/bench.
"""
import argparse
import json
import os
import statistics
import sys

import bench

sys.path.insert(1, os.path.join(bench.ROOT, "tools", "zoo"))
import make_zoo  # noqa: E402
from examples import examples, write_examples  # noqa: E402

LAYERS, LEAST, PUSHED = ["--ram=time"], ["--ram=min"], ["--ram=min", "--push-rows"]
# Name -> most bytes of the arena with the whole frame, and of the arena where the frame is pushed.
LIMITS = {
    "attendnet_b": (275 * 1024, 128 * 1024),
    "attendnet_a": (None, 192 * 1024),
    "resnet8": (None, 21103),
    "mobilenet_v1_025_96": (None, 55295),
    "ds_cnn": (None, 15999),
}
TARGETS = ("portable", "x86-avx2")


def quantized_network(attendc, name):
    """The file of the network in int8."""
    directory = os.path.join(bench.WORK, name)
    calibration, model = os.path.join(directory, "examples"), os.path.join(directory, f"{name}_ram.onnx")
    write_examples(calibration, examples(name, 8))
    bench.run(["/usr/bin/python3", make_zoo.__file__, directory, f"{name}_op13"])
    bench.run([attendc, "quantize", os.path.join(directory, f"{name}_op13.onnx"), "--quantizer", "plain", "--calibration", calibration, "-o", model])
    return model


def report(attendc, model, schedule):
    return json.loads(bench.run([attendc, "report", model, *schedule, "--json"]))


def frame_bytes(plan):
    return sum(buffer["bytes"] for buffer in plan["buffers"] if buffer["kind"] == "input")


def computed_macs(plan):
    """Multiply-adds of the plan: those of its layers, if its pipelines compute each row once."""
    for span in plan["spans"]:
        first, last = span["ticks"]
        rows = sum(plan["layers"][layer]["output"][1] if span["pipeline"] >= 0 else 1 for layer in span["layers"])
        if last - first + 1 != rows:
            sys.exit(f"ram: {rows} rows are computed in {last - first + 1} steps")
    return plan["macs"]


def print_sizes(attendc, models):
    """True if all limits hold."""
    holds = True
    print("| network | layer by layer | in rows | and the frame | at most | pushed | at most | multiply-adds | computed |\n"
          "|---|---|---|---|---|---|---|---|---|")
    for name, model in models.items():
        layers, least, pushed = (report(attendc, model, schedule) for schedule in (LAYERS, LEAST, PUSHED))
        most, most_pushed = LIMITS.get(name, (None, None))
        macs = make_zoo.networks()[name]["multiply_adds"]
        arenas = [plan["arenaBytes"] for plan in (layers, least, pushed)]
        whole = arenas[1] + frame_bytes(least)
        holds = holds and whole <= (most or whole) and arenas[2] <= (most_pushed or arenas[2])
        cells = [arenas[0], arenas[1], whole, most or "-", arenas[2], most_pushed or "-", macs,
                 f"{computed_macs(pushed) / macs:.1%}"]
        print(f"| {name} | " + " | ".join(map(str, cells)) + " |", flush=True)
    return holds


def print_times(attendc, models, rounds, seconds):
    """Of the target's default schedule and of the one with the least RAM, relative to layer by layer."""
    print("\n| network | target | layer by layer, ms | default | least RAM |\n|---|---|---|---|---|")
    for name, model in models.items():
        for target in filter(bench.runs_here, TARGETS):
            systems = {}
            for label, schedule in (("layers", LAYERS), ("default", []), ("least", LEAST)):
                directory = os.path.join(bench.WORK, name, f"{target}-{label}")
                systems[label] = bench.build_c(attendc, model, directory, target, schedule)
            bench.measure(systems, rounds, seconds)
            layers, default, least = (statistics.median(system["times"]) for system in systems.values())
            print(f"| {name} | {target} | {layers / 1000:.2f} | {default / layers:.2f} | {least / layers:.2f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=list(LIMITS))
    parser.add_argument("--rounds", type=int, default=5, help="0 prints no times")
    parser.add_argument("--seconds", type=float, default=0.5, help="of each program in each round")
    parser.add_argument("--preset", default="release")
    parser.add_argument("--attendc")
    arguments = parser.parse_args()
    attendc = arguments.attendc or bench.find_attendc(arguments.preset)
    models = {name: quantized_network(attendc, name) for name in arguments.models}
    holds = print_sizes(attendc, models)
    if arguments.rounds:
        print_times(attendc, models, arguments.rounds, arguments.seconds)
    return not holds


if __name__ == "__main__":
    sys.exit(main())
