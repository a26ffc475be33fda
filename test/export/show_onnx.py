#!/usr/bin/python3
"""Checks an ONNX file with ONNX's own checker and prints it, a line per node: show_onnx.py FILE.onnx"""
import sys

import onnx


def main():
    model = onnx.load(sys.argv[1])
    onnx.checker.check_model(model, full_check=True)
    print(f"ir {model.ir_version} opset {model.opset_import[0].version} by {model.producer_name}")
    for entry in model.metadata_props:
        print(f"{entry.key} = {entry.value}")
    initializers = {tensor.name: tensor for tensor in model.graph.initializer}
    names = set()
    for node in model.graph.node:
        attributes = [f"{a.name}={onnx.helper.get_attribute_value(a)}" for a in node.attribute]
        operands = []
        for name in node.input:
            tensor = initializers.get(name)
            operands.append(f"{onnx.TensorProto.DataType.Name(tensor.data_type)}{list(tensor.dims)}" if tensor else name or "-")
        print(f"[{node.name}] {node.op_type}({', '.join(operands)}) {' '.join(attributes)}".rstrip())
        if node.name in names:
            sys.exit(f"two nodes are called {node.name}")
        names.add(node.name)


if __name__ == "__main__":
    main()
