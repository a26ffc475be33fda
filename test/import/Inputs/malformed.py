# Decides which damaged or odd files are refused, and with which words: exit status, one line, nothing written.
#
#   malformed.py ATTENDC WORK_FOLDER
import math
import os
import shutil
import struct
import sys

import onnx
from check_errors import refuse_all
from onnx import TensorProto, helper

LIMITS = "expected at most 8 dimensions, none negative, and at most 536870912 elements"


def make_model():
    """y = x + w, [2, 2] each."""
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2, 2]) for name in ("x", "y")]
    weight = helper.make_tensor("w", TensorProto.FLOAT, [2, 2], struct.pack("<4f", 1, 2, 3, 4), raw=True)
    graph = helper.make_graph([helper.make_node("Add", ["x", "w"], ["y"], name="sum")], "net", values[:1], values[1:], [weight])
    return helper.make_model(graph, ir_version=7, opset_imports=[helper.make_opsetid("", 13)])


def weight_of(model):
    return model.graph.initializer[0]


def edited(edit):
    """The bytes of the model after `edit`."""
    model = make_model()
    edit(model)
    return model.SerializeToString()


def set_fields(message, **fields):
    for name, value in fields.items():
        if isinstance(value, list):
            del getattr(message, name)[:]
            getattr(message, name).extend(value)
        else:
            setattr(message, name, value)


def on_weight(**fields):
    return edited(lambda model: set_fields(weight_of(model), **fields))


def on_node(**fields):
    return edited(lambda model: set_fields(model.graph.node[0], **fields))


def typed_weight(count):
    def edit(model):
        weight_of(model).ClearField("raw_data")
        weight_of(model).float_data.extend([1.0] * count)

    return edited(edit)


def scaled_by(scale):
    """x quantized with `scale`."""

    def edit(model):
        model.graph.node[0].op_type = "QuantizeLinear"
        weight_of(model).CopyFrom(helper.make_tensor("w", TensorProto.FLOAT, [], [scale]))

    return edited(edit)


def leaking(alpha):
    def edit(model):
        node = model.graph.node[0]
        node.op_type = "LeakyRelu"
        node.input.pop()
        node.attribute.append(helper.make_attribute("alpha", alpha))

    return edited(edit)


def rounded_weight(value):
    """A weight that QuantizeLinear rounds."""

    def edit(model):
        graph = model.graph
        weight_of(model).CopyFrom(helper.make_tensor("w", TensorProto.FLOAT, [2, 2], [value] * 4))
        graph.initializer.append(helper.make_tensor("s", TensorProto.FLOAT, [], [1.0]))
        graph.node[0].input[1] = "d"
        graph.node.extend([helper.make_node("QuantizeLinear", ["w", "s"], ["q"]), helper.make_node("DequantizeLinear", ["q", "s"], ["d"])])

    return edited(edit)


def metadata(key, value):
    return edited(lambda model: model.metadata_props.add(key=key, value=value))


def without_shape(model):
    model.graph.input[0].type.tensor_type.ClearField("shape")


def negative_dimension(model):
    model.graph.input[0].type.tensor_type.shape.dim[0].dim_value = -1


def sequence_input(model):
    model.graph.input[0].type.Clear()
    model.graph.input[0].type.sequence_type.elem_type.tensor_type.elem_type = 1


WHOLE = make_model().SerializeToString()
NOT_ONNX = "'{file}' is no ONNX model or is cut short; expected a protobuf ModelProto"

# Bytes of the file (None: there is none), exit status, message.
CASES = [
    (None, 1, "cannot read '{file}': No such file or directory"),
    (b"", 1, "'{file}' is empty; expected an ONNX model"),
    (b"\x89PNG\r\n\x1a\n" + bytes(64), 1, NOT_ONNX),
    (b"int main(void) { return 0; }\n", 1, NOT_ONNX),
    (WHOLE[: len(WHOLE) // 2], 1, NOT_ONNX),
    (WHOLE[:-1], 1, NOT_ONNX),
    (edited(lambda model: model.ClearField("ir_version")), 1, "'{file}' is no ONNX model: it has no IR version"),
    (edited(lambda model: model.ClearField("graph")), 1, "'{file}' is no ONNX model: it has no graph"),
    (edited(lambda model: model.graph.sparse_initializer.add()), 3, "the graph has sparse initializers; save them as dense ones"),
    (on_weight(name=""), 1, "an initializer has no name"),
    (on_weight(dims=[2, 3]), 1, "initializer 'w' of shape 2x3 needs 24 bytes, found 16; the file is damaged"),
    (on_weight(dims=[-2, -2]), 1, "initializer 'w' has shape -2x-2; " + LIMITS),
    (on_weight(dims=[2**62, 4]), 1, "initializer 'w' has shape 4611686018427387904x4; " + LIMITS),
    (on_weight(dims=[1] * 9), 1, "initializer 'w' has shape 1x1x1x1x1x1x1x1x1; " + LIMITS),
    (on_weight(data_type=TensorProto.DOUBLE), 1, "initializer 'w' of shape 2x2 needs 32 bytes, found 16; the file is damaged"),
    (typed_weight(3), 1, "initializer 'w' of shape 2x2 needs 4 values, found 3; the file is damaged"),
    (on_weight(data_type=TensorProto.STRING), 3, "initializer 'w' has element type string; expected a float of 16, 32 or 64 bits, an integer of 8 to 64 bits, or bool"),
    (on_weight(data_type=77), 3, "initializer 'w' has element type data type 77; expected a float of 16, 32 or 64 bits, an integer of 8 to 64 bits, or bool"),
    (edited(lambda model: set_fields(weight_of(model).segment, begin=0, end=2)), 3, "initializer 'w' is split into segments"),
    (on_node(input=["", "x"]), 1, "sum: Add: input 0 (A) is missing"),
    (edited(without_shape), 1, "graph input 'x' has no shape; give one with --shape x=1x3x224x224"),
    (edited(negative_dimension), 1, "graph input 'x' has an open dimension 0; give --shape x=?x2 with a number for each '?'"),
    (edited(sequence_input), 3, "graph input 'x' is a sequence; expected a tensor"),
    (scaled_by(math.inf), 1, "sum: QuantizeLinear: the scale holds values that are not finite"),
    (scaled_by(math.nan), 1, "sum: QuantizeLinear: the scale holds values that are not finite"),
    (scaled_by(-1.0), 1, "sum: QuantizeLinear: a scale is -1; expected a positive finite number"),
    (leaking(math.inf), 1, "sum: LeakyRelu: attribute 'alpha' is not finite"),
    (rounded_weight(math.nan), 1, "q: QuantizeLinear: the input holds values that are not finite"),
    # Names come from the file: no control character reaches the terminal, and a line stays a line.
    (on_node(name="a\nb\x1b[2J", op_type="Nope"), 3, "a\\0Ab\\1B[2J: Nope: this op is not known; the README of compiler/import lists the known ones"),
    (on_node(name="n" * 4000, op_type="Nope"), 3, "n" * 600 + "..."),
    (metadata("attendc.mean", "0.5,x"), 1, "metadata 'attendc.mean' is '0.5,x'; expected numbers separated by commas"),
    (metadata("attendc.std", "1,0"), 1, "metadata 'attendc.std' holds a 0"),
    (metadata("attendc.layout", "hwc"), 1, "metadata 'attendc.layout' is 'hwc'; expected nchw or nhwc"),
]


def main():
    attendc, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    sys.exit(1 if refuse_all(attendc, CASES, folder) else 0)


if __name__ == "__main__":
    main()
