#!/usr/bin/python3
"""Counts what schedules cost: instructions, and cache misses where there is a cache.

tools/bench/instructions.py [MODEL...] [--targets a,b] [--preset release | --attendc FILE]

Each network is compiled layer by layer and with the least RAM. x86 programs run in Valgrind's cachegrind with the caches of
a small core (32 KiB, then 512 KiB), Cortex-M4 programs in QEMU, which counts instructions exactly; so the numbers are the same
in every run and under any load. `estimated` is the ratio that the compiler's cost table gives. Works in build/bench.
"""
import argparse
import os
import re

import bench
import ram

CACHES = ["--cache-sim=yes", "--D1=32768,8,64", "--I1=32768,8,64", "--LL=524288,8,64"]
BOARD = os.path.join(bench.ROOT, "targets", "arm", "cortex_m4")
SCHEDULES = {"layers": ram.LAYERS, "rows": ram.LEAST}


def count_on_host(program):
    """(instructions, misses of the first cache, misses of the second) of one inference on warm caches: two runs less
    one."""
    def count(runs):
        text = bench.run(["valgrind", "--tool=cachegrind", *CACHES, "--cachegrind-out-file=/dev/null", "--log-fd=1", program,
                          str(runs)])
        return [int(re.search(rf"{label}:\s+([\d,]+)", text).group(1).replace(",", ""))
                for label in ("I +refs", "D1 +misses", "LLd misses")]
    return [two - one for two, one in zip(count(2), count(1))]


def count_on_board(program):
    return [int(bench.run([os.path.join(BOARD, "run"), "--count", program, "1"])), None, None]


def count(attendc, model, directory, target, schedule):
    if target != "cortex-m4":
        built = bench.build_c(attendc, model, directory, target, schedule, "run_model.c")
        return count_on_host(built["command"][0])
    os.makedirs(directory, exist_ok=True)
    bench.run([attendc, "compile", model, "--target", target, *schedule, "-o", directory])
    files = [os.path.join(bench.HERE, "run_model.c"), *(os.path.join(directory, name) for name in ("model.c", "model_weights.c"))]
    program = os.path.join(directory, "run_model")
    bench.run([os.path.join(BOARD, "build"), program, "-DBOARD", "-I", directory, *files])
    return count_on_board(program)


def estimated(attendc, model, target):
    """Time of the schedule with the least RAM relative to layer by layer, by the cost table."""
    curve = ram.report(attendc, model, [*ram.LAYERS, "--target", target, "--ram-curve"])["ramCurve"]
    return curve[-1]["time"] / curve[0]["time"]


def both(layers, rows):
    return "-" if layers is None else f"{layers / 1000:.1f} / {rows / 1000:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=[*ram.LIMITS, "mobilenet_v1"])
    parser.add_argument("--targets", default="portable,x86-avx2,cortex-m4")
    parser.add_argument("--preset", default="release")
    parser.add_argument("--attendc")
    arguments = parser.parse_args()
    attendc = arguments.attendc or bench.find_attendc(arguments.preset)
    print("| network | target | instructions layer by layer, M | in rows | estimated | L1 misses, thousands | L2 misses, thousands |\n"
          "|---|---|---|---|---|---|---|")
    for name in arguments.models:
        model = ram.quantized_network(attendc, name)
        for target in arguments.targets.split(","):
            counts = {label: count(attendc, model, os.path.join(bench.WORK, name, f"{target}-{label}-count"), target, schedule)
                      for label, schedule in SCHEDULES.items()}
            layers, rows = counts["layers"], counts["rows"]
            print(f"| {name} | {target} | {layers[0] / 1e6:.1f} | {rows[0] / layers[0] - 1:+.1%} | "
                  f"{estimated(attendc, model, target) - 1:+.1%} | {both(layers[1], rows[1])} | {both(layers[2], rows[2])} |",
                  flush=True)


if __name__ == "__main__":
    main()
