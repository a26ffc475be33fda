"""Decides the weights of the zoo's networks: each layer is drawn at random and
then set by what it sees on a few synthetic pictures, as training would leave it.

A random network without that either explodes, collapses or forgets its input:
through tens of ReLUs all pictures end in the same activations. Here each
folded batch norm is emulated: over the pictures, channel c of a convolution
has the mean beta[c] and the deviation gamma[c] that are drawn for it (J. Mishkin
and J. Matas, "All you need is a good init", 2015, does the same per layer).

Exactness: activations are multiples of 2^-10 below 2^8, raw weights multiples
of 2^-17 below 2, and a sum has fewer than 2^12 terms, so every sum of products
is below 2^48 units of 2^-27 and float64 holds it exactly. Sums therefore do not
depend on their order or on the processor, and the files are equal everywhere.
"""
import math

import numpy

from graph import Graph
from pictures import picture
from random_stream import RandomStream

ACTIVATION_UNIT = 2.0 ** -10
ACTIVATION_LIMIT = 2.0 ** 8 - ACTIVATION_UNIT
RAW_WEIGHT_UNIT = 2.0 ** -17
MEAN = (0.485, 0.456, 0.406)   # of ImageNet's channels, red green blue
STD = (0.229, 0.224, 0.225)


def on_grid(x):
    """x rounded to the activation grid and clamped to its range."""
    x = numpy.rint(x / ACTIVATION_UNIT) * ACTIVATION_UNIT
    return numpy.clip(x, -ACTIVATION_LIMIT, ACTIVATION_LIMIT)


def network_input(count, size):
    """`count` pictures [count, 3, size, size], (x / 255 - MEAN) / STD."""
    pixels = numpy.stack([picture(i, size) for i in range(count)])
    x = pixels.astype(numpy.float64).transpose(0, 3, 1, 2) / 255.0
    shape = (1, 3, 1, 1)
    return on_grid((x - numpy.reshape(MEAN, shape)) / numpy.reshape(STD, shape))


class Value:
    """A value of the graph: its ONNX name and what it holds for the pictures,
    `data` [N, C, H, W] or [N, C] in float64."""

    def __init__(self, name, data):
        self.name, self.data = name, data

    @property
    def channels(self):
        return self.data.shape[1]


class CalibratedNetwork:
    """Builds the ONNX graph and runs it on the pictures at the same time.

    Every layer method takes the module path first and returns a Value.
    """

    def __init__(self, name, opset, size):
        self.graph = Graph(name, opset)
        # Both opsets of a network carry the same weights.
        self.seed_name = name
        # Many small pictures say more than a few large ones.
        side = min(size, 96)
        data = network_input(40 if side > 32 else 64, side)
        self.input = Value(self.graph.input("image", [1, 3, size, size]), data)

    def random(self, path):
        return RandomStream(f"{self.seed_name}:{path}")

    def conv(self, path, x, channels, kernel=1, stride=1, groups=1, gain=1.0):
        """A convolution with a folded batch norm, and its bias.

        gain scales the drawn deviations gamma, which lie in [0.5, 1.5).
        """
        draw = self.random(path)
        fan_in = x.channels // groups
        shape = (channels, fan_in, kernel, kernel)
        raw = draw.bell_integers(shape)
        if groups == 1:
            raw = without_mean_response(raw, x.data)
        raw = raw * RAW_WEIGHT_UNIT
        gamma = draw.uniform(0.5, 1.5, channels) * gain
        beta = draw.bell(channels) * (0.35 * gain)
        z = on_grid_sums(convolve(x.data, raw, stride, groups))
        mean, deviation = channel_statistics(z)
        factor = gamma / deviation
        names = self.graph.folded_parameters(
            raw * factor.reshape(-1, 1, 1, 1), beta - mean * factor)
        name = self.graph.conv(path, x.name, names, kernel, stride, groups)
        return Value(name, affine(z, factor, beta - mean * factor))

    def batch_norm(self, path, x):
        """A batch norm that stays; its running statistics are those of `x`,
        with the small lag that a moving average has."""
        draw = self.random(path)
        channels = x.channels
        mean, deviation = channel_statistics(x.data)
        mean = mean + draw.bell(channels) * deviation * 0.03
        variance = deviation * deviation * draw.uniform(0.9, 1.1, channels)
        gamma = draw.uniform(0.5, 1.5, channels)
        beta = draw.bell(channels) * 0.35
        name = self.graph.batch_norm(path, x.name, (gamma, beta, mean, variance))
        factor = gamma / numpy.sqrt(variance + 1e-5)
        return Value(name, affine(x.data, factor, beta - mean * factor))

    def relu(self, path, x):
        return Value(self.graph.relu(path, x.name), numpy.maximum(x.data, 0.0))

    def max_pool(self, path, x, kernel, stride, pad=0):
        name = self.graph.max_pool(path, x.name, kernel, stride, pad)
        rim = ((0, 0), (0, 0), (pad, pad), (pad, pad))
        padded = numpy.pad(x.data, rim, constant_values=-ACTIVATION_LIMIT)
        return Value(name, numpy.maximum.reduce(windows(padded, kernel, stride)))

    def average_pool(self, path, x):
        total = sum(windows(x.data, 2, 2))
        return Value(self.graph.average_pool(path, x.name), on_grid(total / 4.0))

    def scale(self, path, x, parameter, factor):
        """The product S*V with a learned S of shape [1]."""
        name = self.graph.parameter(parameter, [factor])
        product = self.graph.node("Mul", path, [x.name, name])
        return Value(product, on_grid(x.data * factor))

    def upsample(self, path, x):
        name = self.graph.resize(path, x.name)
        return Value(name, x.data.repeat(2, axis=2).repeat(2, axis=3))

    def add(self, path, a, b):
        name = self.graph.node("Add", path, [a.name, b.name])
        return Value(name, on_grid(a.data + b.data))

    def classifier(self, x, classes, pool_path="gap", path="fc"):
        """Global average pool, Flatten, Gemm; closes the graph as "logits".

        Over the pictures the logits have mean 0 per class and deviation 2, so
        that different pictures get different classes.
        """
        pooled = self.graph.node("GlobalAveragePool", pool_path, [x.name])
        flat = self.graph.node("Flatten", "", [pooled], axis=1)
        draw = self.random(path)
        raw = draw.bell_integers((classes, x.channels)) * RAW_WEIGHT_UNIT
        features = on_grid(x.data.mean(axis=(2, 3)))
        logits = features @ raw.T
        mean = logits.mean(axis=0)
        squares = ((logits - mean) ** 2).ravel()
        factor = 2.0 / math.sqrt(math.fsum(squares) / squares.size)
        bias = draw.bell(classes) * 0.5 - mean * factor
        return self.graph.gemm(path, flat, raw * factor, bias)


