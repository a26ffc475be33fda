"""Breaks plans of a network at random and checks that attend-verify-loops refuses what makes the C compute something else.

mutate_plans.py MODEL.onnx --work DIR [--count N] [--compile OPTION]...

MODEL is quantized. Each mutant moves the place of a result, of scratch or of a pipeline's counters in the arena, gives a
ring another number of rows, or swaps two steps, and is lowered by attend-lower-to-loops. Where the verifier accepts its
loops, the C must compute what that of the sound plan does, whatever is in the arena (tools/generated/main.c).
PATH must hold attendc and attend-opt. Exit status 1 if a mutant deceives the verifier, or if few are refused.
"""
import argparse
import os
import re
import subprocess
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
sys.path.insert(0, os.path.join(ROOT, "tools", "generated"))
from generated_model import GeneratedModel  # noqa: E402

OFFSET = re.compile(r"(kernel\.(?:scratch_)?offset) = (\d+)")
STATES = re.compile(r"(kernel\.state_offsets = array<i64: )([\d, ]+)")
ROWS = re.compile(r"(kernel\.rows) = (\d+)")
STEPS = re.compile(r"array<i32: ([\d, ]+)>")


class Mutator:
    """Draws changes of a scheduled module's text."""

    def __init__(self, text, seed):
        self.text, self.random = text, np.random.Generator(np.random.Philox(key=seed))
        self.arena = int(re.search(r"kernel\.arena_bytes = (\d+)", text).group(1))

    def pick(self, matches):
        return matches[self.random.integers(len(matches))]

    def replaced(self, match, group, value):
        return self.text[:match.start(group)] + str(value) + self.text[match.end(group):]

    def move(self):
        match = self.pick(list(OFFSET.finditer(self.text)))
        return self.replaced(match, 2, 16 * self.random.integers(self.arena // 16))

    def move_counters(self):
        match = STATES.search(self.text)
        offsets = [int(word) for word in match.group(2).split(",")]
        offsets[self.random.integers(len(offsets))] = 16 * self.random.integers(self.arena // 16)
        return self.replaced(match, 2, ", ".join(map(str, offsets)))

    def resize(self):
        match = self.pick(list(ROWS.finditer(self.text)))
        return self.replaced(match, 2, max(1, int(match.group(2)) + self.pick([-2, -1, -1, 1])))

    def swap(self):
        steps = re.search(r"kernel\.steps = \[(.*?)\]", self.text)
        match = self.pick(list(STEPS.finditer(self.text, steps.start(), steps.end())))
        turns = match.group(1).split(", ")
        at = self.random.integers(len(turns) - 1)
        turns[at], turns[at + 1] = turns[at + 1], turns[at]
        return self.replaced(match, 1, ", ".join(turns))

    def draw(self):
        return self.pick([self.move, self.move, self.move_counters, self.resize, self.resize, self.swap])()


def attempt(command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def must(command):
    result = attempt(command)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}: {result.stderr[:2000]}")
    return result


class Network:
    def __init__(self, model, work, options):
        self.work = work
        os.makedirs(work, exist_ok=True)
        self.scheduled = os.path.join(work, "scheduled.mlir")
        must(["attendc", "compile", model, *options, "--emit=scheduled", "-o", self.scheduled])

    def lower(self, text):
        """The file of the loops of a scheduled module; None if it cannot be lowered."""
        mutant, loops = os.path.join(self.work, "mutant.mlir"), os.path.join(self.work, "loops.mlir")
        with open(mutant, "w") as file:
            file.write(text)
        lowered = attempt(["attend-opt", mutant, "--attend-lower-to-loops", "--mlir-print-debuginfo", "-o", loops])
        return loops if lowered.returncode == 0 else None

    def outputs(self, loops):
        """What the C of loops computes from one input; None if it depends on what was in the arena."""
        source = os.path.join(self.work, "c")
        must(["attendc", "compile", "--from=loops", loops, "-o", source])
        generated = GeneratedModel(source)
        program = os.path.join(self.work, "program")
        must(generated.build_command(self.work, ["gcc", "-O0"]))
        random = np.random.Generator(np.random.Philox(key=1))
        ports = [os.path.join(self.work, f"{number}.bin") for number in range(len(generated.ports))]
        for port, path in zip(generated.inputs, ports):
            with open(path, "wb") as file:
                file.write(random.integers(0, 256, port.bytes, dtype=np.uint8).tobytes())
        if attempt([program, *ports]).returncode != 0:
            return None
        results = []
        for path in ports[len(generated.inputs):]:
            with open(path, "rb") as file:
                results.append(file.read())
        return results


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("model", metavar="MODEL.onnx")
    parser.add_argument("--work", required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--compile", action="append", default=[], metavar="OPTION")
    arguments = parser.parse_args()
    network = Network(arguments.model, arguments.work, arguments.compile)
    with open(network.scheduled) as file:
        text = file.read()
    wanted = network.outputs(network.lower(text))
    if wanted is None:
        sys.exit("the plan computes nothing before it is changed")
    refused, same, skipped, deceived = 0, 0, 0, []
    for seed in range(arguments.count):
        mutant = Mutator(text, seed).draw()
        loops = network.lower(mutant) if mutant != text else None
        if not loops:
            skipped += 1
        elif attempt(["attend-opt", loops, "--attend-verify-loops", "-o", os.devnull]).returncode != 0:
            refused += 1
        elif network.outputs(loops) == wanted:
            same += 1
        else:
            deceived.append(seed)
    print(f"{refused} refused, {same} compute the same, {skipped} are no plans, {len(deceived)} deceive: {deceived}")
    return bool(deceived) or refused < arguments.count // 3


if __name__ == "__main__":
    sys.exit(main())
