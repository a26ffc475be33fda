"""Decides the layers of MobileNet-V2 (M. Sandler et al., arXiv 1801.04381, table 2).

Module tree as in torchvision: features.0 = conv 3x3 / 2, BN, ReLU6; one block for
each of features.1 .. 17: [1x1, BN, ReLU6], depthwise 3x3, BN, ReLU6, 1x1, BN, and
the input added where the shape stays; features.18 = 1x1, BN, ReLU6; classifier.
"""
from calibrated import CalibratedNetwork

# (expansion, channels, blocks, stride of the first block)
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
          (6, 160, 3, 2), (6, 320, 1, 1))


def build(name, spec, opset, folded=True):
    """The ONNX model of `spec` (a file of specs/), whose `width` multiplies
    all channels; the last 1x1 has at least 1280."""
    net = CalibratedNetwork(name, opset, spec["size"], folded)
    width = spec["width"]
    x = net.relu6("features.0.2", net.conv(
        "features.0.0", net.input, scaled(32, width), 3, stride=2))
    index = 1
    for expansion, channels, blocks, stride in STAGES:
        for block in range(blocks):
            x = residual(net, f"features.{index}", x, expansion,
                         scaled(channels, width), stride if block == 0 else 1)
            index += 1
    last = scaled(1280, max(1.0, width))
    x = net.relu6(f"features.{index}.2", net.conv(f"features.{index}.0", x, last))
    logits = net.classifier(x, spec["classes"], "", "classifier.1")
    return net.graph.model([(logits, "logits", [1, spec["classes"]])], spec["title"])


def scaled(channels, width):
    """channels * width as a multiple of 8, at most a tenth less."""
    result = max(8, int(channels * width + 4) // 8 * 8)
    return result + 8 if result < 0.9 * channels * width else result


def residual(net, path, x, expansion, channels, stride):
    """An inverted residual with a linear bottleneck."""
    y, place = x, 0
    if expansion != 1:
        y = net.conv(f"{path}.conv.0.0", x, expansion * x.channels)
        y = net.relu6(f"{path}.conv.0.2", y)
        place = 1
    y = net.conv(f"{path}.conv.{place}.0", y, y.channels, 3, stride, groups=y.channels)
    y = net.relu6(f"{path}.conv.{place}.2", y)
    y = net.conv(f"{path}.conv.{place + 1}", y, channels, gain=0.6)
    return net.add(path, x, y) if stride == 1 and x.channels == channels else y
