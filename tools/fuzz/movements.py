"""Decides which layers of a random network move numbers without computing: resizes, pads, cuts, joins, other shapes."""
import math

import numpy as np

from float_graph import LARGEST_VALUE
from layers import conv


def resize(g, x):
    """Nearest of every rounding and coordinate rule, or linear by whole scales; by scales or sizes."""
    if x.rank != 4 or g.opset < 11:
        return None
    n, c, *sizes = x.shape
    linear = g.chance(0.3)
    if linear:
        scales = [float(g.integer(1, 3)) for _ in sizes]
        out = [int(size * scale) for size, scale in zip(sizes, scales)]
        attributes = {"mode": "linear",
                      "coordinate_transformation_mode": g.pick(["half_pixel", "asymmetric", "pytorch_half_pixel"])}
        if 1 in out:  # pytorch_half_pixel means something else there
            attributes["coordinate_transformation_mode"] = "half_pixel"
    else:
        scales = [g.pick([1.0, 2.0, 3.0, 0.5, 1.5, 2.5], [2, 5, 2, 1, 1, 1]) for _ in sizes]
        out = [math.floor(np.float32(size) * np.float32(scale)) for size, scale in zip(sizes, scales)]
        attributes = {"mode": "nearest", "nearest_mode": g.pick(
            ["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"], [4, 1, 1, 1]),
            "coordinate_transformation_mode": g.pick(["asymmetric", "half_pixel", "align_corners"], [4, 1, 1])}
    if min(out) < 1 or n * c * math.prod(out) > LARGEST_VALUE:
        return None
    absent = ["", ""] if g.opset >= 13 else [g.constant(np.zeros(0, np.float32)), g.constant(np.zeros(0, np.float32))]
    if g.chance(0.6):
        operands = [x, absent[0], g.constant(np.float32([1, 1, *scales]))]
    else:
        if not linear and g.chance(0.4):
            out = [g.integer(1, 2 * size + 1) for size in sizes]
        if n * c * math.prod(out) > LARGEST_VALUE:
            return None
        operands = [x, *absent, g.integers([n, c, *out])]
    return g.add("Resize", operands, (n, c, *out), x.spread, x.least, x.unit, **attributes)


def pad(g, x):
    if g.opset < 11:
        return None
    begins, ends = ([0] * x.rank for _ in "be")
    for d in range(x.rank):
        if d >= x.rank - 2 or g.chance(0.1):
            begins[d], ends[d] = (g.integer(0, 2) for _ in "be")
            if g.chance(0.1) and x.shape[d] > 2:
                begins[d] = -1
    shape = [dim + b + e for dim, b, e in zip(x.shape, begins, ends)]
    if math.prod(shape) > LARGEST_VALUE:
        return None
    operands = [x, g.integers(begins + ends)]
    if g.chance(0.5):
        operands.append(g.real(g.pick([0.0, -0.5, 1.25]) * x.spread if x.least is None else 0.0))
    attributes = {"mode": "constant"} if g.chance(0.5) else {}
    return g.add("Pad", operands, shape, x.spread, x.least, x.unit, **attributes)


