"""Checks every condenser variant of the zoo: what recognition says, and the integers of its C.

check_variants.py ZOO_COMMAND --work DIR --build NAME:FLAGS ... [--ort] [--only WORD] [--compile=FLAG ...]

The zoo lists the form that each variant must be recognised as: additive, gated, double, none (which still compiles), or
error (which must not).
"""
import argparse
import os
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from run_generated import fail, run  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
FORMS = {"additive": "additive", "gated": "gated", "double": "double_condensing"}


def recognized_forms(model):
    """The forms of all condensers in the fused graph, in order."""
    result = subprocess.run(["attendc", "compile", model, "--emit=fused", "-o", "-"], capture_output=True, text=True)
    if result.returncode != 0:
        return None
    return [line.split("attend.condenser")[1].split("(")[0].strip()
            for line in result.stdout.splitlines() if "attend.condenser" in line]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("zoo")
    parser.add_argument("--work", required=True)
    parser.add_argument("--build", action="append", required=True)
    parser.add_argument("--ort", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--compile", action="append", default=[], metavar="FLAG")
    arguments = parser.parse_args()
    zoo = shlex.split(arguments.zoo)
    models = os.path.join(arguments.work, "models")
    run([*zoo, models, "--variants"])
    listing = subprocess.run([*zoo, "--variants", "--list"], capture_output=True, text=True, check=True).stdout
    options = [word for build in arguments.build for word in ("--build", build)]
    options += [f"--compile={flag}" for flag in arguments.compile] + ["--ort"] * arguments.ort
    checked, problems = 0, []
    for line in listing.splitlines():
        stem, form = line.split()[:2]
        if arguments.only not in stem:
            continue
        checked += 1
        model = os.path.join(models, f"{stem}.onnx")
        forms = recognized_forms(model)
        wanted = None if form == "error" else [FORMS[form]] if form in FORMS else []
        if forms != wanted:
            problems.append(f"{stem}: recognised as {forms}, expected {wanted}")
            continue
        if form == "error":
            continue
        command = ["/usr/bin/python3", os.path.join(HERE, "check_model.py"), model, "--work",
                   os.path.join(arguments.work, stem), *options]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            problems.append(f"{stem}: {(result.stderr or result.stdout).strip()[:600]}")
    if not checked:
        fail(f"no variant matches '{arguments.only}'")
    if problems:
        fail(f"{len(problems)} of {checked} variants:\n" + "\n".join(problems))
    print(f"{checked} variants as expected")


if __name__ == "__main__":
    main()
