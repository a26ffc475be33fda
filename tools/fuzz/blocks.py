"""Decides which blocks of several layers a random network holds: residuals, bottlenecks, attention condensers."""
import math

import numpy as np

from float_graph import LARGEST_VALUE
from layers import bias, clip, function, gate, relu, silu, weights


def convolve(g, x, outputs, kernel=1, stride=1, groups=1, norm=False):
    """A convolution that keeps H and W (divided by the stride, rounded up); with `norm` a batch norm behind."""
    n, c, h, w = x.shape
    shape = (outputs, c // groups, kernel, kernel)
    operands = [x, g.constant(weights(g, shape, math.prod(shape[1:])), "w")]
    if not norm and g.chance(0.7):
        operands.append(bias(g, outputs))
    out = (n, outputs, -(-h // stride), -(-w // stride))
    y = g.add("Conv", operands, out, x.spread, kernel_shape=[kernel] * 2, strides=[stride] * 2, group=groups,
              pads=[(kernel - 1) // 2] * 4)
    return batch_norm(g, y) if norm else y


def batch_norm(g, x):
    c = x.shape[1]
    arrays = [g.rng.uniform(0.5, 1.5, c), g.rng.uniform(-0.2, 0.2, c), g.rng.uniform(-0.2, 0.2, c),
              g.rng.uniform(0.5, 1.5, c)]
    if g.chance(0.2):
        arrays[0][::2] *= -1
    return g.add("BatchNormalization", [x, *(g.constant(a.astype(np.float32), "n") for a in arrays)], x.shape, x.spread)


def activation(g, x):
    layer = g.pick([relu, clip, function, silu, None], [5, 1, 1, 1, 1])
    return layer(g, x) if layer else x


def residual(g, x, norm=False):
    """Bottleneck or basic block with a shortcut, at times projected or strided."""
    if x.rank != 4:
        return None
    c, stride = x.shape[1], g.pick([1, 2], [4, 1])
    outputs = c if stride == 1 and g.chance(0.7) else g.integer(1, 12)
    y = activation(g, convolve(g, x, g.integer(1, 12), norm=norm))
    groups = g.pick([1, y.shape[1]])
    y = activation(g, convolve(g, y, y.shape[1], 3, stride, groups, norm))
    y = convolve(g, y, outputs, norm=norm)
    shortcut = x if y.shape == x.shape else convolve(g, x, outputs, 1, stride)
    pair = [y, shortcut] if g.chance(0.5) else [shortcut, y]
    total = g.add("Add", pair, y.shape, math.hypot(y.spread, shortcut.spread))
    return activation(g, total)


def condense(g, a):
    """C: a pool, a strided convolution, or nothing; odd sizes only where a Resize can bring them back."""
    n, c, h, w = a.shape
    fits = h % 2 == 0 and w % 2 == 0 or min(h, w) > 2 and g.opset >= 11
    kind = g.pick(["max2", "max3", "max1", "avg2", "conv2", ""], [4, 2, 1, 2, 1, 1])
    if kind in ("max2", "avg2") and fits:
        op = "MaxPool" if kind == "max2" else "AveragePool"
        return g.add(op, [a], (n, c, h // 2, w // 2), a.spread, a.least, a.unit, kernel_shape=[2, 2], strides=[2, 2])
    if kind == "max3" and fits:
        return g.add("MaxPool", [a], (n, c, -(-h // 2), -(-w // 2)), a.spread, a.least, a.unit, kernel_shape=[3, 3],
                     strides=[2, 2], pads=[1, 1, 1, 1])
    if kind == "conv2" and fits:
        return convolve(g, a, c, 3, 2, c)
    if kind == "max1":
        return g.add("MaxPool", [a], a.shape, a.spread, a.least, a.unit, kernel_shape=[3, 3], strides=[1, 1],
                     pads=[1, 1, 1, 1])
    return a


def expand(g, a, sizes):
    """X: an interpolation or a transposed convolution to `sizes`, H and W."""
    n, c, h, w = a.shape
    shape = (n, c, *sizes)
    if a.shape == shape:
        return a
    factor = sizes[0] // h if (h * sizes[1], sizes[0] % h) == (w * sizes[0], 0) else 0
    if factor and (g.chance(0.2) or g.opset < 11):
        name = g.constant(weights(g, (c, 1, factor, factor), 1), "w")
        return g.add("ConvTranspose", [a, name], shape, a.spread, kernel_shape=[factor] * 2, strides=[factor] * 2, group=c)
    linear = factor and g.chance(0.15)
    attributes = dict(mode="linear" if linear else "nearest", nearest_mode="floor",
                      coordinate_transformation_mode="half_pixel" if linear and h > 1 and w > 1 else "asymmetric")
    empty = np.zeros(0, np.float32)
    roi = "" if g.opset >= 13 else g.constant(empty)
    if factor and g.chance(0.5):
        operands = [a, roi, g.constant(np.float32([1, 1, factor, factor]))]
    else:
        operands = [a, roi, "" if g.opset >= 13 else g.constant(empty), g.integers(shape)]
    return g.add("Resize", operands, shape, a.spread, a.least, a.unit, **attributes)


def scaled(g, value):
    """value * S, S one number or one per channel."""
    shape = g.pick([[], [1], [1, value.shape[1], 1, 1], [value.shape[1], 1, 1]])
    number = g.rng.uniform(0.2, 1.5, shape).astype(np.float32) * np.float32(g.pick([1, -1], [3, 1]))
    name = g.constant(number, "s")
    return g.add("Mul", [value, name] if g.chance(0.7) else [name, value], value.shape, value.spread)


def fuse(g, v, a):
    """F in one of its forms."""
    form = g.pick(["additive", "sigmoid", "sigmoid scaled", "sigmoid residual", "hard sigmoid", "linear", "scaled skip"],
                  [5, 3, 1, 1, 1, 1, 1])

    def gated(op="Sigmoid"):
        opened = g.add(op, [a], a.shape, 0.3, 0.0, True)
        return g.add("Mul", [v, opened] if g.chance(0.5) else [opened, v], v.shape, v.spread * 0.6)

    def add(x, y):
        return g.add("Add", [x, y] if g.chance(0.5) else [y, x], x.shape, math.hypot(x.spread, y.spread))
    if form == "additive":
        return add(scaled(g, v), a)
    if form == "hard sigmoid":
        return gated("HardSigmoid")
    if form == "linear":
        return scaled(g, g.add("Mul", [v, a], v.shape, v.spread * a.spread))
    if form == "scaled skip":
        return add(scaled(g, v), gated())
    result = gated()
    if form != "sigmoid":
        result = scaled(g, result)
    return add(result, v) if form == "sigmoid residual" else result


def condenser(g, x, norm=False):
    """An attention condenser: V -> D -> C -> E -> U, X -> F."""
    if x.rank != 4 or x.size > LARGEST_VALUE // 2:
        return None
    if x.shape[1] > 1 and g.chance(0.2):
        return double_condenser(g, x)
    a = x
    if g.chance(0.7):
        a = activation(g, convolve(g, a, g.integer(1, 6), norm=norm))
    a = condense(g, a)
    width = a.shape[1]
    a = activation(g, convolve(g, a, width * g.integer(1, 2), 3, 1, g.pick([1, width]), norm))
    if g.chance(0.7):
        a = activation(g, convolve(g, a, width))
    if g.chance(0.3):
        a = convolve(g, expand(g, a, x.shape[2:]), x.shape[1])
    else:
        a = expand(g, convolve(g, a, x.shape[1]), x.shape[2:])
    if a.shape != x.shape:
        return None
    y = fuse(g, x, a)
    if norm and g.chance(0.3):
        y = batch_norm(g, y)
    return g.add("Add", [y, x], x.shape, math.hypot(y.spread, x.spread)) if g.chance(0.2) else y


def double_condenser(g, x):
    """silu(softmax over channels(A) * B), A and B projections of V."""
    a = silu(g, convolve(g, x, g.integer(2, 8), 3))
    a = convolve(g, a, x.shape[1], 3)
    if g.opset >= 13:
        a = g.add("Softmax", [a], a.shape, 0.2, 0.0, True, axis=1)
    else:
        n, c, h, w = a.shape
        a = g.add("Transpose", [a], (n, h, w, c), a.spread, perm=[0, 2, 3, 1])
        a = g.add("Softmax", [a], a.shape, 0.2, 0.0, True, axis=3)
        a = g.add("Transpose", [a], (n, c, h, w), 0.2, 0.0, True, perm=[0, 3, 1, 2])
    b = convolve(g, x, x.shape[1])
    return silu(g, g.add("Mul", [a, b] if g.chance(0.5) else [b, a], b.shape, b.spread * 0.3))


BLOCKS = {"residual": residual, "condenser": condenser, "gate": gate}
