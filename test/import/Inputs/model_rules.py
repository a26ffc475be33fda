# Decides which models break a rule that needs no shapes, and with which words they are refused.
#
#   model_rules.py ATTENDC WORK_FOLDER
import os
import shutil
import sys

from check_errors import refuse_all
from onnx import AttributeProto, ModelProto, TensorProto, helper

NAN, INF = float("nan"), float("inf")


def make_model(*nodes, x=(1, 2, 4, 4), kind=TensorProto.FLOAT, opset=13, out=TensorProto.FLOAT):
    values = [helper.make_tensor_value_info("x", kind, x), helper.make_tensor_value_info("y", out, None)]
    nodes = nodes or (helper.make_node("Relu", ["x"], ["y"], name="n"),)
    graph = helper.make_graph(nodes, "net", values[:1], values[1:])
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", opset)])


def node(kind, attributes=(), inputs=("x",), outputs=("y",), **options):
    made = helper.make_node(kind, list(inputs), list(outputs), name="n", **options)
    made.attribute.extend(attributes)
    return made


def edited(edit, *nodes, **options):
    model = make_model(*nodes, **options)
    edit(model)
    return model


def of_ir(version):
    return edited(lambda model: setattr(model, "ir_version", version))


def with_opsets(*opsets):
    def edit(model):
        del model.opset_import[:]
        for domain, version in opsets:
            model.opset_import.add(domain=domain, version=version)

    return edit


def with_functions(*calls):
    """Functions f0, f1, ..; function i calls those in calls[i]. The graph calls f0."""

    def edit(model):
        model.opset_import.add(domain="local", version=1)
        for i, callees in enumerate(calls):
            function = model.functions.add(name=f"f{i}", domain="local", input=["a"], output=["b"])
            for callee in callees:
                function.node.add(op_type=f"f{callee}", domain="local", input=["a"], output=["b"])
        model.graph.node[0].op_type, model.graph.node[0].domain = "f0", "local"

    return edited(edit)


def branch():
    """If with two graphs."""
    graph = helper.make_graph([], "body", [], [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])])
    return make_model(helper.make_node("If", ["x"], ["y"], name="n", then_branch=graph, else_branch=graph))


def attribute(name, **fields):
    return AttributeProto(name=name, **fields)


def typed_input(field):
    def edit(model):
        model.graph.input[0].type.Clear()
        getattr(model.graph.input[0].type, field).SetInParent()

    return edited(edit)


def initializer(kind, **fields):
    def edit(model):
        model.graph.node[0].CopyFrom(node("Add", inputs=("x", "w")))
        model.graph.initializer.add(name="w", dims=[1], data_type=kind, **fields)

    return edited(edit)


def pool(**options):
    return make_model(node("MaxPool", **{"kernel_shape": [2, 2], **options}))


def quantized(scale=(1.0,), zero=(0,), scale_dims=(), axis=1):
    def edit(model):
        model.graph.initializer.append(helper.make_tensor("s", TensorProto.FLOAT, scale_dims, scale))
        model.graph.initializer.append(helper.make_tensor("z", TensorProto.UINT8, scale_dims, zero))

    return edited(edit, node("QuantizeLinear", inputs=("x", "s", "z"), axis=axis), out=TensorProto.UINT8)