def without_mean_response(raw, x):
    """Integer weights raw [O, C, k, k] less their part along the channel means
    of x [N, C, H, W], so that the mean picture gives no response.

    With it, a picture's contrast would grow from layer to layer: bias would
    have to cancel a large mean, and what differs from it would stand out.
    """
    mean = channel_units(x).sum(axis=(0, 2, 3)) // (x.size // x.shape[1])
    mean = mean.reshape(1, -1, 1, 1) + numpy.zeros_like(raw[:1])
    along = (raw * mean).sum(axis=(1, 2, 3), keepdims=True)
    share = along / max(1, (mean * mean).sum())
    return raw - numpy.rint(share * mean).astype(numpy.int64)


def channel_units(x):
    """x in whole activation units."""
    return numpy.rint(x / ACTIVATION_UNIT).astype(numpy.int64)


def on_grid_sums(z):
    """Sums of raw products rounded to the activation grid, not clamped: raw
    weights have deviation 0.58, so sums are larger than activations."""
    return numpy.rint(z / ACTIVATION_UNIT) * ACTIVATION_UNIT


def affine(x, factor, offset):
    shape = (1, -1, 1, 1)
    return on_grid(x * factor.reshape(shape) + offset.reshape(shape))


def channel_statistics(x):
    """Mean and deviation of x [N, C, H, W] per channel, from integer sums. A
    deviation below the layer's median counts as the median: else the channel's
    weights would explode on other pictures."""
    units = channel_units(x)
    count = x.size // x.shape[1]
    mean = units.sum(axis=(0, 2, 3)) / count
    variance = (units * units).sum(axis=(0, 2, 3)) / count - mean * mean
    floor = numpy.sort(variance)[len(variance) // 2]
    deviation = numpy.sqrt(numpy.maximum(variance, floor))
    return mean * ACTIVATION_UNIT, deviation * ACTIVATION_UNIT


def windows(x, kernel, stride):
    """The kernel*kernel shifted views of x [N, C, H, W] that a window reads."""
    rows = (x.shape[2] - kernel) // stride + 1
    columns = (x.shape[3] - kernel) // stride + 1
    return [x[:, :, i:i + stride * (rows - 1) + 1:stride,
              j:j + stride * (columns - 1) + 1:stride]
            for i in range(kernel) for j in range(kernel)]


def convolve(x, weights, stride, groups):
    """x [N, C, H, W] by weights [O, C/groups, k, k], padded by (k - 1) / 2.

    groups is 1 or C.
    """
    kernel = weights.shape[2]
    pad = (kernel - 1) // 2
    padded = numpy.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    views = windows(padded, kernel, stride)
    taps = weights.reshape(*weights.shape[:2], -1)
    if groups == 1:
        rows, columns = views[0].shape[2:]
        patches = numpy.stack(views, axis=2).reshape(len(x), -1, rows * columns)
        product = weights.reshape(len(weights), -1) @ patches
        return product.reshape(len(x), -1, rows, columns)
    assert groups == x.shape[1], "groups is 1 or the number of channels"
    multiplier = len(weights) // groups
    return sum(view.repeat(multiplier, axis=1) * taps[:, 0, tap].reshape(1, -1, 1, 1)
               for tap, view in enumerate(views))
