"""Decides the layers of three networks of MLPerf Tiny (C. Banbury et al., arXiv 2106.07597), as TensorFlow's
exports write them: padding "SAME", a Softmax at the end.

Weights are random, so they are reconstructions of the architectures, not the trained networks.
"""
import numpy

from calibrated import CalibratedNetwork, on_grid, same_pads
from pictures import picture


def resnet8(name, spec, opset, folded=True):
    """ResNet-8 for 32x32 pictures: three stacks of two 3x3 convolutions with a
    sum; a 1x1 without batch norm where the shape changes."""
    net = CalibratedNetwork(name, opset, spec["size"], folded)
    x = net.relu("stem.2", same_conv(net, "stem.0", net.input, 16, 3))
    for index, (channels, stride) in enumerate(((16, 1), (32, 2), (64, 2))):
        path = f"stack.{index}"
        y = net.relu(f"{path}.2", same_conv(net, f"{path}.0", x, channels, 3, stride))
        y = same_conv(net, f"{path}.3", y, channels, 3, gain=0.6)
        if stride > 1:
            x = net.conv(f"{path}.short", x, channels, 1, stride, pads=[0] * 4, norm=False)
        x = net.relu(f"{path}.r", net.add(path, x, y))
    return classified(net, x, spec)


def ds_cnn(name, spec, opset, folded=True):
    """DS-CNN for keyword spotting (Y. Zhang et al., arXiv 1711.07128): 49 x 10
    coefficients, one 10x4 / 2 convolution, four of depthwise 3x3 and 1x1."""
    net = CalibratedNetwork(name, opset, folded=folded, example=("input", coefficients()))
    x = net.relu("stem.2", same_conv(net, "stem.0", net.input, 64, (10, 4), 2))
    for index in range(4):
        path = f"block.{index}"
        x = net.relu(f"{path}.2", same_conv(net, f"{path}.0", x, 64, 3, groups=64))
        x = net.relu(f"{path}.5", net.conv(f"{path}.3", x, 64))
    return classified(net, x, spec)


def autoencoder(name, spec, opset, folded=True):
    """The deep autoencoder for anomalous machine sound (ToyADMOS): 640 numbers
    in, 640 out, fully connected with batch norms, 8 in the middle."""
    net = CalibratedNetwork(name, opset, folded=folded, example=("input", spectra()))
    x = net.input
    for index, width in enumerate((128, 128, 128, 128, 8, 128, 128, 128, 128)):
        x = net.relu(f"layers.{3 * index + 2}", net.dense(f"layers.{3 * index}", x, width))
    x = net.dense("layers.27", x, 640, norm=False)
    return net.graph.model([(x.name, "output", [1, 640])], spec["title"])


def same_conv(net, path, x, channels, kernel, stride=1, groups=1, gain=1.0):
    pads = same_pads(x.data.shape[2:], kernel, stride)
    return net.conv(path, x, channels, kernel, stride, groups, gain, pads)


def classified(net, x, spec):
    logits = net.classifier(x, spec["classes"])
    probabilities = net.graph.node("Softmax", "softmax", [logits], axis=1)
    return net.graph.model([(probabilities, "probabilities", [1, spec["classes"]])], spec["title"])


def coefficients(count=64):
    """What stands for speech coefficients: [count, 1, 49, 10], in time and
    frequency as smooth and as noisy as the synthetic pictures."""
    pixels = numpy.stack([picture(i, 49)[:, :40:4, 1] for i in range(count)])
    return on_grid((pixels[:, None].astype(numpy.float64) - 112) / 48)


def spectra(count=256):
    """What stands for five frames of 128 mel bands: [count, 640]."""
    rows = [picture(i, 128)[10:60:10, :, 1].reshape(640) for i in range(count)]
    return on_grid((numpy.stack(rows).astype(numpy.float64) - 112) / 48)
