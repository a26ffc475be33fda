#!/usr/bin/python3
"""Times generated C beside ONNX Runtime and a hand-written loop nest, in one run on one thread.

tools/bench/bench.py [MODEL...] [--rounds N] [--seconds S] [--preset release]

Everything runs in turn, round by round, so that all see the same machine; the table quotes ratios of medians. Models are
zoo names (default: attendnet_b mobilenet_v1). Needs tools/setup --test and --oracle and a build of the preset. Works in
build/bench.
"""
import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
WORK = os.path.join(ROOT, "build", "bench")
PREPROCESS = ["--mean", "0.485,0.456,0.406", "--std", "0.229,0.224,0.225"]
# Target of this machine -> what /proc/cpuinfo says of a processor that runs it.
TARGETS = {"portable": None, "x86-avx2": "avx2", "x86-avx512vnni": "avx512_vnni"}


def find_attendc(preset):
    attendc = os.path.join(ROOT, "build", preset, "bin", "attendc")
    if not os.path.exists(attendc):
        sys.exit(f"bench: {attendc} is missing: build the preset first (tools/test does)")
    return attendc


def run(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, **options)
    if result.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}: exit status {result.returncode}\n{result.stderr}{result.stdout}")
    return result.stdout


def timed(command):
    """Seconds of processor time that a command and its children take."""
    before = os.times()
    run(command)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def cpu_flags():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"^flags\s*:(.*)$", file.read(), re.MULTILINE)
    return set(found.group(1).split()) if found else set()


def runs_here(target):
    return TARGETS[target] is None or TARGETS[target] in cpu_flags()


def compiler_of(attendc, target):
    """The C compiler and its flags, as `attendc targets` gives them for a target."""
    found = re.search(rf"^{target} .*\n +(.*)$", run([attendc, "targets"]), re.MULTILINE)
    return found.group(1).split()


def code_bytes(objects):
    """Flash: code and constants of the objects, as size(1) counts them."""
    return sum(int(line.split()[0]) for line in run(["size", *objects]).splitlines()[1:])


def build_c(attendc, quantized, directory, target, schedule=(), main="time_model.c"):
    """Compiles a quantized model to C, with the flags `schedule`, and with the target's compiler to the program of `main`;
    returns what is known about it."""
    os.makedirs(directory, exist_ok=True)
    line_seconds = timed([attendc, "compile", quantized, "--target", target, *schedule, "-o", directory])
    compiler, objects, cc_seconds = compiler_of(attendc, target), [], 0.0
    for name in ("model.c", "model_weights.c"):
        objects.append(os.path.join(directory, name[:-2] + ".o"))
        cc_seconds += timed([*compiler, "-c", os.path.join(directory, name), "-o", objects[-1]])
    program = os.path.join(directory, main[:-2])
    run(["gcc", "-std=c99", "-O2", "-I", directory, os.path.join(HERE, main), *objects, "-o", program])
    with open(os.path.join(directory, "model.h")) as file:
        arena = int(re.search(r"#define MODEL_ARENA_BYTES \(?(\d+)", file.read()).group(1))
    return {"command": [program], "arena": arena, "code": code_bytes(objects), "line": line_seconds, "cc": cc_seconds}


