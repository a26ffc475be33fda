"""Decides which single layers a random network is made of: windows, functions, arithmetic, products.

Every layer is `layer(graph, x)`: it appends nodes that read x and returns their result, or None if x does not fit.
"""
import math

import numpy as np

from float_graph import LARGEST_VALUE


def window(g, sizes, largest=5, small_pads=False, dilated=True):
    """A random window over the dimensions `sizes` that fits: kernel, strides, pads, dilations, output sizes."""
    kernel, strides, begins, ends, dilations, out = [], [], [], [], [], []
    for size in sizes:
        k = g.pick([1, 2, 3, 4, 5], [3, 2, 4, 1, 1]) if largest >= 5 else g.integer(1, largest)
        d = g.pick([1, 2, 3], [6, 1, 1]) if dilated else 1
        s = g.pick([1, 2, 3, 4], [5, 3, 1, 0.5])
        most = (k - 1) if small_pads else (k - 1) * d + g.integer(0, 1)
        before, after = (g.integer(0, max(most, 0)) if g.chance(0.6) else 0 for _ in range(2))
        room = size + before + after - (k - 1) * d - 1
        if room < 0:
            k, d, s, before, after, room = 1, 1, s, 0, 0, size - 1
        for numbers, number in ((kernel, k), (strides, s), (begins, before), (ends, after), (dilations, d),
                                (out, room // s + 1)):
            numbers.append(number)
    return kernel, strides, begins + ends, dilations, out


def window_attributes(g, sizes, kernel, strides, pads, dilations, out):
    """Attributes of a window; those at their defaults are left out at times, auto_pad replaces pads at times."""
    attributes = {"kernel_shape": kernel}
    defaults = {"strides": [1] * len(sizes), "pads": [0] * len(pads), "dilations": [1] * len(sizes)}
    for name, value in (("strides", strides), ("pads", pads), ("dilations", dilations)):
        if value != defaults[name] or g.chance(0.5):
            attributes[name] = value
    # ONNX Runtime does not combine auto_pad and dilations.
    if g.chance(0.12) and set(dilations) == {1}:
        attributes.pop("pads", None)
        attributes["auto_pad"] = g.pick(["SAME_UPPER", "SAME_LOWER", "VALID"])
        if attributes["auto_pad"] == "VALID":
            out = [(size - (k - 1) * d - 1) // s + 1 for size, k, d, s in zip(sizes, kernel, dilations, strides)]
        else:
            out = [-(-size // s) for size, s in zip(sizes, strides)]
    return attributes, out


def weights(g, shape, fan_in):
    """float32 weights that keep the spread of their input, at times with few or many channels of zeros."""
    array = g.rng.standard_normal(shape, dtype=np.float32) / np.float32(math.sqrt(max(fan_in, 1)))
    array *= np.float32(g.rng.uniform(0.5, 1.5))
    if g.chance(0.15):
        array[g.rng.random(shape[0]) < g.pick([0.1, 0.8])] = 0
    return array


def bias(g, count):
    return g.constant(g.rng.standard_normal(count, dtype=np.float32) * np.float32(0.3), "b")


def widths(g, most=12):
    """A number of output channels: mostly small, at times beyond the register tiles."""
    return g.integer(33, 72) if g.chance(0.08) else g.integer(1, most)


def conv(g, x):
    if x.rank != 4:
        return None
    n, c, *sizes = x.shape
    kernel, strides, pads, dilations, out = window(g, sizes)
    attributes, out = window_attributes(g, sizes, kernel, strides, pads, dilations, out)
    kind = g.pick(["dense", "depthwise", "multiplier", "grouped"], [6, 2, 1, 2])
    groups, outputs = 1, widths(g)
    if kind in ("depthwise", "multiplier"):
        groups, outputs = c, c * (g.integer(2, 3) if kind == "multiplier" else 1)
    elif kind == "grouped":
        groups = g.pick([d for d in range(1, c + 1) if c % d == 0])
        outputs = groups * g.integer(1, 4)
    if min(out) < 1 or n * outputs * math.prod(out) > LARGEST_VALUE:
        return None
    if groups > 1 or g.chance(0.5):
        attributes["group"] = groups
    shape = (outputs, c // groups, *kernel)
    fan_in = math.prod(shape[1:])
    operands = [x, g.constant(weights(g, shape, fan_in), "w")]
    if g.chance(0.7):
        operands.append(bias(g, outputs))
    if g.chance(0.3):
        del attributes["kernel_shape"]
    return g.add("Conv", operands, (n, outputs, *out), x.spread, **attributes)


def conv_transpose(g, x):
    if x.rank != 4 or x.size > 1024:
        return None
    n, c, *sizes = x.shape
    kernel = [g.integer(1, 4) for _ in sizes]
    strides = [g.integer(1, 3) for _ in sizes]
    dilations = [g.pick([1, 2], [5, 1]) for _ in sizes]
    attributes = {"kernel_shape": kernel, "strides": strides, "dilations": dilations}
    reach = [(size - 1) * s + (k - 1) * d + 1 for size, s, k, d in zip(sizes, strides, kernel, dilations)]
    extra = [g.integer(0, max(s, d) - 1) if g.chance(0.3) else 0 for s, d in zip(strides, dilations)]
    pads = [g.integer(0, min(k - 1, (r - 1) // 2)) if g.chance(0.5) else 0 for _ in "be" for k, r in zip(kernel, reach)]
    out = [r + e - pads[i] - pads[i + 2] for i, (r, e) in enumerate(zip(reach, extra))]
    if any(extra):
        attributes["output_padding"] = extra
    if any(pads) or g.chance(0.5):
        attributes["pads"] = pads
    groups = g.pick([1, c] + [d for d in range(2, c) if c % d == 0][:1])
    per_group = g.integer(1, 4)
    if min(out) < 1 or n * per_group * groups * math.prod(out) > LARGEST_VALUE:
        return None
    if groups > 1:
        attributes["group"] = groups
    shape = (c, per_group, *kernel)
    operands = [x, g.constant(weights(g, shape, c // groups * math.prod(kernel) / math.prod(strides)), "w")]
    if g.chance(0.6):
        operands.append(bias(g, per_group * groups))
    return g.add("ConvTranspose", operands, (n, per_group * groups, *out), x.spread, **attributes)


def pool(g, x):
    """MaxPool or AveragePool, at times with ceil_mode, count_include_pad or auto_pad."""
    if x.rank != 4:
        return None
    n, c, *sizes = x.shape
    kernel, strides, pads, dilations, out = window(g, sizes, small_pads=True, dilated=False)
    attributes, out = window_attributes(g, sizes, kernel, strides, pads, dilations, out)
    if attributes.get("auto_pad", "").startswith("SAME") and any(
            (o - 1) * s + k < size for o, s, k, size in zip(out, strides, kernel, sizes)):
        return None
    attributes.pop("dilations", None)
    is_max = g.chance(0.5)
    if g.opset >= 10 and "auto_pad" not in attributes and g.chance(0.3):
        attributes["ceil_mode"] = 1
        for i, (size, k, s) in enumerate(zip(sizes, kernel, strides)):
            room = size + pads[i] + pads[i + 2] - k
            out[i] = -(-room // s) + 1
            if (out[i] - 1) * s >= size + pads[i]:
                out[i] -= 1
    elif not is_max and g.chance(0.3):
        attributes["count_include_pad"] = 1
    if min(out) < 1:
        return None
    spread = x.spread if is_max else x.spread / math.sqrt(math.prod(kernel))
    return g.add("MaxPool" if is_max else "AveragePool", [x], (n, c, *out), spread, x.least, x.unit, **attributes)


def global_pool(g, x):
    if x.rank != 4:
        return None
    n, c, h, w = x.shape
    kind = g.pick(["GlobalAveragePool", "GlobalMaxPool", "ReduceMean"], [4, 1, 2])
    spread = x.spread * (1.5 if kind == "GlobalMaxPool" else 1.5 / math.sqrt(h * w))
    if kind != "ReduceMean":
        return g.add(kind, [x], (n, c, 1, 1), spread, x.least, x.unit)
    keep = g.chance(0.5)
    shape = (n, c, 1, 1) if keep else (n, c)
    axes = g.pick([[2, 3], [-2, -1], [3, 2]])
    if g.opset >= 18:
        return g.add(kind, [x, g.integers(axes)], shape, spread, x.least, x.unit, keepdims=int(keep))
    return g.add(kind, [x], shape, spread, x.least, x.unit, axes=axes, keepdims=int(keep))


def relu(g, x):
    return g.add("Relu", [x], x.shape, x.spread * 0.7, 0.0)


def clip(g, x):
    low = g.pick([0.0, -1.0 * x.spread, None])
    high = g.pick([6.0, 1.5 * x.spread, None])
    if low is None and high is None:
        high = 6.0
    if g.opset < 11:
        bounds = {name: float(np.float32(v)) for name, v in (("min", low), ("max", high)) if v is not None}
        return g.add("Clip", [x], x.shape, x.spread, low, **bounds)
    operands = [x, "" if low is None else g.real(low)]
    if high is not None:
        operands.append(g.real(high))
    return g.add("Clip", operands, x.shape, x.spread, low)


def function(g, x):
    """A function of one number."""
    op = g.pick(["Sigmoid", "LeakyRelu", "HardSigmoid", "Tanh", "HardSwish", "PRelu"], [4, 3, 2, 2, 3, 2])
    if op == "HardSwish" and g.opset < 14:
        op = "Sigmoid"
    attributes = {}
    if op == "LeakyRelu" and g.chance(0.8):
        attributes["alpha"] = float(np.float32(g.rng.uniform(0, 0.5)))
    if op == "HardSigmoid" and g.chance(0.5):
        attributes.update(alpha=float(np.float32(1 / 6)), beta=0.5)
    unit = op in ("Sigmoid", "HardSigmoid")
    spread = 0.3 if unit else min(x.spread, 0.7) if op == "Tanh" else x.spread * 0.8
    operands = [x]
    if op == "PRelu":
        shape = [x.shape[1], 1, 1] if x.rank == 4 else [x.shape[-1]]
        shape = [1] * len(shape) if g.chance(0.2) else shape
        operands.append(g.constant(g.rng.uniform(0, 0.5, shape).astype(np.float32)))
    return g.add(op, operands, x.shape, spread, 0.0 if unit else None, unit, **attributes)


def silu(g, x):
    gate = g.add("Sigmoid", [x], x.shape, 0.3, 0.0, True)
    return g.add("Mul", [x, gate] if g.chance(0.5) else [gate, x], x.shape, x.spread * 0.7)


def softmax(g, x):
    """Over one dimension; before opset 13 that is only so for the last one. ONNX Runtime's integers of one
    element are 0."""
    axes = [d for d in (range(x.rank) if g.opset >= 13 else [x.rank - 1]) if x.shape[d] > 1]
    if not axes:
        return None
    axis = g.pick(axes)
    attributes = {"axis": axis - x.rank if g.chance(0.4) else axis}
    if axis == x.rank - 1 and g.opset >= 13 and g.chance(0.3):
        attributes = {}
    return g.add("Softmax", [x], x.shape, 0.3, 0.0, True, **attributes)


def batch_norm(g, x):
    if x.rank not in (2, 4):
        return None
    c = x.shape[1]
    draw = g.rng.uniform
    arrays = [draw(0.5, 1.5, c) * g.pick([1, -1], [5, 1]), draw(-0.3, 0.3, c), draw(-0.3, 0.3, c), draw(0.5, 1.5, c)]
    names = [g.constant(array.astype(np.float32), "n") for array in arrays]
    return g.add("BatchNormalization", [x, *names], x.shape, x.spread)


def matrix_product(g, x):
    """Gemm or MatMul with a constant on the right."""
    if x.rank not in (2, 3):
        return None
    depth, outputs = x.shape[-1], widths(g, 20)
    is_gemm = x.rank == 2 and g.chance(0.6)
    transposed = is_gemm and g.chance(0.6)
    array = weights(g, (depth, outputs), depth)
    name = g.constant(np.ascontiguousarray(array.T) if transposed else array, "w")
    if not is_gemm:
        return g.add("MatMul", [x, name], (*x.shape[:-1], outputs), x.spread)
    operands = [x, name] + ([bias(g, outputs)] if g.chance(0.7) or g.opset < 11 else [])
    return g.add("Gemm", operands, (x.shape[0], outputs), x.spread, **({"transB": 1} if transposed else {}))


def operand_like(g, x):
    """A second operand that broadcasts to x: another activation, or a constant."""
    others = [v for v in g.values.values() if v.name != x.name and v.shape == x.shape]
    if others and g.chance(0.8):
        return g.pick(others), 1.0
    if g.chance(0.15):
        return x, 1.0
    shape = list(x.shape)
    kept = g.pick(["all", "channel", "one"], [2, 3, 1])
    channel = 1 if x.rank == 4 else x.rank - 1
    if kept != "all":
        shape = [dim if kept == "channel" and d == channel else 1 for d, dim in enumerate(shape)]
    return g.constant(g.rng.standard_normal(shape, dtype=np.float32), "k"), 1.0


def arithmetic(g, x):
    op = g.pick(["Add", "Mul"], [3, 2])
    other, spread = operand_like(g, x)
    spread = other.spread if hasattr(other, "spread") else spread
    pair = [x, other] if g.chance(0.7) else [other, x]
    result = math.hypot(x.spread, spread) if op == "Add" else x.spread * spread
    return g.add(op, pair, x.shape, max(result, 1e-3))


def gate(g, x):
    """Squeeze and excite: x * g(mean(x)), broadcast over H and W."""
    if x.rank != 4:
        return None
    n, c = x.shape[:2]
    mean = g.add("GlobalAveragePool", [x], (n, c, 1, 1), x.spread * 0.5, x.least)
    name = g.constant(weights(g, (c, c, 1, 1), c), "w")
    mixed = g.add("Conv", [mean, name, bias(g, c)], (n, c, 1, 1), mean.spread, kernel_shape=[1, 1])
    opened = g.add("Sigmoid", [mixed], mixed.shape, 0.3, 0.0, True)
    return g.add("Mul", [x, opened] if g.chance(0.5) else [opened, x], x.shape, x.spread * 0.6)
