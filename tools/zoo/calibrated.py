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

from graph import Graph, pair
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

    def __init__(self, name, opset, size=None, folded=True, example=None):
        """Of `size` x `size` RGB pictures, or of `example`, a pair of the
        input's name and float64 data on the activation grid, [N, ...]. Batch
        norms behind convolutions stay if not `folded`."""
        self.graph = Graph(name, opset)
        self.folded = folded
        # All files of a network carry the same weights.
        self.seed_name = name
        if example is None:
            # Many small pictures say more than a few large ones.
            side = min(size, 96)
            data = network_input(40 if side > 32 else 64, side)
            shape = [1, 3, size, size]
            example = "image", data
        else:
            shape = [1, *example[1].shape[1:]]
        self.input = Value(self.graph.input(example[0], shape), example[1])

    def random(self, path):
        return RandomStream(f"{self.seed_name}:{path}")

    def conv(self, path, x, channels, kernel=1, stride=1, groups=1, gain=1.0,
             pads=None, norm=True):
        """A convolution and its batch norm, or without one its bias.

        gain scales the drawn deviations gamma, which lie in [0.5, 1.5). pads:
        [top, left, bottom, right], None for a centred kernel.
        """
        kernel, stride = pair(kernel), pair(stride)
        if pads is None:
            pads = [(side - 1) // 2 for side in kernel] * 2
        draw = self.random(path)
        shape = (channels, x.channels // groups, *kernel)
        raw = draw.bell_integers(shape)
        if groups == 1:
            raw = without_mean_response(raw, x.data)
        raw = raw * RAW_WEIGHT_UNIT
        z = on_grid_sums(convolve(x.data, raw, stride, groups, pads))

        def write(names):
            return self.graph.conv(path, x.name, names, kernel, stride, groups,
                                   pads)
        return self.normalized(path, draw, raw, z, gain, norm, write)

    def dense(self, path, x, width, gain=1.0, norm=True):
        """A fully connected layer and its batch norm, or its bias."""
        draw = self.random(path)
        raw = draw.bell_integers((width, x.channels, 1, 1))
        as_map = x.data.reshape(*x.data.shape, 1, 1)
        raw = without_mean_response(raw, as_map) * RAW_WEIGHT_UNIT
        raw = raw.reshape(width, x.channels)
        z = on_grid_sums(x.data @ raw.T)

        def write(names):
            return self.graph.node("Gemm", path, [x.name, *names], alpha=1.0,
                                   beta=1.0, transB=1)
        return self.normalized(path, draw, raw, z, gain, norm, write)

    def normalized(self, path, draw, raw, z, gain, norm, write):
        """The layer with weights `raw` that `write` writes, given the names of
        its parameters, and whose sums on the examples are `z` [N, C, ...]."""
        channels = len(raw)
        gamma = draw.uniform(0.5, 1.5, channels) * gain
        beta = draw.bell(channels) * (0.35 * gain)
        mean, deviation = channel_statistics(z)
        factor = gamma / deviation
        offset = beta - mean * factor
        weights = raw * factor.reshape(-1, *[1] * (raw.ndim - 1))
        value = affine(z, factor, offset)
        if norm and not self.folded:
            name = write([self.graph.parameter(f"{path}.weight", raw)])
            statistics = gamma, beta, mean, deviation * deviation - 1e-5
            name = self.graph.batch_norm(following(path), name, statistics)
            return Value(name, value)
        if norm:
            return Value(write(self.graph.folded_parameters(weights, offset)),
                         value)
        names = [self.graph.parameter(f"{path}.weight", weights),
                 self.graph.parameter(f"{path}.bias", offset)]
        return Value(write(names), value)

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

    def relu6(self, path, x):
        return Value(self.graph.relu6(path, x.name), numpy.clip(x.data, 0.0, 6.0))

    def sigmoid(self, path, x):
        """On the grid, whose unit hides what libraries round differently."""
        name = self.graph.node("Sigmoid", path, [x.name])
        return Value(name, on_grid(1.0 / (1.0 + numpy.exp(-x.data))))

    def max_pool(self, path, x, kernel, stride, pad=0):
        name = self.graph.max_pool(path, x.name, kernel, stride, pad)
        rim = ((0, 0), (0, 0), (pad, pad), (pad, pad))
        padded = numpy.pad(x.data, rim, constant_values=-ACTIVATION_LIMIT)
        return Value(name, numpy.maximum.reduce(windows(padded, kernel, stride)))

    def average_pool(self, path, x):
        total = sum(windows(x.data, 2, 2))
        return Value(self.graph.average_pool(path, x.name), on_grid(total / 4.0))

    def scale(self, path, x, parameter, factor):
        """The product S*V with a learned S: a number, stored as [1], or an
        array [1, C, 1, 1]."""
        array = numpy.atleast_1d(numpy.asarray(factor, numpy.float64))
        name = self.graph.parameter(parameter, array)
        product = self.graph.node("Mul", path, [x.name, name])
        return Value(product, on_grid(x.data * array))

    def multiply(self, path, a, b):
        name = self.graph.node("Mul", path, [a.name, b.name])
        return Value(name, on_grid(a.data * b.data))

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


def following(path):
    """The module behind the one at `path` in its Sequential: b.0 -> b.1."""
    parent, _, number = path.rpartition(".")
    return f"{parent}.{int(number) + 1}"


def same_pads(sides, kernel, stride):
    """TensorFlow's padding "SAME" as [top, left, bottom, right]: the larger
    half lies behind."""
    totals = [max((-(-side // step) - 1) * step + width - side, 0)
              for side, width, step in zip(sides, pair(kernel), pair(stride))]
    return [total // 2 for total in totals] + [total - total // 2 for total in totals]


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
    shape = (1, -1, *[1] * (x.ndim - 2))
    return on_grid(x * factor.reshape(shape) + offset.reshape(shape))


def channel_statistics(x):
    """Mean and deviation of x [N, C, ...] per channel, from integer sums. A
    deviation below the layer's median counts as the median: else the channel's
    weights would explode on other pictures."""
    units = channel_units(x)
    count = x.size // x.shape[1]
    others = (0, *range(2, x.ndim))
    mean = units.sum(axis=others) / count
    variance = (units * units).sum(axis=others) / count - mean * mean
    floor = numpy.sort(variance)[len(variance) // 2]
    deviation = numpy.sqrt(numpy.maximum(variance, floor))
    return mean * ACTIVATION_UNIT, deviation * ACTIVATION_UNIT


def windows(x, kernel, stride):
    """The shifted views of x [N, C, H, W] that a window reads, row by row."""
    (high, wide), (down, right) = pair(kernel), pair(stride)
    rows = (x.shape[2] - high) // down + 1
    columns = (x.shape[3] - wide) // right + 1
    return [x[:, :, i:i + down * (rows - 1) + 1:down,
              j:j + right * (columns - 1) + 1:right]
            for i in range(high) for j in range(wide)]


def convolve(x, weights, stride, groups, pads):
    """x [N, C, H, W], padded by [top, left, bottom, right], by weights
    [O, C/groups, kh, kw].

    groups is 1, C, or such that all groups have as many channels before as
    behind.
    """
    top, left, bottom, right = pads
    padded = numpy.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    if 1 < groups < x.shape[1]:
        parts = zip(numpy.split(padded, groups, axis=1), numpy.split(weights, groups))
        return numpy.concatenate(
            [convolve(part, of_part, stride, 1, [0] * 4) for part, of_part in parts],
            axis=1)
    views = windows(padded, weights.shape[2:], stride)
    taps = weights.reshape(*weights.shape[:2], -1)
    if groups == 1:
        rows, columns = views[0].shape[2:]
        patches = numpy.stack(views, axis=2).reshape(len(x), -1, rows * columns)
        product = weights.reshape(len(weights), -1) @ patches
        return product.reshape(len(x), -1, rows, columns)
    multiplier = len(weights) // groups
    return sum(view.repeat(multiplier, axis=1) * taps[:, 0, tap].reshape(1, -1, 1, 1)
               for tap, view in enumerate(views))
