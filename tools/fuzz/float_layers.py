"""Decides which layers only float networks hold, because their ops have no integer form.

What is ill-conditioned is kept away from its poles, so that single precision decides nothing: logarithms, roots and
divisors are taken of numbers of at least 0.5, powers are small, and ops that jump (rounding, arg max) read inputs of the
network alone, which both sides know exactly.
"""
import math

import numpy as np

from float_graph import LARGEST_VALUE
from layers import weights


def unary(g, x):
    op = g.pick(["Abs", "Neg", "Erf", "Elu", "Softplus", "Tanh", "Sigmoid", "Exp", "LogSoftmax"])
    attributes = {"alpha": 0.75} if op == "Elu" and g.chance(0.5) else {}
    if op == "Exp":
        x = g.add("Tanh", [x], x.shape, 0.7)
    if op == "Erf" and g.opset < 9:
        op = "Neg"
    if op == "LogSoftmax":
        axis = x.rank - 1 if g.opset < 13 else g.integer(0, x.rank - 1)
        return g.add(op, [x], x.shape, x.spread + 1, axis=axis)
    spread = 1.0 if op in ("Erf", "Tanh", "Sigmoid") else x.spread
    return g.add(op, [x], x.shape, spread, 0.0 if op in ("Abs", "Softplus", "Exp", "Sigmoid") else None, **attributes)


def positive(g, x):
    """|x| + 0.5."""
    return g.add("Add", [g.add("Abs", [x], x.shape, x.spread, 0.0), g.real(0.5)], x.shape, x.spread + 0.5, 0.5)


def root(g, x):
    op = g.pick(["Log", "Sqrt", "Reciprocal", "Pow"])
    y = positive(g, x)
    if op == "Pow":
        return g.add(op, [y, g.real(g.pick([0.5, 2.0, -1.0, 1.5]))], y.shape, y.spread)
    return g.add(op, [y], y.shape, 1.0)


def broadcast_pair(g, x):
    others = [v for v in g.values.values() if v.name != x.name and v.shape == x.shape]
    if others and g.chance(0.7):
        return g.pick(others)
    shape = [dim if g.chance(0.5) else 1 for dim in x.shape]
    while shape and shape[0] == 1 and g.chance(0.5):
        shape = shape[1:]
    return g.constant(g.rng.standard_normal(shape, dtype=np.float32), "k")


def binary(g, x):
    op = g.pick(["Sub", "Div", "Max", "Min", "Add", "Mul", "Sum"])
    other = broadcast_pair(g, x)
    spread = getattr(other, "spread", 1.0)
    if op == "Div":
        if isinstance(other, str):
            other = g.constant(np.abs(g.constants[other]) + np.float32(0.5), "k")
        else:
            other = positive(g, other)
        return g.add(op, [x, other], x.shape, x.spread)
    operands = [x, other] if g.chance(0.5) else [other, x]
    if op in ("Max", "Min", "Sum") and g.chance(0.3):
        operands.append(x)
    return g.add(op, operands, x.shape, x.spread * spread if op == "Mul" else x.spread + spread)


def reduce(g, x):
    op = g.pick(["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL2"], [3, 2, 1, 1, 0])
    axes = [d for d in range(x.rank) if g.chance(0.4)] or [x.rank - 1]
    keep = g.chance(0.6)
    shape = [1 if d in axes else dim for d, dim in enumerate(x.shape) if keep or d not in axes]
    if not shape:
        return None
    count = math.prod(x.shape[d] for d in axes)
    spread = x.spread * (math.sqrt(count) if op == "ReduceSum" else 1)
    named = [d - x.rank if g.chance(0.3) else d for d in axes]
    as_input = g.opset >= (13 if op == "ReduceSum" else 18)
    if as_input:
        return g.add(op, [x, g.integers(named)], shape, spread, keepdims=int(keep))
    named = axes if g.opset < 11 else named
    return g.add(op, [x], shape, spread, axes=named, keepdims=int(keep))


def product(g, x):
    """MatMul of two activations, x with a transposition of itself."""
    if x.rank not in (2, 3, 4):
        return None
    permutation = list(range(x.rank))
    permutation[-2:] = permutation[:-3:-1]
    shape = [*x.shape[:-2], x.shape[-1], x.shape[-2]]
    out = [*x.shape[:-1], x.shape[-2]]
    if math.prod(out) > LARGEST_VALUE or math.prod(out) * x.shape[-1] > 300_000:
        return None
    y = g.add("Transpose", [x], shape, x.spread, perm=permutation)
    y = g.add("Mul", [y, g.real(1 / math.sqrt(x.shape[-1]))], shape, x.spread / math.sqrt(x.shape[-1]))
    return g.add("MatMul", [x, y], out, x.spread * x.spread)


