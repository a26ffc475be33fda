"""Decides the layers of a network of gating attention condensers: V * sigmoid(A) * S + V, between blocks of 1x1,
depthwise and 1x1 convolutions.

Nothing published has these widths: they make about 200 M multiply-adds at 224x224, which is what AttendNets need.
"""
import numpy

from calibrated import CalibratedNetwork, following

STEM = 24
# (kind, widths): vac = (inner width, channels of a group of its 3x3), pepe = (inner width, width, stride)
BLOCKS = (
    ("vac", 16, 1), ("pepe", 56, 32, 2),
    ("vac", 24, 8), ("pepe", 80, 32, 1), ("pepe", 112, 56, 2),
    ("vac", 48, 8), ("pepe", 144, 56, 1), ("vac", 48, 1), ("pepe", 144, 56, 1), ("pepe", 208, 104, 2),
    ("vac", 80, 8), ("pepe", 288, 104, 1), ("vac", 80, 1), ("pepe", 288, 104, 1), ("vac", 80, 8), ("pepe", 208, 256, 2),
    ("pepe", 416, 256, 1),
)
LAST = 416


def build(name, spec, opset, folded=True):
    """The ONNX model of `spec` (a file of specs/); `divide` makes all widths
    smaller."""
    net = CalibratedNetwork(name, opset, spec["size"], folded)
    divide = spec.get("divide", 1)
    x = net.relu("stem.2", net.conv("stem.0", net.input, STEM // divide, 3, stride=2))
    for index, (kind, width, *rest) in enumerate(BLOCKS):
        path = f"blocks.{index}"
        if kind == "vac":
            x = attention(net, path, x, width // divide, rest[0])
        else:
            x = expansion(net, path, x, width // divide, rest[0] // divide, rest[1])
    x = conv_relu(net, "head.0", x, LAST // divide)
    logits = net.classifier(x, spec["classes"])
    return net.graph.model([(logits, "logits", [1, spec["classes"]])], spec["title"])


def conv_relu(net, path, x, *arguments, **options):
    y = net.conv(path, x, *arguments, **options)
    return net.relu(following(following(path)), y)


def attention(net, path, x, width, group):
    """1x1 down, the condenser, 1x1 up. group: channels of one of E's groups."""
    v = conv_relu(net, f"{path}.V.0", x, width)
    a = net.max_pool(f"{path}.C", v, kernel=2, stride=2)
    a = conv_relu(net, f"{path}.E.0", a, width, 3, groups=width // min(group, width))
    a = net.conv(f"{path}.E.3", a, width)
    a = net.sigmoid(f"{path}.G", net.upsample(f"{path}.X", a))
    channel_scale = net.random(f"{path}.S").uniform(0.8, 1.6, (1, width, 1, 1))
    gated = net.scale(path, net.multiply(path, v, a), f"{path}.S", numpy.float32(channel_scale))
    return conv_relu(net, f"{path}.U.0", net.add(path, gated, v), x.channels)


def expansion(net, path, x, inner, channels, stride):
    """1x1, depthwise 3x3, 1x1, with a sum where the shape stays."""
    y = conv_relu(net, f"{path}.0", x, inner)
    y = conv_relu(net, f"{path}.3", y, inner, 3, stride, groups=inner)
    y = net.conv(f"{path}.6", y, channels, gain=0.6)
    return net.add(path, x, y) if stride == 1 and x.channels == channels else y
