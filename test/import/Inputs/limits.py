# Decides whether models that ask for too much are refused, or compiled, within the promised memory and time.
#
#   limits.py ATTENDC WORK_FOLDER [CASE]...
#
# Each case is compiled to C as float. It ends with exit status 0, or with one line and nothing written; either way it takes
# at most 512 MiB of memory and 2 s of processor time (not of the clock, which other processes share).
import os
import shutil
import subprocess
import sys

import numpy as np
from onnx import TensorProto, helper

MAX_MIB, MAX_SECONDS = 512, 2.0
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def tensor(name, values, kind=INT64):
    return helper.make_tensor(name, kind, np.shape(values), np.ravel(values))


def raw(name, kind, shape, width):
    return TensorProto(name=name, data_type=kind, dims=shape, raw_data=bytes(int(np.prod(shape)) * width))


def net(nodes, initializers=(), x=(1, 4), output="y", opset=13):
    inputs = [helper.make_tensor_value_info("x", FLOAT, x)]
    outputs = [helper.make_tensor_value_info(output, FLOAT, None)]
    graph = helper.make_graph(nodes, "net", inputs, outputs, initializers)
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", opset)])


def node(kind, inputs, outputs, **attributes):
    return helper.make_node(kind, inputs, outputs, **attributes)


def chain(count, kind="Relu"):
    extra = {"Relu": [], "Add": ["x"]}[kind]
    names = ["x", *[f"v{i}" for i in range(1, count)], "y"]
    return net([node(kind, [names[i], *extra], [names[i + 1]]) for i in range(count)])


def constants_of_shape(count):
    """Constants of 16 MiB each, added up."""
    nodes = [node("ConstantOfShape", ["s"], [f"c{i}"]) for i in range(count)]
    nodes += [node("Add", [f"a{i - 1}" if i else "x", f"c{i}"], [f"a{i}"]) for i in range(count)]
    return net(nodes, [tensor("s", [1 << 20, 4])], output=f"a{count - 1}")


def shared_weight(count):
    """A weight of 32 MiB that many nodes add."""
    nodes = [node("Add", [f"a{i - 1}" if i else "x", "w"], [f"a{i}"]) for i in range(count)]
    return net(nodes, [raw("w", FLOAT, [1 << 21, 4], 4)], output=f"a{count - 1}")


def transposes(count):
    nodes = [node("Transpose", [f"t{i - 1}" if i else "w"], [f"t{i}"]) for i in range(count)]
    return net([*nodes, node("Add", ["x", f"t{count - 1}"], ["y"])], [raw("w", FLOAT, [1 << 11, 1 << 12], 4)], x=(1,))


def resizes(count, mode):
    """Each enlarges W to 2^19 positions and the next cuts it to 1 again."""
    nodes, last = [], "x"
    for i in range(count):
        nodes.append(node("Resize", [last, "", "", "big"], [f"r{i}"], mode=mode))
        nodes.append(node("Slice", [f"r{i}", "zero", "two", "three"], [f"s{i}"]))
        last = f"s{i}"
    return net(nodes, [tensor("big", [1, 1, 1, 1 << 19]), tensor("zero", [0]), tensor("two", [2]), tensor("three", [3])], (1, 1, 1, 2), last)


def one(kind, values, x=(1, 1, 4, 4), **attributes):
    return net([node(kind, ["x", "v"], ["y"], **attributes)], [values], x)


def nested(depth):
    """If in If in If, deeper than protobuf's parser goes; built from the inside."""
    body = b""
    for _ in range(depth):
        attribute = b"\x0a\x01b" + b"\x32" + varint(len(body)) + body  # name, g
        inner = b"\x22\x02If" + b"\x2a" + varint(len(attribute)) + attribute  # op_type, attribute
        body = b"\x0a" + varint(len(inner)) + inner  # node
    return b"\x08\x08" + b"\x3a" + varint(len(body)) + body


def varint(value):
    data = b""
    while value >= 128:
        data += bytes([value & 127 | 128])
        value >>= 7
    return data + bytes([value])


def empty_messages(field, count):
    """A graph of `count` empty messages of two bytes each."""
    body = bytes([field << 3 | 2, 0]) * count
    return b"\x08\x08" + b"\x3a" + varint(len(body)) + body


def packed_numbers(count):
    """An initializer of one-byte varints that become eight bytes each."""
    weight = b"\x08" + varint(count) + b"\x10\x07\x42\x01w" + b"\x3a" + varint(count) + bytes(count)
    graph = b"\x2a" + varint(len(weight)) + weight
    return b"\x08\x08" + b"\x3a" + varint(len(graph)) + graph


def long_name(size, where):
    model = net([node("Relu", ["x"], ["y"], name="n")])
    if where == "node":
        model.graph.node[0].name = "n" * size
    elif where == "value":
        model.graph.node[0].input[0] = "x" * size
        model.graph.input[0].name = "x" * size
    else:
        model.graph.node[0].op_type = "R" * size
    return model


def wide(kind, count):
    names = [f"p{i}" for i in range(count)]
    cut = node("Split", ["x"], names, axis=1)
    if kind == "Concat":
        return net([node("Concat", ["x"] * count, ["y"], axis=1)])
    if kind == "Sum":
        return net([node("Sum", ["x"] * count, ["y"])])
    return net([cut, node("Concat", names[::-1], ["y"], axis=1)], x=(1, count))


