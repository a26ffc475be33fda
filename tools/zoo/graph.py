"""Decides how a zoo network is written as ONNX: node order, names, attributes
and shared initializers follow what torch.onnx.export of PyTorch 1.13 writes.

A module path as PyTorch prints it ("b.2.f.2.E.0.0") names both parameters
("b.2.f.2.E.0.0.weight") and nodes ("/b/b.2/f/f.2/E/E.0/E.0.0/Conv"): a number
extends the name of the Sequential around it, a word starts a new one.
"""
import numpy
from onnx import TensorProto, helper, numpy_helper

IR_VERSION = {9: 4, 11: 6, 13: 7, 17: 8}  # PyTorch 1.13's pairs of opset and IR

# PyTorch numbers every value of the traced graph; a folded weight is named by
# the first numbers that are free. The start carries no meaning.
FIRST_FOLDED_NUMBER = 1088


def scope_of(path):
    """"b.2.f.0" -> "/b/b.2/f/f.0"; "" -> ""."""
    parts = []
    for word in path.split(".") if path else []:
        parts.append(f"{parts[-1]}.{word}" if word.isdigit() else word)
    return "".join("/" + part for part in parts)


def pair(number):
    """3 -> [3, 3], (10, 4) -> [10, 4]."""
    return [number] * 2 if isinstance(number, int) else list(number)


