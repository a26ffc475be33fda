#!/usr/bin/python3
# Decides how tests write ONNX models as text: assembles a .onnxtext file into a binary .onnx file.
#
#   onnx_as.py model.onnxtext -o model.onnx [--raw]
#
# The text is ONNX's own (onnx.parser of ONNX 1.12), for example
#
#   <ir_version: 8, opset_import: ["" : 13], producer_name: "pytorch">
#   net (float[1,3,4,4] x) => (float[1,2,4,4] y)
#   <float[2,3,1,1] w = {1, 2, -0.5, ...}, int8[1] zero = {0}, float[1,2,4,4] c> {
#     [conv_0] c = Conv<kernel_shape = [1,1], auto_pad = "NOTSET">(x, w)
#     y = Clip(c, , high)
#   }
#
# where <..> after the signature holds initializers (with a value) and value types (without). A scalar is `float s = {1}`,
# an unknown size `?` or a word, a missing optional input is left empty between commas, an unknown rank is a bare name.
# A list attribute of floats needs a point in each number. On top of ONNX's text this tool takes
#   //           a comment to the end of the line (lit and FileCheck lines are comments)
#   [name] y =   the node's name; without it a node is named after its first output; `[]` leaves it without a name
#   {1, 2, ...}  the values, repeated until the tensor is full
#   'a/b.c'      a value's name that is no identifier, wherever a name may stand; in [name] any text is allowed
# and --raw stores tensors as little-endian bytes, as exporters do, instead of as lists of numbers.
import argparse
import re
import sys

import onnx
import onnx.parser
from onnx import numpy_helper

# Strings stay as they are, quoted names and comments do not.
TOKEN = re.compile(r'"[^"\n]*"|\'(?P<name>[^\'\n]*)\'|//[^\n]*')
NODE_NAME = re.compile(r"^(?P<indent>[ \t]*)\[(?P<name>[^\]\n]*)\][ \t]*(?=(?P<output>\w+)[ \t]*[,=])", re.MULTILINE)
REPEAT = re.compile(r"(?P<head>\w+[ \t]*\[(?P<dims>[\d, \t]*)\][ \t]*(?:\w+[ \t]*=)?[ \t]*)\{(?P<values>[^{}]*?),?\s*\.\.\.\s*\}")
PLACEHOLDER = re.compile(r"quoted_name_(\d+)_")


def hide_quoted(text, names):
    """Drops comments and puts an identifier for each quoted name, whose text it appends to `names`."""

    def replace(match):
        if match.group("name") is None:
            return match.group() if match.group().startswith('"') else ""
        names.append(match.group("name"))
        return f"quoted_name_{len(names) - 1}_"

    return TOKEN.sub(replace, text)


def take_node_names(text, node_names):
    """Removes `[name]` prefixes and notes in `node_names` which first output they belong to."""

    def replace(match):
        node_names[match.group("output")] = match.group("name")
        return match.group("indent")

    return NODE_NAME.sub(replace, text)


def fill_tensors(text):
    """Writes out `{a, b, ...}` to as many values as the type before it has elements."""

    def replace(match):
        values = [value.strip() for value in match.group("values").split(",")]
        size = 1
        for dim in match.group("dims").split(","):
            size *= int(dim)
        full = (values * (size // len(values) + 1))[:size]
        return match.group("head") + "{" + ", ".join(full) + "}"

    return REPEAT.sub(replace, text)


def rename(message, names):
    """Puts the quoted names back into every string of a protobuf message."""

    def back(value):
        return PLACEHOLDER.sub(lambda match: names[int(match.group(1))], value)

    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for item in value if field.label == field.LABEL_REPEATED else [value]:
                rename(item, names)
        elif field.type == field.TYPE_STRING:
            if field.label == field.LABEL_REPEATED:
                value[:] = [back(item) for item in value]
            else:
                setattr(message, field.name, back(value))


def tensors_of(graph):
    """The initializers and the tensors in attributes."""
    yield from graph.initializer
    for node in graph.node:
        yield from (attribute.t for attribute in node.attribute if attribute.HasField("t"))


def check_attributes(graph):
    # ONNX's parser lets the first number of a list decide and mixes the rest in.
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.floats and attribute.ints:
                raise ValueError(f"attribute '{attribute.name}' of {node.op_type} mixes integers and floats: write 1.0 for 1")


def assemble(text, raw):
    names, node_names = [], {}
    # Node names come first: they may hold any text, `//` and quotes included.
    text = re.sub(r"^[ \t]*//[^\n]*", "", text, flags=re.MULTILINE)
    quoted_outputs = re.compile(r"^([ \t]*\[[^\]\n]*\][ \t]*)'([^'\n]*)'", re.MULTILINE)

    def hide_output(match):
        names.append(match.group(2))
        return f"{match.group(1)}quoted_name_{len(names) - 1}_"

    text = take_node_names(quoted_outputs.sub(hide_output, text), node_names)
    model = onnx.parser.parse_model(fill_tensors(hide_quoted(text, names)))
    check_attributes(model.graph)
    for node in model.graph.node:
        first = node.output[0] if node.output else ""
        node.name = node_names.get(first, first)
    rename(model, names)
    if raw:
        for tensor in tensors_of(model.graph):
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor), tensor.name))
    return model


def main():
    parser = argparse.ArgumentParser(description="Assembles textual ONNX into a binary file.")
    parser.add_argument("text", help="the .onnxtext file, or - for standard input")
    parser.add_argument("-o", dest="output", required=True, help="the .onnx file to write")
    parser.add_argument("--raw", action="store_true", help="store tensors as bytes")
    arguments = parser.parse_args()
    try:
        text = sys.stdin.read() if arguments.text == "-" else open(arguments.text, encoding="utf-8").read()
        model = assemble(text, arguments.raw)
        with open(arguments.output, "wb") as file:
            file.write(model.SerializeToString(deterministic=True))
    except OSError as error:
        sys.exit(f"onnx_as: {error}")
    except Exception as error:
        reason = error.args[0] if error.args else error
        reason = reason.decode() if isinstance(reason, bytes) else str(reason)
        sys.exit(f"onnx_as: {arguments.text}: {reason}")


if __name__ == "__main__":
    main()
