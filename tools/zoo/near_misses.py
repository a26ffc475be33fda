"""Decides the graphs that look like a condenser in part and are none."""
from condenser_block import Block

CHANNELS, SIDE = 8, 12
SHAPE = [1, CHANNELS, SIDE, SIDE]


def start(name, opset):
    block = Block(name, opset)
    return block, block.graph, block.graph.input("x", SHAPE)


def close(block, *values):
    names = ("y", "z")[:len(values)]
    outputs = [(value, name, SHAPE) for value, name in zip(values, names)]
    return block.graph.model(outputs, f"near miss {block.name}")


def embedding(block, x, channels=CHANNELS):
    """MaxPool2, grouped 3x3, ReLU, 1x1, Resize: A [1, channels, H, W]."""
    a = block.graph.max_pool("C", x, 2, 2)
    a = block.conv("E1", a, CHANNELS, 2 * CHANNELS, 3, groups=CHANNELS)
    a = block.act("a1", a, "relu", 2 * CHANNELS)
    a = block.conv("E2", a, 2 * CHANNELS, channels)
    return block.graph.resize("X", a)


def gate_second_use(name, opset):
    """The gate is read by the product and by a sum."""
    block, graph, x = start(name, opset)
    gate = graph.node("Sigmoid", "", [embedding(block, x)])
    y = graph.node("Mul", "", [x, gate])
    return close(block, graph.node("Add", "", [y, gate]))


def gate_is_output(name, opset):
    """The gate is an output of the graph, too."""
    block, graph, x = start(name, opset)
    gate = graph.node("Sigmoid", "", [embedding(block, x)])
    return close(block, graph.node("Mul", "", [x, gate]), gate)


def gate_of_one_channel(name, opset):
    """The gate [1, 1, H, W] is broadcast over the channels."""
    block, graph, x = start(name, opset)
    gate = graph.node("Sigmoid", "", [embedding(block, x, channels=1)])
    return close(block, graph.node("Mul", "", [x, gate]))


def gate_of_other_value(name, opset):
    """The embedding starts at x, the product reads another value."""
    block, graph, x = start(name, opset)
    v = block.act("r", block.conv("v", x, CHANNELS, CHANNELS), "relu", CHANNELS)
    gate = graph.node("Sigmoid", "", [embedding(block, x)])
    return close(block, graph.node("Mul", "", [v, gate]))


def squeeze_excite(name, opset):
    """The gate [1, C, 1, 1] comes from the global average."""
    block, graph, x = start(name, opset)
    a = graph.node("GlobalAveragePool", "pool", [x])
    a = block.act("a1", block.conv("c1", a, CHANNELS, 4), "relu", 4)
    gate = graph.node("Sigmoid", "", [block.conv("c2", a, 4, CHANNELS)])
    return close(block, graph.node("Mul", "", [x, gate]))


def silu(name, opset):
    """x * sigmoid(x)."""
    block, _, x = start(name, opset)
    return close(block, block.act("a", x, "silu", CHANNELS))


def conv_silu(name, opset):
    """v * sigmoid(v) behind a convolution."""
    block, _, x = start(name, opset)
    v = block.conv("c", x, CHANNELS, CHANNELS, 3)
    return close(block, block.act("a", v, "silu", CHANNELS))


def plain_residual(name, opset):
    """x + conv(relu(conv(x))): no condensation, no S."""
    block, graph, x = start(name, opset)
    a = block.act("r", block.conv("c1", x, CHANNELS, 4, 3), "relu", 4)
    return close(block, graph.node("Add", "", [x, block.conv("c2", a, 4, CHANNELS)]))


def pool_second_use(name, opset):
    """The condensed map is read outside of the embedding."""
    block, graph, x = start(name, opset)
    pooled = graph.max_pool("C", x, 2, 2)
    a = block.conv("E1", pooled, CHANNELS, CHANNELS, 3, groups=CHANNELS)
    gate = graph.node("Sigmoid", "", [graph.resize("X", a)])
    y = graph.node("Mul", "", [x, gate])
    return close(block, y, graph.resize("Z", pooled))


def scale_of_other_value(name, opset):
    """S*W + A where the embedding starts at V and W is another value."""
    block, graph, x = start(name, opset)
    w = block.act("r", block.conv("w", x, CHANNELS, CHANNELS), "relu", CHANNELS)
    a = embedding(block, x)
    scaled = graph.node("Mul", "", [w, graph.parameter("S", [0.7])])
    return close(block, graph.node("Add", "", [scaled, a]))


def chained(name, opset):
    """V1 = BN(S*x + X(E)), V2 = BN(S*V1 + X(E')), E' embeds E further: E has a
    reader outside of its condenser, and E' does not start at V1. PyTorch models
    with F.interpolate look like this; both S are one initializer. All in all V2
    is one additive condenser of x, whose A is the sum of two embeddings."""
    block, graph, x = start(name, opset)
    a, v, channels = graph.max_pool("C", x, 2, 2), x, CHANNELS
    for index, inner in ((1, 6), (2, CHANNELS)):
        wide = 2 * channels
        a = block.conv(f"c{2 * index - 1}", a, channels, wide, 3, groups=channels)
        a = block.act("", a, "leaky", wide)
        a = block.act("", block.conv(f"c{2 * index}", a, wide, inner), "leaky", inner)
        channels = inner
        scaled = graph.node("Mul", "", [v, graph.parameter(f"S{index}", [0.7])])
        up = block.interpolate(a, SIDE, SIDE)
        if inner != CHANNELS:
            up = block.conv("x", up, inner, CHANNELS)
        v = graph.node("Add", "", [scaled, up])
        v = block.batch_norm(f"b{index}", v, CHANNELS)
    return close(block, v)


NEAR_MISSES = {
    "near_gate_second_use": gate_second_use,
    "near_gate_is_output": gate_is_output,
    "near_gate_one_channel": gate_of_one_channel,
    "near_gate_other_value": gate_of_other_value,
    "near_squeeze_excite": squeeze_excite,
    "near_silu": silu,
    "near_conv_silu": conv_silu,
    "near_plain_residual": plain_residual,
    "near_pool_second_use": pool_second_use,
    "near_scale_other_value": scale_of_other_value,
}
