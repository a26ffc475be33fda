"""Decides how one attention condenser of any published or seen form is written
as ONNX: V -> D -> C -> E -> U, X -> F, each part chosen by name.

Names of modules and order of nodes are those of PyTorch 1.13's exports.
"""
import dataclasses

import numpy

from graph import Graph
from random_stream import RandomStream

LEAKY_SLOPE = float(numpy.float32(0.01))
SIXTH = float(numpy.float32(1 / 6))


@dataclasses.dataclass(frozen=True)
class Condenser:
    """What a condenser is made of. Widths are channels."""
    channels: int = 8
    height: int = 12
    width: int = 12
    down: int = 4              # D's width, 0 = no D
    condense: str = "max2"     # max2, max3 (k3 s2 p1), max1 (k3 s1 p1), avg2, conv2, ""
    kernels: tuple = (3, 1)    # E's kernels; widths: 2 * input, then the input's
    dense: bool = False        # E's first convolution has one group
    act: str = "relu"          # behind D and each convolution of E
    up: bool = True            # U, else E ends in V's width
    expand: str = "nearest"    # X: nearest, linear, sizes, transpose, ""
    expand_first: bool = False  # X before U
    gate: str = "additive"     # F, a key of FORMS
    scale: object = 0.7        # S: a number is shape [1]; else an array
    scale_is_constant: bool = False  # S is a Constant node
    scale_first: bool = False  # S is the left operand of its Mul
    norm: str = "folded"       # of D and E: none, folded, fresh, kept, training
    norm_behind: str = ""      # BN behind F: positive, negative
    skip: bool = False         # an outer shortcut reads V, too


def build(name, condenser, opset, weights_as_inputs=False):
    """The ONNX model: input x [1, C, H, W], output y of the same shape."""
    c = condenser
    block = Block(name, opset)
    shape = [1, c.channels, c.height, c.width]
    x = block.graph.input("x", shape)
    y = condense(block, x, c)
    if c.norm_behind:
        y = block.batch_norm("bn", y, c.channels, c.norm_behind == "negative")
    if c.skip:
        y = block.graph.node("Add", "", [y, x])
    return block.graph.model([(y, "y", shape)], f"condenser variant {name}",
                             weights_as_inputs)


