"""Decides which layers follow one another in a random network, and which of its values are outputs."""
import math

import blocks
import float_layers
import layers
import movements
from float_graph import FloatGraph

# Layer, how often.
RANK_FOUR = [
    (layers.conv, 22), (layers.conv_transpose, 3), (layers.pool, 7), (layers.global_pool, 2), (layers.relu, 4),
    (layers.clip, 2), (layers.function, 6), (layers.silu, 2), (layers.softmax, 1), (layers.arithmetic, 6),
    (layers.gate, 2), (blocks.residual, 4), (blocks.condenser, 5), (movements.resize, 4), (movements.pad, 3),
    (movements.cut, 3), (movements.join, 4), (movements.split_and_join, 2), (movements.transpose, 1),
    (movements.shuffle, 1), (movements.reshape, 3)]
OTHER_RANKS = [
    (layers.matrix_product, 10), (layers.relu, 2), (layers.clip, 1), (layers.function, 3), (layers.silu, 1),
    (layers.softmax, 3), (layers.arithmetic, 4), (movements.pad, 1), (movements.cut, 2), (movements.join, 2),
    (movements.transpose, 2), (movements.reshape, 3)]
# Layers that compute rows, for `local` networks.
LOCAL = [
    (blocks.condenser, 10), (blocks.residual, 5), (layers.conv, 6), (layers.pool, 3), (layers.arithmetic, 2),
    (layers.function, 1), (layers.silu, 1), (movements.resize, 3), (movements.pad, 1), (movements.cut, 1),
    (movements.join, 2)]
# Only where batch norms are folded: they have no integers of their own.
NORMED = [(layers.batch_norm, 3), (lambda g, x: blocks.residual(g, x, True), 3),
          (lambda g, x: blocks.condenser(g, x, True), 3)]


def input_shape(g):
    """Mostly images; at times wide and flat ones that reach the register tiles, at times vectors."""
    kind = g.pick(["image", "wide", "matrix", "rows", "batch"], [14, 3, 3, 1, 1])
    if kind == "image":
        return 1, g.integer(1, 9), g.integer(1, 13), g.integer(1, 13)
    if kind == "wide":
        return 1, g.integer(33, 97), g.integer(1, 5), g.integer(1, 5)
    if kind == "matrix":
        return g.integer(1, 3), g.integer(1, 130)
    if kind == "rows":
        return g.integer(1, 2), g.integer(1, 6), g.integer(1, 40)
    return g.integer(2, 3), g.integer(1, 5), g.integer(1, 7), g.integer(1, 7)


def layer_table(x, normed, in_float, local):
    table = LOCAL if local else RANK_FOUR if x.rank == 4 else OTHER_RANKS
    if in_float and not local:
        table = table + float_layers.ALL_RANKS + (float_layers.IMAGES if x.rank == 4 else [])
    return table + NORMED if normed and x.rank == 4 else table


def add_layer(g, x, table):
    """One random layer on x that fits it; what a layer that gives up has appended is taken back."""
    for _ in range(20):
        layer = g.pick([layer for layer, _ in table], [weight for _, weight in table])
        kept = len(g.nodes), len(g.values)
        y = layer(g, x)
        if y is not None and 1e-3 < y.spread < 1e3:
            return y
        del g.nodes[kept[0]:]
        for name in list(g.values)[kept[1]:]:
            del g.values[name]
    return None


def choose_outputs(g, last):
    """The last value, at times others that nothing or something reads."""
    read = {name for node in g.nodes for name in node.inputs}
    made = [g.values[name] for node in g.nodes for name in node.outputs]
    leaves = [value for value in made if value.name not in read and value.name != last.name]
    g.outputs = [last] + [value for value in leaves if g.chance(0.7)][:2]
    inner = [value for value in made if value.name in read and value not in g.outputs]
    if inner and g.chance(0.1):
        g.outputs.append(g.pick(inner))


def random_network(rng, opset, normed=False, in_float=False, local=False, layers_at_most=7):
    """A FloatGraph of 1 to `layers_at_most` layers or blocks; `normed` allows batch norms, `in_float` what has no integer
    form; a `local` one is an image through layers that compute rows."""
    g = FloatGraph(rng, opset)
    x = g.input((1, g.integer(1, 6), g.integer(3, 25), g.integer(3, 11)) if local else input_shape(g))
    if not local and (in_float or not normed) and g.chance(0.12):  # calibration wants one input
        g.input(x.shape if g.chance(0.7) else input_shape(g))
    wanted = g.integer(1, layers_at_most)
    for _ in range(wanted):
        y = add_layer(g, x, layer_table(x, normed, in_float, local))
        if y is None:
            break
        x = y if g.chance(0.85) else g.pick(list(g.values.values()))
    if not g.nodes:
        x = layers.relu(g, x)
    last = g.values[g.nodes[-1].outputs[0]]
    choose_outputs(g, last)
    drop_unread_inputs(g)
    return g


def widen(g):
    """Adds an output, by a convolution of so many weights that all targets' matrix products pack them if they have 4 bits."""
    images = [value for value in g.values.values() if value.rank == 4 and value.size // value.shape[1] < 200]
    if images:
        x = layers.relu(g, blocks.convolve(g, g.pick(images), 64))
        g.outputs.append(blocks.convolve(g, x, g.integer(72, 100), kernel=g.pick([1, 3])))


def drop_unread_inputs(g):
    """Inputs that no output depends on go, with the nodes that do not matter but for a few."""
    needed = {value.name for value in g.outputs}
    for node in reversed(g.nodes):
        if needed & set(node.outputs):
            needed |= set(node.inputs)
    keep_dead = g.chance(0.3)
    kept_inputs = [value for value in g.inputs if value.name in needed]
    known = {value.name for value in kept_inputs} | set(g.constants) | {""}
    nodes = []
    for node in g.nodes:
        alive = bool(needed & set(node.outputs))
        if (alive or keep_dead) and set(node.inputs) <= known:
            nodes.append(node)
            known |= set(node.outputs)
    g.inputs, g.nodes = kept_inputs, nodes
    for name in list(g.values):
        if name not in known:
            del g.values[name]


def multiplications(g):
    """Of all convolutions and products, to keep networks small."""
    total = 0
    for node in g.nodes:
        if node.op in ("Conv", "ConvTranspose", "Gemm", "MatMul") and node.inputs[1] in g.constants:
            shape = g.constants[node.inputs[1]].shape
            out = g.values[node.outputs[0]].shape
            total += math.prod(shape[1:] if len(shape) == 4 else shape[:1]) * math.prod(out)
    return total
