"""Takes networks of the zoo through the line in every form that users bring, and compares with ONNX Runtime.

check_networks.py [NETWORK...] --work DIR [--forms FORM,...] [--build=FLAGS]

Forms: float (batch norms folded), norms (float, batch norms left in), u8 and s8 (QDQ), u8-qop and s8-qop (the same as
QOperator files). Integers must be equal. Float outputs may differ, relative to the largest, by 1e-5 and ten times what
ONNX Runtime's own output moves when the input moves by its last bit: deep networks amplify roundings. PATH must hold
attendc; ORT is the command that runs the oracle. Prints a table; exit status 1 if a form goes wrong.
"""
import argparse
import os
import shlex
import subprocess
import sys

import numpy as np
import onnx

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "tools")
ZOO = os.path.join(TOOLS, "zoo")
sys.path[:0] = [os.path.join(TOOLS, "generated"), ZOO]
from examples import examples, write_examples  # noqa: E402
from generated_model import STRICT, GeneratedModel, HeaderError  # noqa: E402

FORMS = ("float", "norms", "u8", "s8", "u8-qop", "s8-qop")
NETWORKS = ("resnet8", "ds_cnn", "autoencoder", "gated", "mobilenet_v1_025_96", "mobilenet_v1", "mobilenet_v2")
FLOAT_TOLERANCE, LAST_BITS = 1e-5, 10
CALIBRATIONS, CHECKS = 6, 2  # examples
# What makes ONNX Runtime exact on a processor without VNNI (test/oracle/README.md).
ORT_CONFIG = {"u8": "session.x64quantprecision=1", "s8": "session.qdqisint8allowed=1"}


class Wrong(Exception):
    """What is wrong with a form, in one line."""


def run(command):
    result = subprocess.run(command, capture_output=True, text=True, timeout=1200)
    if result.returncode != 0:
        lines = (result.stderr or result.stdout).strip().splitlines() or ["no message"]
        raise Wrong(f"{os.path.basename(command[0])}: exit status {result.returncode}: {lines[-1]}")


def ort_output(model, x, work, config):
    name = onnx.load(model, load_external_data=False).graph.input[0].name
    np.save(os.path.join(work, "x.npy"), x)
    folder = os.path.join(work, "ort")
    words = ["--config", config] if config else []
    run([*shlex.split(os.environ["ORT"]), model, "--input", f"{name}={work}/x.npy", "--output-dir", folder, *words])
    return np.load(os.path.join(folder, os.listdir(folder)[0]))


def relative_difference(a, b):
    return float(np.abs(a - b).max() / np.abs(b).max())


def last_bit_noise(x):
    """x with each number moved by its last bit or less, always the same way."""
    signs = np.random.Generator(np.random.Philox(key=5)).uniform(-1, 1, x.shape)
    return (x * (1 + signs * 2.0 ** -23)).astype(np.float32)


class Network:
    """The files of one network in a folder; each is made when it is first needed."""

    def __init__(self, name, work, build):
        self.name, self.work, self.compiler = name, os.path.join(work, name), ["gcc", *STRICT, *build]
        os.makedirs(self.work, exist_ok=True)
        inputs = examples(name, CALIBRATIONS + CHECKS)
        self.inputs = inputs[CALIBRATIONS:]
        self.calibration = os.path.join(self.work, "calibration")
        write_examples(self.calibration, inputs[:CALIBRATIONS])

    def file(self, form):
        path = os.path.join(self.work, f"{form}.onnx")
        if os.path.exists(path):
            return path
        if form in ("float", "norms"):
            words = ["--batch-norms"] if form == "norms" else []
            run(["/usr/bin/python3", os.path.join(ZOO, "make_zoo.py"), *words, self.work, f"{self.name}_op13"])
            os.rename(os.path.join(self.work, f"{self.name}{'_bn' if words else ''}_op13.onnx"), path)
        elif form.endswith("-qop"):
            run(["/usr/bin/python3", os.path.join(ZOO, "qoperator.py"), self.file(form.removesuffix("-qop")), path])
        else:
            run(["attendc", "quantize", self.file("float"), "--quantizer", "plain", "--calibration", self.calibration, "--activations", form,
                 "-o", path])
        return path

    def check(self, form):
        """What the table says of a form that is right; raises Wrong."""
        model, work = self.file(form), os.path.join(self.work, form)
        os.makedirs(work, exist_ok=True)
        is_float, source = form in ("float", "norms"), os.path.join(work, "c")
        run(["attendc", "compile", model, *(["--float"] if is_float else ["--match", "ort-x64"]), "-o", source])
        # QOperator files, too: layers whose clamp stays are QDQ in them.
        config = ORT_CONFIG.get(form.removesuffix("-qop"))
        worst, generated = 0.0, GeneratedModel(source)
        run(generated.build_command(work, self.compiler))
        for x in self.inputs:
            wanted = ort_output(model, x, work, config)
            run(generated.run_command(work, [x]))
            got, = generated.read_outputs(work, [wanted.dtype])
            if got.shape != wanted.shape:
                raise Wrong(f"shape {list(got.shape)}, expected {list(wanted.shape)}")
            if np.ptp(wanted) == 0:
                raise Wrong("the outputs are all alike, so the check says nothing")
            if is_float:
                error = relative_difference(got, wanted)
                moved = relative_difference(ort_output(model, last_bit_noise(x), work, config), wanted)
                if not error <= FLOAT_TOLERANCE + LAST_BITS * moved:
                    raise Wrong(f"differs by {error:.1e} of the range, where the last bit of the input moves {moved:.1e}")
                worst = max(worst, error)
            elif not np.array_equal(got, wanted):
                raise Wrong(f"{np.count_nonzero(got != wanted)} of {got.size} integers differ")
        return f"{worst:.0e}" if is_float else "equal"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("networks", nargs="*", metavar="NETWORK", help=f"of the zoo; default {' '.join(NETWORKS)}")
    parser.add_argument("--work", required=True)
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--build", default="-O2", help="compiler flags, commas between (-O2)")
    arguments = parser.parse_args()
    forms = arguments.forms.split(",")
    if set(forms) - set(FORMS):
        parser.error(f"forms are {', '.join(FORMS)}")
    print("| network | " + " | ".join(forms) + " |\n|" + "---|" * (1 + len(forms)), flush=True)
    problems = []
    for name in arguments.networks or NETWORKS:
        network, cells = Network(name, arguments.work, arguments.build.split(",")), []
        for form in forms:
            try:
                cells.append(network.check(form))
            except (Wrong, HeaderError) as error:
                problems.append(f"{name} {form}: {error}")
                cells.append("wrong")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    sys.exit("\n".join(problems) if problems else 0)


if __name__ == "__main__":
    main()
