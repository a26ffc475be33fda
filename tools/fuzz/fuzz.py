#!/usr/bin/python3
"""Compiles random networks and compares what their C computes with the integer reference and with ONNX Runtime.

fuzz.py [--count N] [--seed S] [--jobs J] [--first I] [--oracle] [--save DIR] [--attendc FILE] [--forms a,b] [--local]
fuzz.py --check MODEL.onnx      checks one stored model
fuzz.py --check MODEL.onnx --oracle --pictures DIR      compares an int8 classifier on pictures

Network I of a seed is always the same, whatever the count and the jobs. The last line counts passed, failed and refused
networks; exit status 1 if one failed. NODE_PATH must lead to onnxruntime-node for --oracle.
"""
import argparse
import collections
import dataclasses
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback

import numpy as np
import onnx

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check import Checker, Plan, Variant, Verdict  # noqa: E402
from generate import FORMS, generate  # noqa: E402
from oracle import Oracle  # noqa: E402
from ports import activation_type, can_push, ports_of  # noqa: E402
from reduce import reduce_model  # noqa: E402

worker = None  # one per process


class Worker:
    def __init__(self, options):
        self.options = options
        self.work = tempfile.mkdtemp(prefix="fuzz-")
        self.oracle = Oracle() if options.oracle else None
        self.checker = Checker(options.attendc, self.work, self.oracle)

    def run(self, index):
        """(index, form, Verdict)."""
        case = None
        try:
            case = generate(self.options.seed, index, self.options.forms, bool(self.oracle),
                            self.options.local)
            verdict = self.checker.check(case.model, case.plan)
            if verdict.status == "failed" and self.options.save:
                self.save(index, case, verdict)
            return index, case.form, verdict
        except Exception:  # a bug of the fuzzer itself is a failure, too
            return index, case.form if case else "?", Verdict("failed", "fuzzer", traceback.format_exc(limit=-4))

    def save(self, index, case, verdict):
        folder = self.options.save
        os.makedirs(folder, exist_ok=True)
        stem = os.path.join(folder, f"seed{self.options.seed}-{index}")
        onnx.save(case.model, f"{stem}-whole.onnx")
        model, reduced = reduce_model(self.checker, case.model, case.plan, verdict)
        onnx.save(model, f"{stem}.onnx")
        with open(f"{stem}.txt", "w") as file:
            file.write(f"{reduced.kind}\n{reduced.text}\n{case.plan}\n{onnx.helper.printable_graph(model.graph)}\n")


def start_worker(options):
    global worker
    worker = Worker(options)


def run_in_worker(index):
    return worker.run(index)


def find_attendc(given):
    if given:
        return os.path.abspath(given)
    found = shutil.which("attendc")
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for preset in ("dev", "release"):
        path = os.path.join(root, "build", preset, "bin", "attendc")
        found = found or (path if os.access(path, os.X_OK) else None)
    return found or sys.exit("fuzz: no attendc in PATH or build/; say where with --attendc")


class Progress:
    """Collects verdicts; a line on stderr says how far it is."""

    def __init__(self, count, quiet):
        self.count, self.quiet, self.start = count, quiet, time.time()
        self.statuses, self.forms = collections.Counter(), collections.Counter()
        self.refusals, self.oracle = collections.Counter(), collections.Counter()
        self.oracle_refusals, self.ties = collections.Counter(), 0
        self.failures = []

    def add(self, index, form, verdict):
        self.statuses[verdict.status] += 1
        self.forms[form] += 1
        self.oracle[verdict.oracle] += 1
        self.ties += verdict.ties
        if verdict.status == "refused":
            self.refusals[verdict.text] += 1
        if verdict.oracle == "refused":
            self.oracle_refusals[verdict.text] += 1
        if verdict.status == "failed":
            self.failures.append((index, form, verdict))
            self.line(f"{index} ({form}): {verdict.kind}: {verdict.text.strip().splitlines()[-1]}\n")
        done = sum(self.statuses.values())
        if not self.quiet:
            rate = done / max(time.time() - self.start, 1e-9)
            end = "\n" if done % 100 == 0 and not sys.stderr.isatty() else ""
            self.line(f"{done} of {self.count}, {self.statuses['failed']} failed, {rate:.1f} per second{end}")

    def line(self, text):
        if text.endswith("\n") or sys.stderr.isatty():
            sys.stderr.write(("\r\033[K" if sys.stderr.isatty() else "") + text)
            sys.stderr.flush()

    def summary(self):
        for reason, count in self.refusals.most_common():
            print(f"refused {count}: {reason}")
        for reason, count in self.oracle_refusals.most_common():
            print(f"ONNX Runtime refused {count}: {reason}")
        for index, form, verdict in sorted(self.failures, key=lambda failure: failure[0]):
            print(f"failed {index} ({form}): {verdict.kind}: {verdict.text.strip()}")
        print("forms: " + ", ".join(f"{count} {form}" for form, count in sorted(self.forms.items())))
        print(f"ONNX Runtime: {self.oracle['compared']} equal, {self.ties} elements excused as ties")
        print(f"{self.statuses['passed']} passed, {self.statuses['failed']} failed, {self.statuses['refused']} refused")


