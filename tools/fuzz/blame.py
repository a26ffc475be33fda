"""Decides whose fault a difference to ONNX Runtime is, op by op.

Every rounded value becomes an output of the model, so that the first ops that differ are seen together with equal
operands. ONNX Runtime computes some ops in float between DequantizeLinear and QuantizeLinear; there, and only there, the
contract's integer and its own may lie on both sides of a tie. That is excused element by element: the real result, read
in front of QuantizeLinear, must be within TIE of the middle between the two.
"""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper

from generated_c import Failure
from generated_model import GeneratedModel
from oracle import OracleError
from ports import Constants, Port, scale_of

# Ops that ONNX Runtime computes in single precision where the contract computes exactly or in double precision.
IN_FLOAT = {"AveragePool", "GlobalAveragePool", "ReduceMean", "Sigmoid", "LeakyRelu", "HardSigmoid", "Tanh", "HardSwish",
            "PRelu", "Softmax", "ConvTranspose", "Resize"}
TIE = 1e-3  # in steps of the result


class Blamed(Failure):
    def __init__(self, op, text):
        super().__init__(f"{op} differs from ONNX Runtime", text)


def with_outputs(model, names, numpy_types):
    """The model with values of these types as outputs instead of its own."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    for name, kind in zip(names, numpy_types):
        copy.graph.output.append(helper.make_tensor_value_info(name, kind, None))
    return copy


def cluster_of(model, quantize, constants):
    """(ops between a QuantizeLinear and the DequantizeLinears behind it, names of the integers that they read)."""
    producers = {name: node for node in model.graph.node for name in node.output}
    ops, sources, pending, seen = [], [], [quantize.input[0]], set()
    while pending:
        name = pending.pop()
        node = producers.get(name)
        if name in seen or name in constants:
            continue
        seen.add(name)
        if node is None:
            sources.append(name)
        elif node.op_type == "DequantizeLinear":
            if node.input[0] not in constants:
                sources.append(node.input[0])
        else:
            ops.append(node.op_type)
            pending += [operand for operand in node.input if operand]
    return ops, sources


def explain(checker, model, compiled, inputs, data, config, variant, output):
    """The number of ties that explain why `output` differs; raises Blamed where something else does. `compiled` is what
    both sides ran: `model`, or the same with quantized operators."""
    constants = Constants(model.graph)
    rounding = [node for node in model.graph.node if node.op_type == "QuantizeLinear" and node.input[0] not in constants]
    made = {name for node in compiled.graph.node for name in node.output}
    shown = [node for node in rounding if cluster_of(model, node, constants)[0] and node.output[0] in made]
    ours, theirs = run_both(checker, compiled, inputs, data, config, variant, shown, constants)
    trusted, ties = {}, 0
    for node in rounding:
        name = node.output[0]
        ops, sources = cluster_of(model, node, constants)
        reliable = all(trusted.get(source, True) for source in sources)
        trusted[name] = reliable
        if name not in ours:
            continue
        differ = ours[name] != theirs[name]
        trusted[name] = reliable and not differ.any()
        if not reliable or not differ.any():
            continue
        blamed = next((op for op in ops if op in IN_FLOAT), None)
        if blamed is None:
            raise Blamed(ops[-1] if ops else "QuantizeLinear", describe(name, ops, ours[name], theirs[name]))
        far = distance(checker, model, inputs, data, node, constants, ours[name], theirs[name])[differ]
        if far.max() > TIE:
            raise Blamed(blamed, describe(name, ops, ours[name], theirs[name]) + f"; {far.max():.3g} steps from a tie")
        ties += int(differ.sum())
    if ties == 0:
        raise Blamed("whole model", f"output {output} differs, but no op does when every rounded value is an output")
    return ties


def describe(name, ops, ours, theirs):
    differ = np.argwhere(ours != theirs)
    at = tuple(differ[0])
    return (f"{name} ({' '.join(reversed(ops))}): {len(differ)} of {ours.size} elements differ, first at "
            f"{[int(i) for i in at[1:]]}: {ours[at]} and {theirs[at]} in ONNX Runtime")


def run_both(checker, model, inputs, data, config, variant, shown, constants):
    """Integers of every shown QuantizeLinear, stacked over the samples: (the C's, ONNX Runtime's)."""
    scales = {node.output[0]: scale_of(node, constants) for node in shown}
    names = list(scales)
    kinds = [TensorProto.UINT8 if scales[n].type is np.uint8 else TensorProto.INT8 for n in names]
    path = os.path.join(checker.work, "shown.onnx")
    open_model = with_outputs(model, names, kinds)
    onnx.save(open_model, path)
    feeds = [{port.name: port.real(array) for port, array in zip(inputs, sample)} for sample in data]
    try:
        runs = checker.oracle.run(path, feeds, config)
    except OracleError as error:
        raise Failure("oracle refuses every value as an output", str(error)) from None
    theirs = {name: np.stack([run[name] for run in runs]) for name in names}
    for value in open_model.graph.output:
        value.CopyFrom(helper.make_tensor_value_info(
            value.name, value.type.tensor_type.elem_type, list(theirs[value.name].shape[1:])))
    onnx.save(open_model, path)
    folder = os.path.join(checker.work, "shown")
    if reason := checker.compile(path, variant.flags(), folder):
        raise Failure("refuses every value as an output", reason)
    ports = [Port(name, scales[name].type, theirs[name].shape[1:], None) for name in names]
    generated = GeneratedModel(folder)
    results = checker.builder.build_and_run(generated, variant.target, variant.compiler, inputs, data, ports)
    return {port.name: np.stack([run[i] for run in results]) for i, port in enumerate(ports)}, theirs


def distance(checker, model, inputs, data, node, constants, ours, theirs):
    """How far the real result lies from the middle between both integers, in steps."""
    path = os.path.join(checker.work, "real.onnx")
    onnx.save(with_outputs(model, [node.input[0]], [TensorProto.FLOAT]), path)
    feeds = [{port.name: port.real(array) for port, array in zip(inputs, sample)} for sample in data]
    runs = checker.oracle.run(path, feeds, {}, "disabled")
    scale = scale_of(node, constants)
    steps = np.stack([run[node.input[0]] for run in runs]).astype(np.float64) / float(scale.scale) + scale.zero
    middle = (ours.astype(np.float64) + theirs.astype(np.float64)) / 2
    apart = np.abs(ours.astype(np.int32) - theirs.astype(np.int32))
    return np.where(apart <= 1, np.abs(steps - middle), np.inf)
