# Decides whether changed models are refused without a crash.
#
#   mutate.py ATTENDC WORK_FOLDER MODEL.onnxtext... [--count N] [--seed N]
#
# Each changed model must compile to the stage `attend` (exit status 0) or be refused with one line (1 or 3). Half of them
# have bytes changed, half one to three fields: attributes, dimensions, types, names, operands. A model that fails stays in
# the folder.
import argparse
import os
import random
import subprocess
import sys

import onnx

TEST_FOLDER = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
INTEGERS = [0, 1, -1, 2, 3, 7, -2, 65536, 2**29, 2**31 - 1, 2**31, 2**32, 2**62, 2**63 - 1, -(2**31), -(2**63)]
FLOATS = [0.0, -1.0, 0.5, 1e38, 1e-38, float("inf"), float("-inf"), float("nan")]


def change_bytes(draw, data):
    data = bytearray(data)
    at = draw.randrange(len(data))
    kind = draw.randrange(4)
    if kind == 0:
        return bytes(data[:at])
    if kind == 1:
        del data[at : at + draw.randint(1, 8)]
    elif kind == 2:
        data[at:at] = data[: draw.randint(1, 40)]
    else:
        for _ in range(draw.randint(1, 4)):
            data[draw.randrange(len(data))] = draw.randrange(256)
    return bytes(data)


def change_list(draw, values, choices):
    """Replaces, drops or adds one entry."""
    kind = draw.randrange(4)
    if kind == 0:
        values.append(draw.choice(choices))
    elif kind == 1 and values:
        values.pop()
    elif values:
        values[draw.randrange(len(values))] = draw.choice(choices)


def change_tensor(draw, tensor):
    kind = draw.randrange(4)
    if kind == 0:
        tensor.data_type = draw.randint(0, 17)
    elif kind == 1:
        change_list(draw, tensor.dims, INTEGERS)
    elif tensor.float_data:
        change_list(draw, tensor.float_data, FLOATS)
    elif tensor.int64_data:
        change_list(draw, tensor.int64_data, INTEGERS)


def change_attribute(draw, attribute):
    if draw.randrange(6) == 0:
        attribute.type = draw.randint(0, 11)
    elif attribute.type == onnx.AttributeProto.INT:
        attribute.i = draw.choice(INTEGERS)
    elif attribute.type == onnx.AttributeProto.FLOAT:
        attribute.f = draw.choice(FLOATS)
    elif attribute.type == onnx.AttributeProto.INTS:
        change_list(draw, attribute.ints, INTEGERS)
    elif attribute.type == onnx.AttributeProto.TENSOR:
        change_tensor(draw, attribute.t)


def change_field(draw, model, ops):
    graph = model.graph
    node = draw.choice(graph.node)
    names = sorted({name for other in graph.node for name in [*other.input, *other.output]} | {""})
    kind = draw.randrange(7)
    if kind <= 1 and node.attribute:
        change_attribute(draw, draw.choice(node.attribute))
    elif kind == 2:
        change_list(draw, node.input, names)
    elif kind == 3:
        change_list(draw, node.output, names)
    elif kind == 4:
        node.op_type = draw.choice(ops)
    elif kind == 5 and graph.initializer:
        change_tensor(draw, draw.choice(graph.initializer))
    else:
        dims = draw.choice(graph.input).type.tensor_type.shape.dim
        if dims:
            dims[draw.randrange(len(dims))].dim_value = draw.choice(INTEGERS)


def problem_of(attendc, path):
    """What is wrong with how `path` is treated, or None."""
    run = subprocess.run([attendc, "compile", path, "--emit=attend"], capture_output=True, text=True, errors="replace")
    lines = run.stderr.splitlines()
    if run.returncode == 0 and not lines:
        return None
    if run.returncode in (1, 3) and len(lines) == 1 and lines[0].startswith("attendc: error: ") and not run.stdout:
        return None
    return f"exit status {run.returncode}: {run.stderr[:2000]}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("attendc")
    parser.add_argument("folder")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--count", type=int, default=250)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    os.makedirs(arguments.folder, exist_ok=True)
    originals = []
    for number, source in enumerate(arguments.models):
        path = os.path.join(arguments.folder, f"original{number}.onnx")
        subprocess.run([sys.executable, os.path.join(TEST_FOLDER, "onnx_as.py"), source, "-o", path], check=True)
        with open(path, "rb") as file:
            originals.append(file.read())
    ops = sorted({node.op_type for data in originals for node in onnx.load_from_string(data).graph.node})
    failures = 0
    for number in range(arguments.count):
        data = draw.choice(originals)
        if draw.randrange(2):
            data = change_bytes(draw, data)
        else:
            model = onnx.load_from_string(data)
            for _ in range(draw.randint(1, 3)):
                change_field(draw, model, ops)
            data = model.SerializeToString()
        path = os.path.join(arguments.folder, f"changed{number}.onnx")
        with open(path, "wb") as file:
            file.write(data)
        problem = problem_of(arguments.attendc, path)
        if problem:
            failures += 1
            print(f"{path}: {problem}")
        else:
            os.remove(path)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