class Block:
    """Random layers on a Graph; weights as PyTorch initializes them, uniform
    within 1 / sqrt(fan in)."""

    def __init__(self, name, opset):
        self.graph = Graph(name, opset, first_number=46)
        self.name = name

    def draw(self, path):
        return RandomStream(f"{self.name}:{path}")

    def conv(self, path, x, inputs, outputs, kernel=1, stride=1, groups=1,
             norm="none"):
        """`norm`: none = own bias; folded or fresh = the batch norm behind is
        part of it (fresh: its shift is still 0); kept, training = a node."""
        draw = self.draw(path)
        bound = (inputs // groups * kernel * kernel) ** -0.5
        weight = draw.uniform(-bound, bound,
                              (outputs, inputs // groups, kernel, kernel))
        bias = draw.uniform(-bound, bound, outputs)
        if norm == "fresh":
            bias = numpy.zeros(outputs)
        if norm in ("folded", "fresh"):
            names = self.graph.folded_parameters(weight, bias)
        else:
            names = [self.graph.parameter(f"{path}.weight", weight)]
            if norm == "none":
                names.append(self.graph.parameter(f"{path}.bias", bias))
        y = self.graph.conv(path, x, names, kernel, stride, groups)
        if norm in ("kept", "training"):
            behind = path[:-1] + str(int(path[-1]) + 1)
            y = self.batch_norm(behind, y, outputs, training=norm == "training")
        return y

    def batch_norm(self, path, x, channels, negative=False, training=False):
        draw = self.draw(path)
        weight = draw.uniform(0.5, 1.5, channels)
        if negative:
            weight[::2] *= -1
        arrays = (weight, draw.bell(channels) * 0.2, draw.bell(channels) * 0.2,
                  draw.uniform(0.5, 1.5, channels))
        return self.graph.batch_norm(path, x, arrays, training)

    def act(self, path, x, kind, channels):
        node = self.graph.node
        if kind == "relu":
            return node("Relu", path, [x])
        if kind == "silu":
            return node("Mul", path, [x, node("Sigmoid", path, [x])])
        if kind == "leaky":
            return node("LeakyRelu", path, [x], alpha=LEAKY_SLOPE)
        if kind == "relu6":
            limits = [self.graph.constant(path, limit, numpy.float32)
                      for limit in (0.0, 6.0)]
            return node("Clip", path, [x, *limits])
        if kind == "prelu":
            slope = self.draw(path).uniform(0.1, 0.4, (channels, 1, 1))
            return node("PRelu", path,
                        [x, self.graph.parameter(f"{path}.weight", slope)])
        if kind == "hswish" and self.graph.opset >= 14:
            return node("HardSwish", path, [x])
        if kind == "hswish":
            return node("Mul", path, [x, self.hard_sigmoid(path, x)])
        assert kind == "none", kind
        return x

    def hard_sigmoid(self, path, x):
        return self.graph.node("HardSigmoid", path, [x], alpha=SIXTH)

    def scalar(self, value):
        return self.graph.constant("", value, numpy.float32)

    def interpolate(self, x, height, width):
        """F.interpolate(x, size=(height, width)): sizes from a shape chain."""
        graph = self.graph
        if graph.opset < 10:
            wanted = graph.constant("", [height, width], numpy.float32)
            tail = graph.node("Slice", "", [graph.node("Shape", "", [x])],
                              axes=[0], ends=[2 ** 63 - 1], starts=[2])
            tail = graph.node("Cast", "", [tail], to=1)
            ratio = graph.node("Div", "", [wanted, tail])
            ones = graph.constant("", [1, 1], numpy.float32)
            scales = graph.node("Concat", "", [ones, ratio], axis=0)
            return graph.node("Upsample", "", [x, scales], mode="nearest")
        shape = graph.node("Shape", "", [x])
        axes, starts, ends = (graph.constant("", [value], numpy.int64)
                              for value in (0, 0, 2))
        head = graph.node("Slice", "", [shape, starts, ends, axes])
        wanted = graph.constant("", [height, width], numpy.int64)
        sizes = graph.node("Concat", "", [head, wanted], axis=0)
        absent = ["", ""]
        if graph.opset < 13:
            absent = [graph.constant("", [], numpy.float32) for _ in absent]
        return graph.resize_node("", [x, *absent, sizes])


def condense(block, v, c):
    """The condenser `c` on V; returns V'."""
    graph = block.graph
    norm, bare = c.norm, c.norm if c.norm in ("folded", "fresh") else "none"
    a, width = v, c.channels
    if c.down:
        a = block.conv("D.0.0", a, width, c.down, norm=norm)
        a, width = block.act("D.1", a, c.act, c.down), c.down
    if c.condense == "conv2":
        a = block.conv("C", a, width, width, 3, stride=2, groups=width)
    elif c.condense == "avg2":
        a = graph.average_pool("C", a)
    elif c.condense:
        kernel, stride, pad = {"max2": (2, 2, 0), "max3": (3, 2, 1),
                               "max1": (3, 1, 1)}[c.condense]
        a = graph.max_pool("C", a, kernel, stride, pad)
    narrow = width
    for index, kernel in enumerate(c.kernels):
        last = index + 1 == len(c.kernels)
        grouped = index == 0 and not c.dense
        wide = 2 * narrow if index == 0 else narrow
        if last and not c.up:
            wide = c.channels
        path = f"E{index + 1}"
        a = block.conv(f"{path}.0.0", a, width, wide, kernel,
                       groups=width if grouped else 1, norm=norm)
        a, width = block.act(f"{path}.1", a, c.act, wide), wide
    if c.expand_first:
        a = expand(block, a, width, c)
    if c.up:
        a = block.conv("U.0", a, width, c.channels, norm=bare)
    if not c.expand_first:
        a = expand(block, a, c.channels, c)
    return FORMS[c.gate](block, v, a, c)


def expand(block, a, width, c):
    if c.expand in ("nearest", "linear"):
        return block.graph.resize("X", a, c.expand)
    if c.expand == "sizes":
        return block.interpolate(a, c.height, c.width)
    if c.expand == "transpose":
        draw = block.draw("X")
        names = [block.graph.parameter("X.weight", draw.uniform(-1, 1, (width, 1, 2, 2))),
                 block.graph.parameter("X.bias", draw.uniform(-0.5, 0.5, width))]
        return block.graph.node("ConvTranspose", "X", [a, *names], dilations=[1, 1],
                                group=width, kernel_shape=[2, 2], pads=[0] * 4,
                                strides=[2, 2])
    assert not c.expand, c.expand
    return a


def times_scale(block, value, c):
    """value * S, or S * value."""
    scale = numpy.float32([c.scale] if isinstance(c.scale, float) else c.scale)
    if c.scale_is_constant:
        name = block.scalar(scale)
    elif "S" in dict(block.graph.parameters):
        name = "S"
    else:
        name = block.graph.parameter("S", scale)
    operands = [name, value] if c.scale_first else [value, name]
    return block.graph.node("Mul", "", operands)


def mul(block, a, b):
    return block.graph.node("Mul", "", [a, b])


def add(block, a, b):
    return block.graph.node("Add", "", [a, b])


def sigmoid(block, a):
    return block.graph.node("Sigmoid", "", [a])


def additive(block, v, a, c):
    return add(block, times_scale(block, v, c), a)


def additive_swapped(block, v, a, c):
    return add(block, a, times_scale(block, v, c))


def gate_sigmoid(block, v, a, _c):
    return mul(block, v, sigmoid(block, a))


def gate_sigmoid_swapped(block, v, a, _c):
    return mul(block, sigmoid(block, a), v)


def gate_sigmoid_scaled(block, v, a, c):
    return times_scale(block, gate_sigmoid(block, v, a, c), c)


def gate_sigmoid_residual(block, v, a, c):
    return add(block, gate_sigmoid_scaled(block, v, a, c), v)


def gate_hard_sigmoid(block, v, a, _c):
    return mul(block, v, block.hard_sigmoid("", a))


def gate_linear(block, v, a, c):
    return times_scale(block, mul(block, v, a), c)


def gate_one_plus(block, v, a, c):
    gate = times_scale(block, sigmoid(block, a), c)
    return mul(block, v, add(block, gate, block.scalar(1.0)))


def gate_scaled_embedding(block, v, a, c):
    """V + V*sigmoid(3*S*A)."""
    inner = mul(block, times_scale(block, a, c), block.scalar(3.0))
    return add(block, mul(block, v, sigmoid(block, inner)), v)


def gate_scaled_skip(block, v, a, c):
    """S*V + V*sigmoid(A)."""
    kept = times_scale(block, v, c)
    return add(block, kept, gate_sigmoid(block, v, a, c))


FORMS = {
    "additive": additive,
    "additive_swapped": additive_swapped,
    "sigmoid": gate_sigmoid,
    "sigmoid_swapped": gate_sigmoid_swapped,
    "sigmoid_scaled": gate_sigmoid_scaled,
    "sigmoid_residual": gate_sigmoid_residual,
    "hard_sigmoid": gate_hard_sigmoid,
    "linear": gate_linear,
    "one_plus": gate_one_plus,
    "scaled_embedding": gate_scaled_embedding,
    "scaled_skip": gate_scaled_skip,
}