def hand_layers(attendc, quantized, directory):
    """Writes layers.h for hand_conv.c: the convolutions of the compiled model."""
    report = json.loads(run([attendc, "report", quantized, "--json"]))
    rows, tensor, weights = [], 1, 1
    for layer in report["layers"]:
        conv = layer.get("conv")
        if not conv:
            continue
        (_, h, w, c), (_, oh, ow, oc) = conv["input"], conv["output"]
        kh, kw = conv["kernel"]
        rows.append((h, w, c, oh, ow, oc, kh, kw, conv["strides"][0], conv["pads"][0], conv["pads"][1], conv["groups"]))
        tensor = max(tensor, h * w * c, oh * ow * oc)
        weights = max(weights, kh * kw * c // conv["groups"] * oc)
    with open(os.path.join(directory, "layers.h"), "w") as file:
        file.write(f"#define MAX_TENSOR {tensor}\n#define MAX_WEIGHTS {weights}\nstatic const struct layer layers[] = {{\n")
        file.writelines(f"  {{{', '.join(map(str, row))}}},\n" for row in rows)
        file.write("};\n")
    program = os.path.join(directory, "hand_conv")
    run(["gcc", "-std=c99", "-O3", "-I", directory, os.path.join(HERE, "hand_conv.c"), "-o", program])
    return program


def prepare(attendc, name):
    """The systems to time for one model: name -> {command, arena, code, ..}."""
    directory = os.path.join(WORK, name)
    os.makedirs(directory, exist_ok=True)
    zoo, images = os.path.join(ROOT, "tools", "zoo"), os.path.join(directory, "images")
    size = "96" if name.endswith("_96") else "32" if name == "attendnet_xs" else "224"
    run(["/usr/bin/python3", os.path.join(zoo, "make_zoo.py"), directory, name])
    run(["/usr/bin/python3", os.path.join(zoo, "make_images.py"), images, "--count", "8", "--size", size])
    model = os.path.join(directory, f"{name}_op13.onnx")
    quantized = {}
    for activations in ("s8", "u8"):
        quantized[activations] = os.path.join(directory, f"{name}_{activations}.onnx")
        run([attendc, "quantize", model, "--quantizer", "plain", "--calibration", images, *PREPROCESS, "--activations", activations,
             "-o", quantized[activations]])
    systems = {}
    for target in filter(runs_here, TARGETS):
        systems[f"attendc {target}"] = build_c(attendc, quantized["s8"], os.path.join(directory, target), target)
    systems["hand-written loops, convolutions only"] = {"command": [hand_layers(attendc, quantized["s8"], directory)]}
    ort = ["node", os.path.join(HERE, "time_ort.mjs")]
    systems["ONNX Runtime float"] = {"command": [*ort, model]}
    systems["ONNX Runtime u8"] = {"command": [*ort, quantized["u8"]]}
    if not runs_here("x86-avx512vnni"):
        # Without VNNI the line above computes saturated, wrong sums.
        systems["ONNX Runtime u8, exact"] = {"command": [*ort, quantized["u8"]], "tail": ["session.x64quantprecision=1"]}
    return systems


def measure(systems, rounds, seconds):
    for _ in range(rounds):
        for system in systems.values():
            output = run(system["command"] + [str(seconds)] + system.get("tail", []))
            system.setdefault("times", []).append(float(output))


def print_table(name, systems):
    base = statistics.median(systems["attendc portable"]["times"])
    print(f"\n{name}: time of one inference, portable C = 1 ({base / 1000:.1f} ms here)\n")
    print("| system | time | arena B | code and constants B | ONNX to C, s | C to object, s |")
    print("|---|---|---|---|---|---|")
    for label, system in systems.items():
        ratio = statistics.median(system["times"]) / base
        sizes = (f"{system['arena']} | {system['code']} | {system['line']:.1f} | {system['cc']:.1f}"
                 if "arena" in system else "- | - | - | -")
        print(f"| {label} | {ratio:.3f} | {sizes} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=["attendnet_b", "mobilenet_v1"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each system in each round")
    parser.add_argument("--preset", default="release")
    arguments = parser.parse_args()
    attendc = find_attendc(arguments.preset)
    os.environ.setdefault("NODE_PATH", os.path.join(ROOT, "build", "oracle", "node_modules"))
    start = time.time()
    for name in arguments.models:
        systems = prepare(attendc, name)
        measure(systems, arguments.rounds, arguments.seconds)
        print_table(name, systems)
    print(f"\nmedians of {arguments.rounds} rounds in turn, one thread, {time.time() - start:.0f} s in all")


if __name__ == "__main__":
    main()