def same_initializers(count):
    model = net([node("Add", ["x", "w"], ["y"])])
    model.graph.initializer.extend([tensor("w", [1.0], FLOAT)] * count)
    return model


# A name, a model or its bytes, and the beginning of the message; None: it is compiled.
CASES = [
    ("chain of 100000", lambda: chain(100000), "the graph has 100000 nodes; expected at most"),
    ("chain at the limit", lambda: chain(6000), None),
    ("adds of one value", lambda: chain(1000, "Add"), None),
    ("huge ConstantOfShape", lambda: net([node("ConstantOfShape", ["s"], ["c"]), node("Add", ["x", "c"], ["y"])], [tensor("s", [1 << 20, 1 << 20])]), "c: ConstantOfShape: computes a constant of shape"),
    ("many ConstantOfShape", lambda: constants_of_shape(100), "c11: the constants up to here take"),
    ("shared weight", lambda: shared_weight(1000), "a6: Add: the constants of the module up to here take"),
    ("transposed weight", lambda: transposes(100), "t5: the constants up to here take"),
    ("large weight", lambda: net([node("Reshape", ["w", "s"], ["y"])], [raw("w", TensorProto.INT8, [1 << 26], 1), tensor("s", [-1])]), "initializer 'w' has shape 67108864; expected at most"),
    ("huge Expand", lambda: one("Expand", tensor("v", [1 << 16, 1 << 16, 4, 4])), "y: Expand: "),
    ("huge Pad", lambda: one("Pad", tensor("v", [0, 0, 0, 0, 0, 0, 1 << 15, 1 << 15])), "y: Pad: a tensor has shape"),
    ("huge Resize", lambda: net([node("Resize", ["x", "", "v"], ["y"])], [tensor("v", [1, 1, 1e5, 1e5], FLOAT)], (1, 1, 4, 4)), "y: Resize: "),
    ("cubic Resize", lambda: resizes(40, "cubic"), "r12: Resize: the constants of the module"),
    ("unknown Tile", lambda: one("Tile", tensor("v", [1 << 30] * 4)), "y: Tile: this op is not known"),
    ("empty nodes", lambda: empty_messages(1, 50_000_000), "'{file}' needs more than"),
    ("empty value infos", lambda: empty_messages(13, 50_000_000), "'{file}' needs more than"),
    ("packed numbers", lambda: packed_numbers(100_000_000), "'{file}' needs more than"),
    ("zeros", lambda: bytes(100_000_000), "'{file}' is no ONNX model or is cut short"),
    ("nested graphs", lambda: nested(500), "'{file}' nests messages deeper than 100"),
    ("long node name", lambda: long_name(10_000_000, "node"), "a node has a name of 10000000 bytes"),
    ("long value name", lambda: long_name(10_000_000, "value"), "a graph input or output has a name of 10000000 bytes"),
    ("long op type", lambda: long_name(10_000_000, "type"), "an op has a name of 10000000 bytes"),
    ("duplicate initializers", lambda: same_initializers(200_000), "initializer 'w' is defined twice"),
    ("wide Concat", lambda: wide("Concat", 10_000), "y: Concat: has 10000 inputs or outputs; expected at most"),
    ("Concat at the limit", lambda: wide("Concat", 2048), None),
    ("Sum at the limit", lambda: wide("Sum", 2048), None),
    ("Split at the limit", lambda: wide("Split", 2048), None),
]


def run(attendc, model, folder):
    """Exit status, message, seconds of processor time, MiB."""
    with open(os.path.join(folder, "stderr"), "wb+") as errors:
        process = subprocess.Popen([attendc, "compile", model, "--float", "-o", os.path.join(folder, "out")], stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = 0
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    return os.waitstatus_to_exitcode(status), text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def problem_of(case, attendc, folder):
    name, make, message = case
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    model = os.path.join(folder, "model.onnx")
    # A process of its own: what it takes would count as the compiler's, which starts as a copy of this one.
    maker = os.fork()
    if maker == 0:
        made = make()
        with open(model, "wb") as file:
            file.write(made if isinstance(made, bytes) else made.SerializeToString())
        os._exit(0)
    os.waitpid(maker, 0)
    code, text, seconds, mib = run(attendc, model, folder)
    print(f"{name}: exit {code}, {seconds:.2f} s, {mib:.0f} MiB {text[:100].strip()}")
    problems = []
    if message is None and (code or text):
        problems.append(f"expected C, found {text[:300]}")
    expected = "attendc: error: " + (message or "").replace("{file}", model)
    if message is not None and not (code in (1, 3) and text.startswith(expected) and text.count("\n") == 1):
        problems.append(f"expected {expected}, found {text[:300]}")
    if code and os.path.exists(os.path.join(folder, "out")):
        problems.append("leaves files behind")
    if mib > MAX_MIB or seconds > MAX_SECONDS:
        problems.append("takes too much")
    return problems


def main():
    attendc, folder = sys.argv[1:3]
    wanted = sys.argv[3:]
    failures = 0
    for case in CASES:
        if wanted and case[0] not in wanted:
            continue
        for problem in problem_of(case, attendc, folder):
            failures += 1
            print(f"  FAILED: {problem}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
