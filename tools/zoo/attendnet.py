"""Decides the layers of the AttendNet reconstructions, node by node.

These are reconstructions from published figures and block descriptions
(AttendNets, arXiv 2009.14385; TB-Net, arXiv 2104.03165), never the authors'
networks: no code or weights of them are public.

Module tree, with the paths that name parameters and nodes:
    b.0            stem: conv k x k / 2, BN, ReLU
    b.1            MaxPool 3x3 / 2
    b.2 ..         blocks, each ReLU(f(x) + short(x)):
      f            VAC or PEPE branch
      sp, short    [AvgPool2], 1x1 projection in the first block of a stage
      r            the ReLU behind the sum
    gap, fc        global average pool, fully connected
"""
from calibrated import CalibratedNetwork
from random_stream import RandomStream


def build(name, spec, opset, folded=True, scales=None):
    """The ONNX model of `spec` (a file of specs/). `scales`, a number, sets
    every condenser's S; by default they differ between blocks."""
    net = CalibratedNetwork(name, opset, spec["size"], folded)
    x = net.conv("b.0.0", net.input, spec["stem"], spec["stem_k"], stride=2)
    x = net.relu("b.0.2", x)
    x = net.max_pool("b.1", x, kernel=3, stride=2, pad=1)
    index = 2
    for stage_index, stage in enumerate(spec["stages"]):
        for block_index, (kind, *widths) in enumerate(stage["blocks"]):
            path = f"b.{index}"
            first = block_index == 0
            halve = first and stage_index > 0
            branch = {"vac": vac_branch, "pepe": pepe_branch}[kind]
            scale = condenser_scale(name, index) if scales is None else scales
            y = branch(net, f"{path}.f", x, widths, stage["c"], halve, scale)
            short = shortcut(net, path, x, stage["c"], halve) if first else x
            x = net.relu(f"{path}.r", net.add(path, y, short))
            index += 1
    logits = net.classifier(x, spec["classes"])
    return net.graph.model([(logits, "logits", [1, spec["classes"]])], spec["title"])


def condenser_scale(name, index):
    """S of block `index`: 1, where training starts, in every third block, so
    that some blocks share it as PyTorch does; else in [0.4, 1.4)."""
    if index % 3 == 2:
        return 1.0
    return float(RandomStream(f"{name}:b.{index}.S").uniform(0.4, 1.4, 1)[0])


def conv_relu(net, path, x, channels, kernel=1, groups=1):
    """Sequential(conv, BN, ReLU): children 0, 1 (folded) and 2."""
    x = net.conv(f"{path}.0", x, channels, kernel, groups=groups)
    return net.relu(f"{path}.2", x)


def vac_branch(net, path, x, widths, channels, halve, scale):
    """1x1, [AvgPool2], VAC, BN, ReLU, 1x1."""
    inner, down, embedded = widths
    x = conv_relu(net, f"{path}.0", x, inner)
    if halve:
        x = net.average_pool(f"{path}.pool", x)
    x = condenser(net, f"{path}.2", x, down, embedded, scale)
    x = net.relu(f"{path}.4", net.batch_norm(f"{path}.3", x))
    return net.conv(f"{path}.5.0", x, channels, gain=0.6)


def condenser(net, path, v, down, embedded, scale):
    """V' = S*V + A, A = up2(U(E(C(D(V))))) with D, U 1x1 and C MaxPool2."""
    scaled = net.scale(path, v, f"{path}.S", scale)
    a = conv_relu(net, f"{path}.D", v, down)
    a = net.max_pool(f"{path}.C", a, kernel=2, stride=2)
    a = conv_relu(net, f"{path}.E.0", a, 2 * down, kernel=3, groups=down)
    a = conv_relu(net, f"{path}.E.1", a, embedded)
    a = net.conv(f"{path}.U.0", a, v.channels)
    a = net.upsample(f"{path}.X", a)
    return net.add(path, scaled, a)


def pepe_branch(net, path, x, widths, channels, halve, _scale):
    """1x1, [AvgPool2], depthwise 3x3 with a multiplier, 1x1, 1x1."""
    first, multiplier, second = widths
    x = conv_relu(net, f"{path}.0", x, first)
    if halve:
        x = net.average_pool(f"{path}.pool", x)
    x = conv_relu(net, f"{path}.2", x, multiplier * first, kernel=3, groups=first)
    x = conv_relu(net, f"{path}.3", x, second)
    return net.conv(f"{path}.4.0", x, channels, gain=0.6)


def shortcut(net, path, x, channels, halve):
    """The projection of a stage's first block: [AvgPool2], 1x1."""
    if halve:
        x = net.average_pool(f"{path}.sp", x)
    return net.conv(f"{path}.short.0", x, channels)
