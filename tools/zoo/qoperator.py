#!/usr/bin/python3
"""Decides how a quantized network is written in QOperator form: every op between
DequantizeLinear and QuantizeLinear that has an op of its own on integers becomes
that op, as ONNX Runtime's quantizer writes it.

qoperator.py QDQ.onnx OUT.onnx

Weights and biases stay the same integers. An op without such a form, and a Relu
or Clip that does more than saturate, keep their DequantizeLinear and
QuantizeLinear.
"""
import argparse
import sys

import numpy
import onnx
from onnx import helper, numpy_helper

MICROSOFT = "com.microsoft"
BINARY = {"Add": "QLinearAdd", "Mul": "QLinearMul"}
UNARY = {"Sigmoid": "QLinearSigmoid", "LeakyRelu": "QLinearLeakyRelu", "Softmax": "QLinearSoftmax",
         "AveragePool": "QLinearAveragePool", "GlobalAveragePool": "QLinearGlobalAveragePool"}
# These take integers as they are.
MOVEMENT = {"MaxPool", "Reshape", "Flatten", "Transpose", "Resize", "Squeeze", "Unsqueeze", "Slice"}


class Rewriter:
    def __init__(self, model):
        self.model, self.graph = model, model.graph
        self.values = {tensor.name: numpy_helper.to_array(tensor) for tensor in self.graph.initializer}
        self.producers = {name: node for node in self.graph.node for name in node.output}
        self.users = {}
        for node in self.graph.node:
            for name in node.input:
                self.users.setdefault(name, []).append(node)
        self.outputs = {output.name for output in self.graph.output}

    def quantization(self, node):
        """[scale, zero point] of a QuantizeLinear or DequantizeLinear, as names."""
        return [node.input[1], node.input[2] if len(node.input) > 2 else ""]

    def same_quantization(self, a, b):
        known = [[self.values.get(name) for name in self.quantization(node)] for node in (a, b)]
        return all(x is not None and y is not None and x.dtype == y.dtype and numpy.array_equal(x, y)
                   for x, y in zip(*known))

    def sole_user(self, name):
        users = self.users.get(name, [])
        return users[0] if len(users) == 1 and name not in self.outputs else None

    def quantize_behind(self, node):
        """The QuantizeLinear that ends the cluster of `node`, or None."""
        user = self.sole_user(node.output[0])
        saturates = []
        while user is not None and user.op_type in ("Relu", "Clip"):
            saturates.append(user)
            user = self.sole_user(user.output[0])
        if user is None or user.op_type != "QuantizeLinear":
            return None
        return user if all(self.only_saturates(clamp, user) for clamp in saturates) else None

    def only_saturates(self, clamp, quantize):
        """Whether the integers of `quantize` end no later than `clamp` cuts."""
        scale, zero = (self.values.get(name) for name in self.quantization(quantize))
        if scale is None or zero is None or scale.size != 1:
            return False
        limits = numpy.iinfo(zero.dtype)
        least, most = ((limit - int(zero)) * float(scale) for limit in (limits.min, limits.max))
        low, high = 0.0, numpy.inf
        if clamp.op_type == "Clip":
            low, high = (float(self.values[name]) if name in self.values else default
                         for name, default in zip(list(clamp.input[1:]) + ["", ""], (-numpy.inf, numpy.inf)))
        return low <= least and high >= most

    def rewritten(self, node):
        """The node on integers for `node`, or None."""
        quantize = self.quantize_behind(node)
        inputs = [self.producers.get(name) for name in node.input]
        real = [source if source is not None and source.op_type == "DequantizeLinear" else None for source in inputs]
        if quantize is None or not real or real[0] is None:
            return None
        result = self.quantization(quantize)
        triples = [[source.input[0], *self.quantization(source)] if source is not None else None for source in real]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        kind, domain = node.op_type, MICROSOFT
        if kind in MOVEMENT:
            if not self.same_quantization(real[0], quantize):
                return None
            operands, domain = [real[0].input[0], *node.input[1:]], node.domain
        elif any(triple is None for triple in triples):
            return None
        elif kind in ("Conv", "Gemm"):
            operands = triples[0] + triples[1]
            bias = [triples[2][0]] if len(triples) > 2 else []
            if kind == "Conv":
                operands, kind, domain = operands + result + bias, "QLinearConv", ""
            else:
                attributes.pop("beta", None)
                operands, kind = operands + (bias or [""]) + result, "QGemm"
        elif kind == "MatMul":
            operands, kind, domain = triples[0] + triples[1] + result, "QLinearMatMul", ""
        elif kind in BINARY:
            operands, kind = triples[0] + triples[1] + result, BINARY[kind]
        elif kind in UNARY:
            operands = triples[0] + result
            if kind == "Softmax":
                attributes["opset"] = self.opset()
            kind = UNARY[kind]
        elif kind == "Concat":
            operands, kind = result + [name for triple in triples for name in triple], "QLinearConcat"
        else:
            return None
        return helper.make_node(kind, operands, [quantize.output[0]], node.name + "_quant", domain=domain or None,
                                **attributes)

    def opset(self):
        return next(entry.version for entry in self.model.opset_import if not entry.domain)

    def run(self):
        nodes = []
        replaced = {}
        for node in self.graph.node:
            integer_node = None if node.op_type in ("QuantizeLinear", "DequantizeLinear") else self.rewritten(node)
            if integer_node is not None:
                replaced[integer_node.output[0]] = integer_node
            nodes.append(integer_node if integer_node is not None else node)
        nodes = [node for node in nodes
                 if node.op_type != "QuantizeLinear" or node.output[0] not in replaced]
        self.keep(nodes)
        if any(node.domain == MICROSOFT for node in self.graph.node):
            self.model.opset_import.append(helper.make_opsetid(MICROSOFT, 1))
        return self.model

    def keep(self, nodes):
        """Leaves the nodes and initializers that an output depends on."""
        wanted, kept = set(self.outputs), []
        for node in reversed(nodes):
            if wanted.intersection(node.output):
                kept.insert(0, node)
                wanted.update(node.input)
        del self.graph.node[:]
        self.graph.node.extend(kept)
        initializers = [tensor for tensor in self.graph.initializer if tensor.name in wanted]
        del self.graph.initializer[:]
        self.graph.initializer.extend(initializers)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("model", metavar="QDQ.onnx")
    parser.add_argument("output", metavar="OUT.onnx")
    arguments = parser.parse_args()
    try:
        model = Rewriter(onnx.load(arguments.model)).run()
        with open(arguments.output, "wb") as file:
            file.write(model.SerializeToString(deterministic=True))
    except OSError as error:
        sys.exit(f"qoperator: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