PICTURES_AT_ONCE = 50  # every value of each is held where one differs


def read_pictures(model, folder, count):
    """[count, C, H, W]: pictures of `folder` and the folders in it, spread evenly over all by name, as `model` says."""
    # Only decoding needs PIL.
    from PIL import Image
    names = sorted(os.path.join(at, name) for at, _, names in os.walk(folder) for name in names
                   if name.lower().endswith((".png", ".jpg", ".jpeg")))
    if not names:
        sys.exit(f"fuzz: {folder} holds no pictures")
    chosen = [names[i * len(names) // count] for i in range(min(count, len(names)))]
    pixels = [np.asarray(Image.open(name).convert("RGB")) for name in chosen]
    expected = (*ports_of(model)[0][0].shape[2:], 3)
    for name, array in zip(chosen, pixels):
        if array.shape != expected:
            sys.exit(f"fuzz: {name} has {array.shape[1]} x {array.shape[0]} pixels, the model's input shape {expected}")
    array = np.stack(pixels) / np.float32(255)
    given = {entry.key: np.array(entry.value.split(","), np.float32) for entry in model.metadata_props
             if entry.key in ("attendc.mean", "attendc.std")}
    array = (array - given.get("attendc.mean", np.float32(0))) / given.get("attendc.std", np.float32(1))
    return np.ascontiguousarray(array.astype(np.float32).transpose(0, 3, 1, 2))


def check_pictures(options):
    """The C of portable alone, without sanitizers: one form of a network, many inputs."""
    checker = Checker(find_attendc(options.attendc), tempfile.mkdtemp(prefix="fuzz-"), Oracle() if options.oracle else None)
    model = onnx.load(options.check)
    pictures = read_pictures(model, options.pictures, options.count)
    total = collections.Counter()
    for first in range(0, len(pictures), PICTURES_AT_ONCE):
        some = pictures[first:first + PICTURES_AT_ONCE]
        verdict = checker.check(model, Plan([Variant("portable", "gcc", True)], examples=some))
        if verdict.status != "passed":
            print(f"{options.check}: {verdict.status} {verdict.kind} {verdict.text}".strip())
            return True
        total[verdict.oracle] += len(some)
        total["ties"] += verdict.ties
    print(f"{options.check}: {len(pictures)} pictures passed, {total['compared']} equal to ONNX Runtime, "
          f"{total['ties']} elements excused as ties")
    return options.oracle and total["compared"] != len(pictures)


def check_stored(options):
    checker = Checker(find_attendc(options.attendc), tempfile.mkdtemp(prefix="fuzz-"), Oracle() if options.oracle else None)
    model = onnx.load(options.check)
    variants = [Variant(target, compiler, match) for target in ("portable", "x86-avx2")
                for compiler in ("gcc-asan", "clang-asan") for match in (True, False)]
    pushes = (False, True) if can_push(ports_of(model)[0]) else (False,)
    variants += [Variant(target, "gcc-asan", False, ram=ram, push=push) for target in ("portable", "x86-avx2")
                 for push in pushes for ram in ("min", 0.5)]
    plan = Plan(variants, 4, options.seed)
    plans = [plan]
    if activation_type(model) is np.float32:
        plans = [dataclasses.replace(plan, calibration=("minmax", kind)) for kind in ("s8", "u8")]
        plans.append(dataclasses.replace(plan, variants=[v for v in variants if not v.match], in_float=True))
    verdicts = [checker.check(model, plan) for plan in plans]
    for verdict in verdicts:
        print(f"{options.check}: {verdict.status} {verdict.kind} {verdict.text}".strip())
    return any(verdict.status == "failed" for verdict in verdicts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, help="index of the first network")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--oracle", action="store_true", help="compare with ONNX Runtime, too")
    parser.add_argument("--save", help="folder for reduced failures")
    parser.add_argument("--attendc")
    parser.add_argument("--forms", default=",".join(FORMS), help=f"what to make: {', '.join(FORMS)}")
    parser.add_argument("--local", action="store_true", help="only layers that compute rows, on images")
    parser.add_argument("--check", metavar="MODEL.onnx", help="check this file instead")
    parser.add_argument("--pictures", metavar="DIR", help="with --check: take COUNT of these, of the model's size")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    if options.check and options.pictures:
        return check_pictures(options)
    if options.check:
        return check_stored(options)
    options.attendc = find_attendc(options.attendc)
    options.forms = options.forms.split(",")
    progress = Progress(options.count, options.quiet)
    indices = range(options.first, options.first + options.count)
    if options.jobs <= 1:
        start_worker(options)
        for index in indices:
            progress.add(*run_in_worker(index))
    else:
        with multiprocessing.Pool(options.jobs, start_worker, [options]) as pool:
            for result in pool.imap_unordered(run_in_worker, indices):
                progress.add(*result)
    progress.summary()
    return bool(progress.failures)


if __name__ == "__main__":
    sys.exit(main())
