"""Checks by ONNX Runtime that a network's activations stay in realistic ranges
on pictures that its weights have not seen.

Every Conv, Add, BatchNormalization and Gemm output must have a deviation in
[0.1, 5] and no element above 100; not all pictures may get the same class.

Usage: check_activations.py MODEL.onnx PICTURES NODE-COMMAND...
"""
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy
import onnx

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "zoo"))
from calibrated import MEAN, STD  # noqa: E402
from pictures import picture  # noqa: E402

OPS = ("Conv", "Add", "BatchNormalization", "Gemm")
FIRST_UNSEEN = 1000


def with_outputs(model):
    """Makes the outputs of all OPS outputs of the graph; returns their names."""
    names = [node.output[0] for node in model.graph.node if node.op_type in OPS]
    public = {output.name for output in model.graph.output}
    for name in names:
        if name not in public:
            model.graph.output.append(
                onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    return names


def main():
    path, count, *command = sys.argv[1:]
    model = onnx.load(path)
    side = model.graph.input[0].type.tensor_type.shape.dim[2].dim_value
    names = with_outputs(model)
    found = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, f"{folder}/model.onnx")
        for index in range(int(count)):
            pixels = picture(FIRST_UNSEEN + index, side) / 255.0
            x = ((pixels - MEAN) / STD).transpose(2, 0, 1)[None]
            numpy.save(f"{folder}/x.npy", x.astype(numpy.float32))
            subprocess.run([*command, f"{folder}/model.onnx", "--output-dir", folder,
                            "--input", f"image={folder}/x.npy"],
                           check=True, stdout=subprocess.DEVNULL)
            for name in names:
                file = re.sub(r"[^\w.-]", "_", name)
                found[name].append(numpy.load(f"{folder}/{file}.npy"))
    arrays = {name: numpy.concatenate(values) for name, values in found.items()}
    deviations = [float(array.std()) for array in arrays.values()]
    largest = max(float(abs(array).max()) for array in arrays.values())
    classes = {int(index) for index in arrays["logits"].argmax(axis=1)}
    print(f"{len(names)} values: deviations {min(deviations):.2f} to {max(deviations):.2f}, "
          f"largest element {largest:.1f}, {len(classes)} classes")
    good = min(deviations) >= 0.1 and max(deviations) <= 5 and largest <= 100
    print("realistic" if good and len(classes) > 1 else "not realistic")


if __name__ == "__main__":
    main()
