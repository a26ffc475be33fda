"""Decides the layers of MobileNet-V1 (A. Howard et al., arXiv 1704.04861, table 1).

Module tree: b.0 = conv 3x3 / 2, BN, ReLU; b.1 .. b.13 = depthwise 3x3, BN,
ReLU, conv 1x1, BN, ReLU; gap; fc. Weights are random, so it is a
reconstruction of the architecture, not the trained network.
"""
from calibrated import CalibratedNetwork


def build(name, spec, opset, folded=True):
    """The ONNX model of `spec` (a file of specs/)."""
    net = CalibratedNetwork(name, opset, spec["size"], folded)
    x = net.conv("b.0.0", net.input, spec["stem"], 3, stride=2)
    x = net.relu("b.0.2", x)
    for index, (channels, stride) in enumerate(spec["blocks"], start=1):
        path = f"b.{index}"
        x = net.conv(f"{path}.0", x, x.channels, 3, stride, groups=x.channels)
        x = net.relu(f"{path}.2", x)
        x = net.relu(f"{path}.5", net.conv(f"{path}.3", x, channels))
    logits = net.classifier(x, spec["classes"])
    return net.graph.model([(logits, "logits", [1, spec["classes"]])], spec["title"])
