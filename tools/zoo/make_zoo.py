#!/usr/bin/python3
"""Decides which ONNX files the zoo has and writes them.

Most are reconstructions with random weights that behave like trained ones
(calibrated.py); the trained ones are files, see trained/*.md. Every run writes
the same bytes.
"""
import argparse
import json
import pathlib
import sys
import time

import onnx

import attendnet
import count
import gated
import graph
import mobilenet
import mobilenet_v2
import pruned
import tiny
import variants

SPECS = pathlib.Path(__file__).resolve().parent / "specs"
TRAINED = SPECS.parent / "trained"
FAMILIES = {"attendnet": attendnet.build, "mobilenet": mobilenet.build,
            "mobilenet_v2": mobilenet_v2.build, "gated": gated.build,
            "resnet8": tiny.resnet8, "ds_cnn": tiny.ds_cnn,
            "autoencoder": tiny.autoencoder, "pruned": pruned.build}
OPSETS = (13, 17)


def networks():
    """name -> spec, in alphabetical order."""
    return {path.stem: json.loads(path.read_text())
            for path in sorted(SPECS.glob("*.json"))}


def files():
    """File stem -> (network name, spec, opset)."""
    return {f"{name}_op{opset}": (name, spec, opset)
            for name, spec in networks().items() for opset in OPSETS}


def trained_files():
    """File stem -> (path of the trained network, opset)."""
    return {f"{path.stem}_op{opset}": (path, opset)
            for path in sorted(TRAINED.glob("*.onnx")) for opset in OPSETS}


def chosen(wanted, available):
    """The entries of `available` that `wanted` names: all if it is empty, both
    opsets if a name comes without one. Raises KeyError for an unknown name."""
    stems = []
    for name in wanted or available:
        both = [stem for stem in available if stem.rpartition("_op")[0] == name]
        if name not in available and not both:
            raise KeyError(name)
        stems += [name] if name in available else both
    return {stem: available[stem] for stem in stems}


def write_network(directory, stem, folded, name, spec, opset):
    """Writes one file, with batch norms folded or not, and prints its counts;
    ValueError if they are not the spec's."""
    started = time.monotonic()
    model = FAMILIES[spec["family"]](name, spec, opset, folded)
    counts = count.count(model)
    expected = (spec["parameters"], spec["multiply_adds"])
    if counts != expected:
        raise ValueError(f"{stem}: counted {counts[0]} parameters and {counts[1]} "
                         f"multiply-adds, the spec says {expected[0]} and {expected[1]}")
    write(directory, stem, model)
    print(f"{stem}.onnx: {counts[0]} parameters, {counts[1]} multiply-adds "
          f"({time.monotonic() - started:.1f} s)")


def write_trained(directory, stem, path, opset):
    """Writes a trained network, which is a file of opset 13, with this opset."""
    write(directory, stem, with_opset(onnx.load(path), opset))
    print(f"{stem}.onnx: trained, see {path.stem}.md")


def with_opset(model, opset):
    """A model of opset 13 as PyTorch exports it with this opset, 13 or 17. Of an
    AttendNet's operators only BatchNormalization differs: since opset 14 it
    says that it does not train."""
    model.ir_version = graph.IR_VERSION[opset]
    model.opset_import[0].version = opset
    for node in model.graph.node:
        if node.op_type == "BatchNormalization" and opset >= 14:
            node.attribute.append(onnx.helper.make_attribute("training_mode", 0))
    return model


def write(directory, stem, model):
    data = model.SerializeToString(deterministic=True)
    (directory / f"{stem}.onnx").write_bytes(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outdir", nargs="?", type=pathlib.Path, metavar="OUTDIR",
                        help="where the files go; made if missing")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help="attendnet_b (both opsets) or attendnet_b_op13; default all")
    parser.add_argument("--variants", action="store_true",
                        help="small condenser variants instead of networks")
    parser.add_argument("--batch-norms", action="store_true",
                        help="networks whose batch norms stand behind the "
                             "convolutions: NAME_bn_op13.onnx")
    parser.add_argument("--list", action="store_true",
                        help="print the names, write nothing")
    options = parser.parse_args()
    trained = {} if options.batch_norms else trained_files()
    available = variants.variants() if options.variants else {**files(), **trained}
    if options.list:
        for stem, entry in available.items():
            print(f"{stem} {entry[0]}" if options.variants else stem)
        return 0
    if options.outdir is None:
        parser.error("OUTDIR is missing")
    try:
        selected = chosen(options.names, available)
    except KeyError as unknown:
        parser.error(f"no such network: {unknown.args[0]} (see --list)")
    try:
        options.outdir.mkdir(parents=True, exist_ok=True)
        for stem, entry in selected.items():
            if options.variants:
                _, make = entry
                write(options.outdir, stem, make())
            elif stem in trained:
                write_trained(options.outdir, stem, *entry)
            else:
                if options.batch_norms:
                    stem = "_bn_op".join(stem.rsplit("_op", 1))
                write_network(options.outdir, stem, not options.batch_norms, *entry)
    except (OSError, ValueError) as error:
        sys.exit(f"make_zoo: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