class Graph:
    """Collects nodes and initializers; `model` closes it.

    Values are strings (ONNX value names). Arrays are numpy; float32 and int64
    occur. `opset` is one of IR_VERSION's keys.
    """

    def __init__(self, name, opset, first_number=FIRST_FOLDED_NUMBER):
        self.name, self.opset = name, opset
        self.nodes, self.inputs = [], []
        self.parameters = []  # (name, array) in module order
        self.folded = []      # (name, array) of convolutions with a folded BN
        self.number = first_number
        self.scope_counts = {}

    def input(self, name, shape):
        self.inputs.append((name, list(shape)))
        return name

    def parameter(self, name, array):
        """A named parameter or buffer of a module, as float32. Those of the
        outermost module itself come before its children's."""
        place = len(self.parameters) if "." in name else 0
        self.parameters.insert(place, (name, numpy.asarray(array, numpy.float32)))
        return name

    def folded_parameters(self, *arrays):
        """Weight and bias of a convolution that swallowed its batch norm."""
        names = []
        for index, array in enumerate(arrays):
            names.append(f"onnx::Conv_{self.number + index}")
            self.folded.append((names[-1], numpy.asarray(array, numpy.float32)))
        self.number += 3
        return names

    def node(self, op, path, inputs, outputs=1, **attributes):
        """Appends a node of the module at `path`; returns its output name(s)."""
        base = f"{scope_of(path)}/{op}"
        count = self.scope_counts.get(base, 0)
        self.scope_counts[base] = count + 1
        name = base if count == 0 else f"{base}_{count}"
        names = [f"{name}_output_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, path, values, dtype):
        """A Constant node holding a tensor of `values`."""
        tensor = numpy_helper.from_array(numpy.asarray(values, dtype))
        return self.node("Constant", path, [], value=tensor)

    # Layers. Kernel and stride are one number for both axes, or a pair.

    def conv(self, path, x, names, kernel, stride=1, groups=1, pad=None):
        """pad: one number, or [top, left, bottom, right]; None keeps odd
        kernels centred."""
        kernel, stride = pair(kernel), pair(stride)
        if pad is None:
            pad = [(side - 1) // 2 for side in kernel] * 2
        pads = [pad] * 4 if isinstance(pad, int) else list(pad)
        return self.node("Conv", path, [x, *names], dilations=[1, 1],
                         group=groups, kernel_shape=kernel, pads=pads,
                         strides=stride)

    def relu(self, path, x):
        return self.node("Relu", path, [x])

    def relu6(self, path, x):
        """nn.ReLU6: the bounds are constants from opset 11 on, which is all
        that PyTorch 1.13 writes of it."""
        low = self.constant(path, 0.0, numpy.float32)
        high = self.constant(path, 6.0, numpy.float32)
        return self.node("Clip", path, [x, low, high])

    def max_pool(self, path, x, kernel, stride, pad=0):
        ceil = {"ceil_mode": 0} if self.opset >= 10 else {}
        return self.node("MaxPool", path, [x], kernel_shape=[kernel] * 2,
                         pads=[pad] * 4, strides=[stride] * 2, **ceil)

    def average_pool(self, path, x):
        """nn.AvgPool2d(2): a Pad by zeros and a pool without padding."""
        pads = self.constant(path, [0] * 8, numpy.int64)
        padded = self.node("Pad", path, [x, pads], mode="constant")
        return self.node("AveragePool", path, [padded], ceil_mode=0,
                         kernel_shape=[2, 2], pads=[0] * 4, strides=[2, 2])

    def resize(self, path, x, mode="nearest", scale=2.0):
        """nn.Upsample(scale_factor=scale); Upsample below opset 10."""
        scales = self.constant(path, [1, 1, scale, scale], numpy.float32)
        if self.opset < 10:
            return self.node("Upsample", path, [x, scales], mode=mode)
        return self.resize_node(path, [x, "", scales], mode)

    def resize_node(self, path, inputs, mode="nearest"):
        coordinates = "asymmetric" if mode == "nearest" else "half_pixel"
        return self.node("Resize", path, inputs, mode=mode,
                         coordinate_transformation_mode=coordinates,
                         cubic_coeff_a=-0.75, nearest_mode="floor")

    def batch_norm(self, path, x, arrays, training=False):
        """`arrays`: weight, bias, running_mean, running_var, each [C]."""
        suffixes = ("weight", "bias", "running_mean", "running_var")
        names = [self.parameter(f"{path}.{suffix}", array)
                 for suffix, array in zip(suffixes, arrays)]
        mode = {"training_mode": int(training)} if self.opset >= 14 else {}
        outputs = 1 if not training else 3 if self.opset >= 14 else 5
        y = self.node("BatchNormalization", path, [x, *names], outputs,
                      epsilon=float(numpy.float32(1e-5)),
                      momentum=float(numpy.float32(0.9)), **mode)
        return y if outputs == 1 else y[0]

    def gemm(self, path, x, weight, bias):
        names = [self.parameter(f"{path}.weight", weight),
                 self.parameter(f"{path}.bias", bias)]
        return self.node("Gemm", path, [x, *names], alpha=1.0, beta=1.0, transB=1)

    def model(self, outputs, doc, initializers_as_inputs=False):
        """The closed model. `outputs`: list of (value, public name, shape)."""
        renamed = {value: public for value, public, _ in outputs}
        for node in self.nodes:
            for names in (node.input, node.output):
                names[:] = [renamed.get(name, name) for name in names]
        identities, kept = share_initializers(self.parameters + self.folded)
        tensors = [numpy_helper.from_array(array, name) for name, array in kept]
        described = [(name, shape) for name, shape in self.inputs]
        if initializers_as_inputs:
            described += [(name, list(array.shape)) for name, array in kept]
        graph = helper.make_graph(
            identities + self.nodes, self.name,
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
             for name, shape in described],
            [helper.make_tensor_value_info(public, TensorProto.FLOAT, list(shape))
             for _, public, shape in outputs],
            tensors)
        return helper.make_model(
            graph, producer_name="attendc-zoo", doc_string=doc,
            ir_version=IR_VERSION[self.opset],
            opset_imports=[helper.make_opsetid("", self.opset)])


def share_initializers(parameters):
    """PyTorch stores equal initializers once; the others become Identity nodes,
    the last one first. Returns (Identity nodes, kept parameters)."""
    owner_of, kept, shared = {}, [], []
    for name, array in parameters:
        key = (array.dtype.str, array.shape, array.tobytes())
        if key in owner_of:
            shared.append((owner_of[key], name))
            continue
        owner_of[key] = name
        kept.append((name, array))
    identities = [helper.make_node("Identity", [owner], [name], f"Identity_{i}")
                  for i, (owner, name) in enumerate(reversed(shared))]
    return identities, kept
