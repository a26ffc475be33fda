# Decides which external data is read and which is refused, and with which words.
#
#   external_data.py ATTENDC WORK_FOLDER
#
# Each case changes a good model [1, 4] + w whose w lies in data/w.bin beneath the model's folder, 16 bytes from 8 on.
import hashlib
import os
import shutil
import subprocess
import sys

import numpy as np
import onnx
from check_errors import refuse_all
from onnx import TensorProto, helper

VALUES = np.arange(1, 5, dtype=np.float32)
CONTENT = bytes(8) + VALUES.tobytes() + bytes(8)
GOOD = {"location": "data/w.bin", "offset": "8", "length": "16"}
BENEATH = "; expected a file beneath the model's folder, without '..'"
LINK = ", which is a symbolic link; expected a regular file without links on the way"


def make_model(keys, inline=False):
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in "xy"]
    weight = helper.make_tensor("w", TensorProto.FLOAT, [4], VALUES.tobytes(), raw=True)
    if not inline:
        weight.ClearField("raw_data")
        weight.data_location = TensorProto.EXTERNAL
        for key, value in keys:
            weight.external_data.add(key=key, value=value)
    graph = helper.make_graph([helper.make_node("Add", ["x", "w"], ["y"])], "net", values[:1], values[1:], [weight])
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])


def with_keys(**changes):
    keys = {**GOOD, **changes}
    return make_model([(key, value) for key, value in keys.items() if value is not None])


def twice(model):
    model.graph.initializer[0].external_data.add(key="length", value="16")
    return model


def and_raw(model):
    model.graph.initializer[0].raw_data = VALUES.tobytes()
    return model


def but_default(model):
    model.graph.initializer[0].data_location = TensorProto.DEFAULT
    return model


def of_type(kind):
    model = with_keys()
    model.graph.initializer[0].data_type = kind
    return model


def of_shape(*dims):
    model = with_keys()
    model.graph.initializer[0].dims[:] = dims
    return model


def in_constant():
    """The same values in the attribute of a Constant node."""
    model = with_keys()
    weight = model.graph.initializer.pop()
    node = helper.make_node("Constant", [], ["w"])
    attribute = node.attribute.add(name="value", type=onnx.AttributeProto.TENSOR)
    attribute.t.CopyFrom(weight)
    model.graph.node.insert(0, node)
    return model


SHA1 = hashlib.sha1(CONTENT).hexdigest()
GOOD_CASES = [with_keys(), with_keys(location="./data//w.bin"), with_keys(length=None), with_keys(checksum=SHA1), with_keys(checksum=SHA1.upper()), in_constant()]
W = "initializer 'w' "
CASES = [
    (with_keys(location=None), 1, W + "keeps its values in another file, but gives no location"),
    (with_keys(location=""), 1, W + "keeps its values in another file, but gives no location"),
    (with_keys(location="/etc/passwd"), 1, W + "takes its values from '/etc/passwd'" + BENEATH),
    (with_keys(location="../folder/data/w.bin"), 1, W + "takes its values from '../folder/data/w.bin'" + BENEATH),
    (with_keys(location="data/../data/w.bin"), 1, W + "takes its values from 'data/../data/w.bin'" + BENEATH),
    (with_keys(location="data/.."), 1, W + "takes its values from 'data/..'" + BENEATH),
    (with_keys(location="/"), 1, W + "takes its values from '/'" + BENEATH),
    (with_keys(location="data/w.bin\0x"), 1, W + "takes its values from 'data/w.bin\\00x'" + BENEATH),
    (with_keys(location="link.bin"), 1, W + "takes its values from '{folder}/link.bin'" + LINK),
    (with_keys(location="link/w.bin"), 1, W + "takes its values from '{folder}/link'" + LINK),
    (with_keys(location="data"), 1, W + "takes its values from 'data', which is no regular file"),
    (with_keys(location="pipe"), 1, W + "takes its values from 'pipe', which is no regular file"),
    (with_keys(location="none.bin"), 1, W + "takes its values from '{folder}/none.bin': No such file or directory"),
    (with_keys(location="data/w.bin/x"), 1, W + "takes its values from '{folder}/data/w.bin': Not a directory"),
    (with_keys(location="huge.bin"), 1, "'huge.bin' has 268435456 bytes; expected at most 134217728"),
    (with_keys(offset="-8"), 1, W + "has the external data offset '-8'; expected a number of bytes"),
    (with_keys(offset="8.0"), 1, W + "has the external data offset '8.0'; expected a number of bytes"),
    (with_keys(offset="99999999999999999999"), 1, W + "has the external data offset '99999999999999999999'; expected a number of bytes"),
    (with_keys(length="sixteen"), 1, W + "has the external data length 'sixteen'; expected a number of bytes"),
    (with_keys(length="12"), 1, W + "needs 16 bytes, its external data has a length of 12"),
    (with_keys(offset="17"), 1, W + "needs 16 bytes from 17 on, 'data/w.bin' has 32"),
    (with_keys(offset="33"), 1, W + "needs 16 bytes from 33 on, 'data/w.bin' has 32"),
    (with_keys(offset="9223372036854775807"), 1, W + "needs 16 bytes from 9223372036854775807 on, 'data/w.bin' has 32"),
    (of_shape(8), 1, W + "needs 32 bytes, its external data has a length of 16"),
    (with_keys(checksum="0" * 40), 1, W + f"expects the SHA-1 '{'0' * 40}' of 'data/w.bin', found {SHA1}; the file is damaged or of another model"),
    (with_keys(basepath="x"), 1, W + "has the external data key 'basepath'; expected location, offset, length or checksum"),
    (twice(with_keys()), 1, W + "gives the external data key 'length' twice"),
    (and_raw(with_keys()), 1, W + "keeps its values in another file and in this one"),
    (but_default(with_keys()), 1, W + "names another file, but says that its values are in this one"),
    (of_type(TensorProto.STRING), 3, W + "has element type string; expected a float of 16, 32 or 64 bits, an integer of 8 to 64 bits, or bool"),
    (of_shape(2**40), 1, W + "has shape 1099511627776; expected at most 8 dimensions, none negative, and at most 536870912 elements"),
]


def make_folder(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(os.path.join(folder, "data"))
    with open(os.path.join(folder, "data", "w.bin"), "wb") as file:
        file.write(CONTENT)
    os.symlink("data/w.bin", os.path.join(folder, "link.bin"))
    os.symlink("data", os.path.join(folder, "link"))
    os.mkfifo(os.path.join(folder, "pipe"))
    with open(os.path.join(folder, "huge.bin"), "wb") as file:
        file.truncate(1 << 28)


def imported(attendc, model, folder, name="model.onnx"):
    """The module that a model becomes; run in the model's folder, as users do."""
    path = os.path.join(folder, name)
    onnx.save(model, path)
    run = subprocess.run([attendc, "compile", name, "--emit=attend"], cwd=folder, capture_output=True, text=True)
    return run.stdout or run.stderr


def main():
    attendc, folder = sys.argv[1:]
    make_folder(folder)
    failures = 0
    expected = imported(attendc, make_model([], inline=True), folder)
    for number, model in enumerate(GOOD_CASES):
        found = imported(attendc, model, folder)
        if found != expected or "2.000000e+00" not in found:
            failures += 1
            print(f"good case {number}: {found}")
    failures += refuse_all(
        attendc, [(model.SerializeToString(), status, message) for model, status, message in CASES], folder)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