ELEMENTS = "; expected a float of 16, 32 or 64 bits, an integer of 8 to 64 bits, or bool"
TWICE = "initializer 'w' holds its values twice, as raw data and as numbers; the file is damaged"
CASES = [
    (of_ir(2), 3, "the model has IR version 2; expected 3 to 11, export it again for one of these"),
    (of_ir(99), 3, "the model has IR version 99; expected 3 to 11, export it again for one of these"),
    (edited(with_opsets(("", 13), ("", 13))), 1, "the model imports the opset of '' twice; expected one version"),
    (edited(with_opsets(("ai.onnx", 13), ("", 14))), 1, "the model imports the opset of '' twice; expected one version"),
    (edited(lambda model: model.training_info.add()), 3, "the model holds training information; export it for inference"),
    (edited(lambda model: setattr(model.graph.node[0], "domain", "ai.onnx.preview.training")), 1, "n: Relu: domain 'ai.onnx.preview.training' has no version; expected an opset_import for it"),
    (with_functions([]), 3, "n: f0: is a function of the model; inline it with onnx.inliner.inline_local_functions"),
    (with_functions([0]), 1, "function 'f0' calls itself, perhaps through others; expected functions without recursion"),
    (with_functions([], [2], [3], [1]), 1, "function 'f1' calls itself, perhaps through others; expected functions without recursion"),
    (branch(), 3, "n: If: attribute 'else_branch' is a graph; expected a model without control flow"),
    (make_model(node("Relu", [attribute("body", type=AttributeProto.GRAPHS)])), 3, "n: Relu: attribute 'body' is a graph; expected a model without control flow"),
    # Attributes.
    (make_model(node("Softmax", [attribute("axis", type=AttributeProto.INT, i=1)] * 2)), 1, "n: Softmax: attribute 'axis' is given twice"),
    (make_model(node("Softmax", [attribute("axis", type=AttributeProto.INT, ref_attr_name="a")])), 1, "n: Softmax: attribute 'axis' refers to an attribute of a function"),
    (make_model(node("Softmax", [attribute("axis")])), 1, "n: Softmax: attribute 'axis' is another type, expected an integer"),
    (make_model(node("Transpose", perm=[0] * 5000)), 1, "n: Transpose: attribute 'perm' has 5000 entries, expected at most 4096"),
    (make_model(node("Concat")), 1, "n: Concat: attribute 'axis' is missing"),
    (make_model(node("Softmax", beta=1.0)), 1, "n: Softmax: attribute 'beta' is not known for this op at opset 13, expected axis"),
    (make_model(node("LeakyRelu", alpha=NAN)), 1, "n: LeakyRelu: attribute 'alpha' is not finite"),
    (make_model(node("Upsample", mode="nearest", scales=[1.0, 1.0, INF, 1.0]), opset=8), 1, "n: Upsample: attribute 'scales' holds a value that is not finite"),
    (make_model(node("ReduceMean", keepdims=2)), 1, "n: ReduceMean: 'keepdims' is 2, expected 0 or 1"),
    (make_model(node("DepthToSpace", blocksize=0)), 1, "n: DepthToSpace: 'blocksize' holds 0, expected at least 1"),
    (make_model(node("DepthToSpace", blocksize=2, mode="RCD")), 1, "n: DepthToSpace: 'mode' is 'RCD', expected DCR or CRD"),
    (pool(pads=[0, -1, 0, 0]), 1, "n: MaxPool: 'pads' holds -1, expected at least 0"),
    (pool(strides=[1, -2]), 1, "n: MaxPool: 'strides' holds -2, expected at least 1"),
    (pool(dilations=[0, 1]), 1, "n: MaxPool: 'dilations' holds 0, expected at least 1"),
    (pool(kernel_shape=[2, 0]), 1, "n: MaxPool: 'kernel_shape' holds 0, expected at least 1"),
    (pool(kernel_shape=[2**62, 2**62]), 3, "n: MaxPool: 'kernel_shape' is 4611686018427387904x4611686018427387904, supported are numbers up to 32767"),
    # Operands and results.
    (make_model(node("Relu", inputs=())), 1, "n: Relu: expected 1 input, found 0"),
    (make_model(node("Relu", outputs=("y", "z"))), 1, "n: Relu: expected 1 output, found 2"),
    (make_model(node("Conv", inputs=("x", "", "x"))), 1, "n: Conv: input 1 (W) is missing"),
    (make_model(node("MaxPool", kernel_shape=[2]), x=(1, 2)), 1, "n: MaxPool: input 0 (X) has shape 1x2, expected at least 3 dimensions"),
    (make_model(node("Softmax"), x=()), 1, "n: Softmax: input 0 (input) has shape scalar, expected at least 1 dimension"),
    (make_model(node("Sigmoid"), kind=TensorProto.INT32), 1, "n: Sigmoid: input 0 (X) is int32, expected float16, float32 or float64"),
    (make_model(node("Identity"), kind=TensorProto.INT8, opset=14), 1, "y: graph output: is declared as float32, the graph computes int8"),
    # Types of inputs and initializers.
    (typed_input("sequence_type"), 3, "graph input 'x' is a sequence; expected a tensor"),
    (typed_input("map_type"), 3, "graph input 'x' is a map; expected a tensor"),
    (typed_input("optional_type"), 3, "graph input 'x' is optional; expected a tensor"),
    (typed_input("sparse_tensor_type"), 3, "graph input 'x' is a sparse tensor; expected a tensor"),
    (edited(lambda model: model.graph.input[0].ClearField("type")), 3, "graph input 'x' is of no type; expected a tensor"),
    (initializer(TensorProto.BFLOAT16, raw_data=bytes(2)), 3, "initializer 'w' has element type bfloat16" + ELEMENTS),
    (initializer(17, raw_data=bytes(1)), 3, "initializer 'w' has element type float8e4m3fn" + ELEMENTS),
    (initializer(21, raw_data=bytes(1)), 3, "initializer 'w' has element type uint4" + ELEMENTS),
    (initializer(22, raw_data=bytes(1)), 3, "initializer 'w' has element type int4" + ELEMENTS),
    (initializer(TensorProto.COMPLEX64, raw_data=bytes(8)), 3, "initializer 'w' has element type complex64" + ELEMENTS),
    (initializer(TensorProto.FLOAT, raw_data=bytes(4), float_data=[1.0]), 1, TWICE),
    (initializer(TensorProto.FLOAT, float_data=[1.0], int32_data=[1]), 1, "initializer 'w' of float32 holds numbers of another type; the file is damaged"),
    # Scales and zero points.
    (quantized(scale=(0.0,)), 1, "n: QuantizeLinear: a scale is 0; expected a positive finite number"),
    (quantized(scale=(-2.0,)), 1, "n: QuantizeLinear: a scale is -2; expected a positive finite number"),
    (quantized(scale=(NAN,)), 1, "n: QuantizeLinear: the scale holds values that are not finite"),
    (quantized(scale=(1.0,) * 3, zero=(0,) * 3, scale_dims=(3,)), 1, "n: QuantizeLinear: the scale has 3 numbers, dimension 1 of 1x2x4x4 has 2"),
    (quantized(scale=(1.0,) * 2, zero=(0,) * 2, scale_dims=(2,), axis=4), 1, "n: QuantizeLinear: expected an axis in [-4, 4), found 4"),
]


def main():
    attendc, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    assert all(isinstance(model, ModelProto) for model, _, _ in CASES)
    cases = [(model.SerializeToString(), status, message) for model, status, message in CASES]
    sys.exit(1 if refuse_all(attendc, cases, folder) else 0)


if __name__ == "__main__":
    main()
