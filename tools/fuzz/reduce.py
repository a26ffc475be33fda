"""Decides how a failing model is made small: every step that leaves the same kind of failure is kept.

Steps: one output of several; an inner value as the output; an inner value as an input; layers left out; attributes at
their defaults; opset 13; smaller inputs; fewer channels.
"""
import numpy as np
import onnx
from onnx import numpy_helper, shape_inference

MOST_ATTEMPTS = 150
PLAIN = {"QuantizeLinear", "DequantizeLinear"}


class Reducer:
    """`fails(model)` gives a Verdict of the same failure, or None."""

    def __init__(self, fails, most=MOST_ATTEMPTS):
        self.fails, self.left = fails, most

    def reduce(self, model, verdict):
        steps = (drop_outputs, cut_behind, cut_before, skip_layers, drop_attributes, lower_opset, shrink_inputs,
                 shrink_channels)
        progress = True
        while progress and self.left > 0:
            progress = False
            for step in steps:
                found = True
                while found and self.left > 0:
                    found = self.first_failing(step(model))
                    if found:
                        model, verdict = found
                        progress = True
        return model, verdict

    def first_failing(self, candidates):
        for candidate in candidates:
            if self.left <= 0:
                return None
            self.left -= 1
            try:
                candidate = cleaned(candidate)
                verdict = self.fails(candidate)
            except Exception:  # a candidate may be no model at all
                continue
            if verdict:
                return candidate, verdict
        return None


def copied(model):
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    return copy


def cleaned(model):
    """The model with live nodes, read initializers and inputs only, and its outputs' shapes inferred anew."""
    graph = model.graph
    needed, kept = {value.name for value in graph.output}, []
    for node in reversed(graph.node):
        if needed & set(node.output):
            needed |= set(node.input)
            kept.insert(0, node)
    for field, items in (("node", kept), ("initializer", [t for t in graph.initializer if t.name in needed]),
                         ("input", [v for v in graph.input if v.name in needed])):
        items = [type(item).FromString(item.SerializeToString()) for item in items]
        del getattr(graph, field)[:]
        getattr(graph, field).extend(items)
    if not graph.input or not graph.node:
        raise ValueError("nothing is left")
    shapes = inferred(model)
    for value in graph.output:
        if value.name in shapes:
            value.CopyFrom(shapes[value.name])
    return model


def inferred(model):
    """name -> ValueInfoProto with a whole shape, as far as onnx infers them."""
    copy = copied(model)
    for value in copy.graph.output:
        value.type.tensor_type.ClearField("shape")
    for opset in copy.opset_import:
        if opset.domain == "":
            opset.version = min(opset.version, 17)
    del copy.graph.value_info[:]
    result = shape_inference.infer_shapes(copy).graph
    known = {}
    for value in [*result.value_info, *result.output, *result.input]:
        tensor = value.type.tensor_type
        if tensor.HasField("shape") and all(d.HasField("dim_value") for d in tensor.shape.dim) and tensor.elem_type:
            known[value.name] = value
    return known


def drop_outputs(model):
    for keep in range(len(model.graph.output)):
        if len(model.graph.output) > 1:
            copy = copied(model)
            kept = copied(model).graph.output[keep]
            del copy.graph.output[:]
            copy.graph.output.append(kept)
            yield copy


def cut_behind(model):
    """An inner value as the only output, the first ones first."""
    shapes = inferred(model)
    outputs = {value.name for value in model.graph.output}
    quantized = any(node.op_type in PLAIN for node in model.graph.node)
    for node in model.graph.node:
        if node.op_type == "QuantizeLinear" or not quantized:
            name = node.output[0]
            if name in shapes and outputs != {name}:
                copy = copied(model)
                del copy.graph.output[:]
                copy.graph.output.append(shapes[name])
                yield copy


def cut_before(model):
    """An inner value as an input, the last ones first."""
    shapes = inferred(model)
    quantized = any(node.op_type in PLAIN for node in model.graph.node)
    constants = {t.name for t in model.graph.initializer}
    for index in range(len(model.graph.node) - 1, -1, -1):
        node = model.graph.node[index]
        name = node.output[0]
        if name not in shapes or name in {v.name for v in model.graph.output} or not set(node.input) - constants:
            continue
        if quantized and node.op_type != "QuantizeLinear":
            continue
        copy = copied(model)
        del copy.graph.node[index]
        copy.graph.input.append(shapes[name])
        yield copy


