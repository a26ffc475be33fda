"""Checks each file of a zoo listing with ONNX's own checker and strict shape
inference, and that its opset is the one its name says.

Usage: check_variants.py LISTING DIRECTORY
"""
import pathlib
import sys

import onnx


def main():
    listing, directory = map(pathlib.Path, sys.argv[1:])
    stems = [line.split()[0] for line in listing.read_text().splitlines()]
    for stem in stems:
        model = onnx.load(directory / f"{stem}.onnx")
        onnx.checker.check_model(model)
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)
        opset = model.opset_import[0].version
        if not stem.endswith(f"_op{opset}"):
            sys.exit(f"{stem}: opset {opset}")
        if len({node.name for node in model.graph.node}) != len(model.graph.node):
            sys.exit(f"{stem}: two nodes have the same name")
        if [str(v) for v in inferred.graph.output] != [str(v) for v in model.graph.output]:
            sys.exit(f"{stem}: inferred output shapes differ")
    if sorted(f"{stem}.onnx" for stem in stems) != sorted(p.name for p in directory.iterdir()):
        sys.exit("the listing and the files differ")
    print(f"{len(stems)} files valid")


if __name__ == "__main__":
    main()
