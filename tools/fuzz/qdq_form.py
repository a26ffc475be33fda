"""Decides how a quantized random network is written with QuantizeLinear and DequantizeLinear around float ops."""
import numpy as np

from float_graph import Node, assemble
from quantization import WEIGHTED, f32


class QdqWriter:
    """Writes one Quantization. Variations that mean the same are drawn: DequantizeLinear shared or one per reader,
    inputs and outputs as floats or integers, scales of shape [] or [1], weights as integers or as floats that are
    rounded in the file."""

    def __init__(self, quantization, explicit=False):
        """`explicit`: every zero point is written, as quantized operators want."""
        self.explicit = explicit
        self.q, self.graph = quantization, quantization.graph
        self.nodes, self.constants = [], {}
        self.count = 0
        self.dequantized = {}  # value -> name of its float, where that is shared
        self.shares = self.graph.chance(0.7)
        self.vector_scales = self.graph.chance(0.1) and self.graph.opset >= 13 and quantization.free

    def name(self, prefix):
        self.count += 1
        return f"{prefix}_{self.count}"

    def constant(self, array, prefix):
        name = self.name(prefix)
        self.constants[name] = np.asarray(array)
        return name

    def node(self, op, inputs, output, **attributes):
        self.nodes.append(Node(op, inputs, [output], attributes))
        return output

    def parameters(self, scale):
        shape = [1] if self.vector_scales else []
        names = [self.constant(np.full(shape, scale.scale, f32), "scale")]
        # An absent zero point means uint8 and 0; ONNX Runtime 1.30 damages some of its graphs that lack them.
        if scale.zero == 0 and scale.type is np.uint8 and self.q.free and not self.explicit and self.graph.chance(0.3):
            return names
        return names + [self.constant(np.full(shape, scale.zero, scale.type), "zero")]

    def float_of(self, name):
        """The float that a reader of value `name` takes."""
        if name in self.q.constants:
            integers, scale = self.q.constants[name]
            return self.node("DequantizeLinear", [self.constant(integers, "q"), *self.parameters(scale)], self.name("d"))
        if name not in self.q.activations:
            return name
        if self.shares and name in self.dequantized:
            return self.dequantized[name]
        float_name = self.node("DequantizeLinear", [f"{name}_q", *self.parameters(self.q.activations[name])],
                               self.name(f"{name}_d"))
        self.dequantized[name] = float_name
        return float_name

    def quantize(self, name):
        self.node("QuantizeLinear", [name, *self.parameters(self.q.activations[name])], f"{name}_q")

    def weights_of(self, index, node):
        """Names of the floats behind weight and bias."""
        w = self.q.weights[index]
        input_scale = self.q.activations[node.inputs[0]].scale
        shape = [len(w.scales)] if w.per_axis else []
        scales, zeros = w.scales.reshape(shape), w.zeros.reshape(shape)
        axis = {"axis": w.axis} if w.per_axis else {}
        operands = [self.constant(scales, "scale")]
        if self.explicit or np.any(zeros != 0) or w.integers.dtype == np.int8 and self.graph.chance(0.7) or w.integers.dtype == np.uint8:
            operands.append(self.constant(zeros, "zero"))
        names = [self.node("DequantizeLinear", [self.constant(w.integers, "w"), *operands], self.name("wd"), **axis)]
        if w.bias is None:
            return names
        bias_scale = (scales * input_scale).astype(f32)
        axis = {"axis": 0} if w.per_axis else {}
        operands = [self.constant(bias_scale, "scale")]
        if self.graph.chance(0.5):
            operands.append(self.constant(np.zeros(shape, np.int32), "zero"))
        return names + [self.node("DequantizeLinear", [self.constant(w.bias, "b"), *operands], self.name("bd"), **axis)]

    def write(self, index, node):
        data = len(node.inputs)
        if node.op in WEIGHTED:
            inputs = [self.float_of(node.inputs[0]), *self.weights_of(index, node)]
        else:
            inputs = [self.float_of(name) if name in self.q.constants or self.graph.is_activation(name) else name
                      for name in node.inputs[:data]]
        self.nodes.append(Node(node.op, inputs, list(node.outputs), dict(node.attributes)))
        for name in node.inputs:
            if name in self.graph.constants and name in inputs:
                self.constants[name] = self.graph.constants[name]
        for name in node.outputs:
            if name in self.q.activations:
                self.quantize(name)

    def model(self):
        """(ModelProto, [(name, Scale, is float, shape)] of inputs, the same of outputs)."""
        g = self.graph
        inputs, outputs = [], []
        for value in g.inputs:
            scale = self.q.activations[value.name]
            is_float = g.chance(0.7)
            if is_float:
                self.quantize(value.name)
            inputs.append((value.name if is_float else f"{value.name}_q", scale, is_float, value.shape))
        for index, node in enumerate(g.nodes):
            self.write(index, node)
        for value in g.outputs:
            scale = self.q.activations[value.name]
            is_float = g.chance(0.7)
            name = f"{value.name}_q"
            if is_float:
                name = f"{value.name}_out"
                self.node("DequantizeLinear", [f"{value.name}_q", *self.parameters(scale)], name)
            outputs.append((name, scale, is_float, value.shape))

        def describe(ports):
            return [(name, np.float32 if is_float else scale.type, shape) for name, scale, is_float, shape in ports]
        model = assemble(self.nodes, self.constants, describe(inputs), describe(outputs), g.opset)
        return model, inputs, outputs