def skip_layers(model):
    """A value of the same type and shape as an earlier one that it depends on is replaced by that one."""
    shapes = inferred(model)

    def key(name):
        tensor = shapes[name].type.tensor_type
        return tensor.elem_type, [d.dim_value for d in tensor.shape.dim]
    producers = {name: node for node in model.graph.node for name in node.output}
    for node in model.graph.node:
        pending = [n for n in node.input if n in shapes]
        name = node.output[0]
        for _ in range(6):
            if not pending or name not in shapes:
                break
            source = pending.pop(0)
            if key(source) == key(name) and name not in {v.name for v in model.graph.output}:
                copy = copied(model)
                for reader in copy.graph.node:
                    for i, operand in enumerate(reader.input):
                        if operand == name:
                            reader.input[i] = source
                yield copy
            if source in producers:
                pending += [n for n in producers[source].input if n in shapes]


def drop_attributes(model):
    for index, node in enumerate(model.graph.node):
        for position in range(len(node.attribute)):
            if node.attribute[position].name not in ("kernel_shape", "axis", "perm", "to"):
                copy = copied(model)
                del copy.graph.node[index].attribute[position]
                yield copy
        if node.op_type in ("Conv", "ConvTranspose", "Gemm") and len(node.input) == 3:
            copy = copied(model)
            del copy.graph.node[index].input[2]
            yield copy


def lower_opset(model):
    for opset in model.opset_import:
        if opset.domain == "" and opset.version != 13:
            copy = copied(model)
            for other in copy.opset_import:
                if other.domain == "":
                    other.version = 13
            copy.ir_version = 8
            yield copy


def shrink_inputs(model):
    for index, value in enumerate(model.graph.input):
        for d, dim in enumerate(value.type.tensor_type.shape.dim):
            for size in sorted({1, dim.dim_value // 2, dim.dim_value - 1}):
                if 1 <= size < dim.dim_value:
                    copy = copied(model)
                    copy.graph.input[index].type.tensor_type.shape.dim[d].dim_value = size
                    yield copy


def replace_initializer(model, name, array):
    for tensor in model.graph.initializer:
        if tensor.name == name:
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), name))


def constant_behind(model, name, constants):
    """The initializers of a weight: itself, or those of the DequantizeLinear behind `name`."""
    if name in constants:
        return [name]
    for node in model.graph.node:
        if name in node.output and node.op_type == "DequantizeLinear":
            return list(node.input)
    return []


def shrink_channels(model):
    """Half of the output channels, or half of the input channels, of a convolution or product."""
    constants = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type not in ("Conv", "Gemm", "MatMul"):
            continue
        group = next((a.i for a in node.attribute if a.name == "group"), 1)
        names = constant_behind(model, node.input[1], constants)
        if not names or names[0] not in constants or group != 1:
            continue
        weight = constants[names[0]]
        transposed = node.op_type == "Conv" or any(a.name == "transB" and a.i for a in node.attribute)
        outputs, inputs = (0, 1) if transposed else (1, 0)
        for size in sorted({1, weight.shape[outputs] // 2, weight.shape[outputs] - 1} - {0}):
            copy = copied(model)
            others = constant_behind(model, node.input[2], constants) if len(node.input) > 2 else []
            replace_initializer(copy, names[0], np.take(weight, range(size), outputs))
            for name in [*names[1:], *others]:
                if constants[name].ndim == 1 and len(constants[name]) == weight.shape[outputs]:
                    replace_initializer(copy, name, constants[name][:size])
            yield copy
        for size in sorted({1, weight.shape[inputs] // 2} - {0}):
            copy = copied(model)
            replace_initializer(copy, names[0], np.take(weight, range(size), inputs))
            for value in copy.graph.input:
                dims = value.type.tensor_type.shape.dim
                position = 1 if len(dims) == 4 else len(dims) - 1
                if dims[position].dim_value == weight.shape[inputs]:
                    dims[position].dim_value = size
            yield copy


def reduce_model(checker, model, plan, verdict):
    """(the smallest model found, its Verdict)."""
    def fails(candidate):
        found = checker.check(candidate, plan)
        return found if found.status == "failed" and found.kind == verdict.kind else None
    return Reducer(fails).reduce(model, verdict)