def gather(g, x):
    axis = g.integer(0, x.rank - 1)
    shape = g.pick([[g.integer(1, 4)], [], [1, 2]])
    low = -x.shape[axis] if g.opset >= 11 else 0
    indices = g.rng.integers(low, x.shape[axis], shape)
    out = [*x.shape[:axis], *shape, *x.shape[axis + 1:]]
    if math.prod(out) > LARGEST_VALUE or len(out) > 5 or not out:
        return None
    return g.add("Gather", [x, g.constant(np.asarray(indices, np.int64))], out, x.spread, axis=axis)


def expand(g, x):
    ones = [d for d, dim in enumerate(x.shape) if dim == 1]
    if not ones or g.opset < 8:
        return None
    shape = [g.integer(1, 4) if d in ones else dim for d, dim in enumerate(x.shape)]
    if math.prod(shape) > LARGEST_VALUE:
        return None
    return g.add("Expand", [x, g.integers(shape)], shape, x.spread)


def mirror(g, x):
    """Pad by reflection or repetition of the edge."""
    if g.opset < 11:
        return None
    mode = g.pick(["reflect", "edge"])
    most = [0 if d < x.rank - 2 else min(2, dim - 1) if mode == "reflect" else 2 for d, dim in enumerate(x.shape)]
    begins, ends = ([g.integer(0, m) for m in most] for _ in "be")
    shape = [dim + b + e for dim, b, e in zip(x.shape, begins, ends)]
    if math.prod(shape) > LARGEST_VALUE:
        return None
    return g.add("Pad", [x, g.integers(begins + ends)], shape, x.spread, mode=mode)


def backwards(g, x):
    """Slice with a negative step."""
    if g.opset < 10:
        return None
    axis, step = g.integer(0, x.rank - 1), g.integer(1, 2)
    shape = list(x.shape)
    shape[axis] = -(-x.shape[axis] // step)
    operands = [x, g.integers([-1]), g.integers([-2 ** 31]), g.integers([axis]), g.integers([-step])]
    return g.add("Slice", operands, shape, x.spread)


def depth_to_space(g, x):
    if x.rank != 4:
        return None
    n, c, h, w = x.shape
    blocks = [b for b in (2, 3) if c % (b * b) == 0]
    if not blocks:
        return None
    b = g.pick(blocks)
    attributes = {"mode": g.pick(["DCR", "CRD"])} if g.opset >= 11 else {}
    return g.add("DepthToSpace", [x], (n, c // (b * b), h * b, w * b), x.spread, blocksize=b, **attributes)


def cubic(g, x):
    """Resize by any scale, linear or cubic."""
    if x.rank != 4 or g.opset < 11:
        return None
    n, c, *sizes = x.shape
    out = [g.integer(1, 2 * size + 1) for size in sizes]
    if n * c * math.prod(out) > LARGEST_VALUE:
        return None
    rule = g.pick(["half_pixel", "align_corners", "asymmetric"])
    absent = ["", ""] if g.opset >= 13 else [g.constant(np.zeros(0, np.float32)), g.constant(np.zeros(0, np.float32))]
    return g.add("Resize", [x, *absent, g.integers([n, c, *out])], (n, c, *out), x.spread, mode=g.pick(["linear", "cubic"]),
                 coordinate_transformation_mode=rule)


def line(g, x):
    """Convolution or pool over one dimension."""
    if x.rank != 3:
        return None
    n, c, length = x.shape
    kernel, stride = g.integer(1, min(3, length)), g.integer(1, 2)
    out = (length - kernel) // stride + 1
    if g.chance(0.4):
        op = g.pick(["MaxPool", "AveragePool"])
        return g.add(op, [x], (n, c, out), x.spread, kernel_shape=[kernel], strides=[stride])
    outputs = g.integer(1, 8)
    name = g.constant(weights(g, (outputs, c, kernel), c * kernel), "w")
    return g.add("Conv", [x, name], (n, outputs, out), x.spread, kernel_shape=[kernel], strides=[stride])


def jump(g, _):
    """Ops that jump, on an input of the network."""
    x = g.pick(g.inputs)
    op = g.pick(["Floor", "Ceil", "Round"])
    if op == "Round" and g.opset < 11:
        op = "Floor"
    return g.add(op, [x], x.shape, 1.0)


ALL_RANKS = [(unary, 6), (root, 3), (binary, 6), (reduce, 3), (product, 1), (gather, 2), (expand, 2), (mirror, 2),
             (backwards, 1), (jump, 1), (line, 3)]
IMAGES = [(depth_to_space, 2), (cubic, 3)]
