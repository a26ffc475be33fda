"""Checks counts against what the authors of the networks publish, and that a file with batch norms is the same function
as the one without.

Usage: check_published.py DIRECTORY NODE-COMMAND...
"""
import pathlib
import subprocess
import sys

import numpy
import onnx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "zoo"))
from count import count  # noqa: E402

# Parameters and multiply-adds as they are quoted, to three digits: MLPerf Tiny (arXiv 2106.07597, weights of ResNet-8
# and the autoencoder without biases), and MobileNet-V2 (arXiv 1801.04381, table 4).
PUBLISHED = {"resnet8": (77.4e3, 12.5e6), "ds_cnn": (22.6e3, 2.66e6), "autoencoder": (264e3, 264e3),
             "mobilenet_v2": (3.5e6, 300e6)}


def output(command, model, x, folder):
    name = model.graph.input[0].name
    onnx.save(model, folder / "model.onnx")
    numpy.save(folder / "x.npy", x)
    subprocess.run([*command, folder / "model.onnx", "--input", f"{name}={folder / 'x.npy'}", "--output-dir", folder],
                   check=True, stdout=subprocess.DEVNULL)
    return numpy.load(folder / f"{model.graph.output[0].name}.npy")


def main():
    folder, command = pathlib.Path(sys.argv[1]), sys.argv[2:]
    for name, published in PUBLISHED.items():
        counted = count(onnx.load(folder / f"{name}_op13.onnx"))
        for number, quoted in zip(counted, published):
            if abs(number - quoted) > 0.01 * quoted:
                sys.exit(f"{name}: counted {counted}, published {published}")
    pairs = sorted(folder.glob("*_bn_op*.onnx"))
    for path in pairs:
        models = [onnx.load(p) for p in (path, folder / path.name.replace("_bn_op", "_op"))]
        norms = [sum(node.op_type == "BatchNormalization" for node in model.graph.node) for model in models]
        if norms[0] < 7 or norms[1]:
            sys.exit(f"{path.name}: {norms[0]} batch norms, without the option {norms[1]}")
        for model in models:
            onnx.checker.check_model(model)
        shape = [d.dim_value for d in models[0].graph.input[0].type.tensor_type.shape.dim]
        x = numpy.random.Generator(numpy.random.Philox(key=3)).standard_normal(shape, dtype=numpy.float32)
        a, b = [output(command, model, x, folder) for model in models]
        if abs(a - b).max() > 1e-4 * abs(a).max():
            sys.exit(f"{path.name}: outputs differ by {abs(a - b).max()} of {abs(a).max()}")
    print(f"{len(PUBLISHED)} networks as published, {len(pairs)} pairs of equal function")


if __name__ == "__main__":
    main()