def cut(g, x):
    """Slice, at times with steps, negative positions, or positions beyond the end."""
    axes = [d for d in range(x.rank) if x.shape[d] > 1 and g.chance(0.5)]
    if not axes or g.opset < 10:
        return None
    starts, ends, steps, shape = [], [], [], list(x.shape)
    for d in axes:
        dim = x.shape[d]
        start = g.integer(0, dim - 1)
        end = g.integer(start + 1, dim)
        step = g.pick([1, 2, 3], [4, 1, 1])
        shape[d] = -(-(end - start) // step)
        starts.append(start - dim if g.chance(0.2) else start)
        ends.append(2 ** 31 - 1 if end == dim and g.chance(0.5) else end)
        steps.append(step)
    if tuple(shape) == x.shape:
        return None
    named = [d - x.rank if g.chance(0.2) else d for d in axes]
    operands = [x, g.integers(starts), g.integers(ends), g.integers(named)]
    if any(step != 1 for step in steps) or g.chance(0.3):
        operands.append(g.integers(steps))
    return g.add("Slice", operands, shape, x.spread, x.least, x.unit)


def join(g, x):
    """Concat along any dimension with values of a fitting shape; x may occur twice."""
    axis = g.integer(0, x.rank - 1) if g.chance(0.3) else min(1, x.rank - 1)

    def fits(v):
        return v.rank == x.rank and all(a == b for d, (a, b) in enumerate(zip(v.shape, x.shape)) if d != axis)
    others = [v for v in g.values.values() if fits(v) and v.name != x.name]
    parts = [x] + [g.pick(others) for _ in range(g.integer(1, 2)) if others]
    if len(parts) == 1:
        parts.append(x)
    shape = list(x.shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    if math.prod(shape) > LARGEST_VALUE:
        return None
    order = g.rng.permutation(len(parts))
    bounds = [part.least for part in parts]
    return g.add("Concat", [parts[i] for i in order], shape, max(part.spread for part in parts),
                 None if None in bounds else min(bounds), all(part.unit for part in parts),
                 axis=axis - x.rank if g.chance(0.3) else axis)


def split_and_join(g, x):
    """Split along channels, a convolution on one part, and Concat: as CSP and shuffle blocks do."""
    if x.rank != 4 or x.shape[1] < 2 or g.opset < 11:
        return None
    n, c, h, w = x.shape
    first = g.integer(1, c - 1)
    lengths = [first, c - first]
    shapes = [(n, length, h, w) for length in lengths]
    attributes = {"axis": g.pick([1, -3])}
    operands = [x]
    if g.opset >= 13:
        operands.append(g.integers(lengths))
    else:
        attributes["split"] = lengths
    parts = g.add_many("Split", operands, shapes, x.spread, x.least, x.unit, **attributes)
    if g.chance(0.3):
        return parts[0]
    worked = conv(g, parts[1])
    if worked is None or worked.shape[2:] != (h, w):
        worked = parts[1]
    shape = (n, parts[0].shape[1] + worked.shape[1], h, w)
    if math.prod(shape) > LARGEST_VALUE:
        return None
    return g.add("Concat", [parts[0], worked], shape, x.spread, axis=1)


def transpose(g, x):
    if x.rank < 2:
        return None
    permutation = [int(d) for d in g.rng.permutation(x.rank)]
    if permutation == list(range(x.rank)):
        permutation = permutation[::-1]
    shape = [x.shape[d] for d in permutation]
    plain = permutation == list(range(x.rank))[::-1] and g.chance(0.5)
    return g.add("Transpose", [x], shape, x.spread, x.least, x.unit, **({} if plain else {"perm": permutation}))


def shuffle(g, x):
    """The channel shuffle of ShuffleNet: Reshape, Transpose, Reshape."""
    if x.rank != 4:
        return None
    n, c, h, w = x.shape
    groups = g.pick([d for d in range(1, c + 1) if c % d == 0])
    kept = dict(spread=x.spread, least=x.least, unit=x.unit)
    shape = (n, groups, c // groups, h, w)
    y = g.add("Reshape", [x, g.integers(shape)], shape, **kept)
    y = g.add("Transpose", [y], (n, c // groups, groups, h, w), **kept, perm=[0, 2, 1, 3, 4])
    return g.add("Reshape", [y, g.integers([n if g.chance(0.5) else 0, -1, h, w])], x.shape, **kept)


def reshape(g, x):
    """Reshape, Flatten, Squeeze or Unsqueeze."""
    kept = dict(spread=x.spread, least=x.least, unit=x.unit)
    kind = g.pick(["flatten", "reshape", "squeeze", "unsqueeze", "identity"], [4, 3, 1, 1, 0.5])
    if kind == "flatten":
        axis = g.integer(0, x.rank) if g.chance(0.2) else 1
        shape = (math.prod(x.shape[:axis]), math.prod(x.shape[axis:]))
        return g.add("Flatten", [x], shape, **kept, **({} if axis == 1 and g.chance(0.5) else {"axis": axis}))
    if kind == "identity":
        return g.add("Identity", [x], x.shape, **kept)
    if kind == "squeeze" and x.rank == 4 and 1 in x.shape[2:]:
        axes = [d for d in (2, 3) if x.shape[d] == 1]
        return with_axes(g, "Squeeze", x, axes, [dim for d, dim in enumerate(x.shape) if d not in axes], kept)
    if kind == "unsqueeze" and x.rank == 2:
        return with_axes(g, "Unsqueeze", x, [2, 3], [*x.shape, 1, 1], kept)
    rank = g.pick([2, 3, 4])
    rest, shape = x.size, []
    for _ in range(rank - 1):
        shape.append(g.pick([d for d in range(1, min(rest, 24) + 1) if rest % d == 0]))
        rest //= shape[-1]
    shape.append(rest)
    given = list(shape)
    if g.chance(0.5):
        given[g.integer(0, rank - 1)] = -1
    return g.add("Reshape", [x, g.integers(given)], shape, **kept)


def with_axes(g, op, x, axes, shape, kept):
    if g.opset >= 13:
        return g.add(op, [x, g.integers(axes)], shape, **kept)
    return g.add(op, [x], shape, **kept, axes=axes)
