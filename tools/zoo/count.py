#!/usr/bin/python3
"""Decides how parameters and multiply-adds of an ONNX file are counted.

Parameters: weights and biases of Conv, ConvTranspose and Gemm, and each
learned condenser scale S (the initializer operand of a Mul), every one as
often as it is used: a shared initializer counts for each layer that reads it.
Batch norms count nothing but the bias that one gives to a layer without:
they are folded when the network runs.
Multiply-adds: one for each weight and output position of Conv and Gemm.

Usage: count.py MODEL.onnx...
"""
import math
import sys

import onnx
from onnx import numpy_helper


def count(model):
    """(parameters, multiply-adds) of `model`, whose shapes are static."""
    graph = model.graph
    arrays = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
    weights = {name: list(array.shape) for name, array in arrays.items()}
    shapes = {v.name: [d.dim_value for d in v.type.tensor_type.shape.dim]
              for v in graph.input}
    shapes.update(weights)
    parameters = multiply_adds = 0
    normalized = {node.input[0] for node in graph.node
                  if node.op_type == "BatchNormalization"}
    for node in graph.node:
        attributes = {a.name: onnx.helper.get_attribute_value(a)
                      for a in node.attribute}
        if node.op_type == "Constant":
            array = numpy_helper.to_array(attributes["value"])
            arrays[node.output[0]] = array
            shapes[node.output[0]] = list(array.shape)
            continue
        if node.op_type == "Identity" and node.input[0] in weights:
            weights[node.output[0]] = weights[node.input[0]]
        shape = output_shape(node, attributes, shapes, arrays)
        shapes[node.output[0]] = shape
        if node.op_type in ("Conv", "ConvTranspose", "Gemm"):
            size = math.prod(weights[node.input[1]])
            parameters += sum(math.prod(weights[name]) for name in node.input[1:])
            if len(node.input) == 2 and node.output[0] in normalized:
                parameters += shape[1]
            transposed = node.op_type == "ConvTranspose"
            positions = shapes[node.input[0]] if transposed else shape
            multiply_adds += size * math.prod(positions[2:])
        if node.op_type == "Mul":
            parameters += sum(math.prod(weights[name]) for name in node.input
                              if name in weights)
    return parameters, multiply_adds


def output_shape(node, attributes, shapes, arrays):
    """Shape of the node's first output; NotImplementedError for unknown ops."""
    inputs = [shapes.get(name) for name in node.input]
    x = inputs[0]
    op = node.op_type
    if op in ("Conv", "ConvTranspose", "MaxPool", "AveragePool"):
        channels = x[1]
        if op == "Conv":
            channels = inputs[1][0]
        if op == "ConvTranspose":
            channels = inputs[1][1] * attributes.get("group", 1)
        pads, strides = attributes["pads"], attributes["strides"]
        sides = []
        for axis, kernel in enumerate(attributes["kernel_shape"]):
            pad = pads[axis] + pads[axis + 2]
            if op == "ConvTranspose":
                sides.append((x[2 + axis] - 1) * strides[axis] + kernel - pad)
            else:
                sides.append((x[2 + axis] + pad - kernel) // strides[axis] + 1)
        return [x[0], channels, *sides]
    if op == "Pad":
        pads = arrays[node.input[1]].tolist()
        return [side + pads[i] + pads[i + len(x)] for i, side in enumerate(x)]
    if op in ("Resize", "Upsample"):
        if len(node.input) > 3:
            return arrays[node.input[3]].tolist()
        scales = arrays[node.input[2 if op == "Resize" else 1]].tolist()
        return [int(side * scale) for side, scale in zip(x, scales)]
    if op == "GlobalAveragePool":
        return [*x[:2], 1, 1]
    if op == "Flatten":
        return [math.prod(x[:attributes["axis"]]), math.prod(x[attributes["axis"]:])]
    if op == "Concat":
        axis = attributes["axis"]
        return [*x[:axis], sum(shape[axis] for shape in inputs), *x[axis + 1:]]
    if op == "Gemm":
        return [x[0], inputs[1][0 if attributes.get("transB") else 1]]
    if op in ("Add", "Mul"):
        return max(inputs, key=lambda shape: (len(shape), math.prod(shape)))
    if op in ("Relu", "BatchNormalization", "Identity", "Sigmoid", "Clip",
              "HardSigmoid", "HardSwish", "LeakyRelu", "Softmax"):
        return x
    raise NotImplementedError(f"node '{node.name}': cannot count op '{op}'")


def main():
    for path in sys.argv[1:]:
        parameters, multiply_adds = count(onnx.load(path))
        print(f"{path}: {parameters} parameters, {multiply_adds} multiply-adds")


if __name__ == "__main__":
    main()
